"""Files that were sent: kept in memory, found by file_id or by path."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sandbox.model import JSON
from sandbox.refusals import bad_request

LARGEST = 50 * 1024 * 1024  # bytes that a bot may send; Telegram's limit


@dataclass(frozen=True)
class Stored:
    """One file and where it is."""

    file_id: str
    name: str
    mime: str
    body: bytes
    path: str

    def to_json(self) -> JSON:
        """The `File` object."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.file_id[-16:],
            "file_size": len(self.body),
            "file_path": self.path,
        }


class Files:
    """Every file of the desk."""

    def __init__(self) -> None:
        self.by_id: dict[str, Stored] = {}
        self.by_path: dict[str, Stored] = {}

    def keep(self, body: bytes, name: str, mime: str, folder: str) -> Stored:
        """Store a file; raises Refused for an empty or too large one."""
        if not body:
            raise bad_request("file must be non-empty")
        if len(body) > LARGEST:
            raise bad_request("file is too big")
        number = len(self.by_id)
        digest = hashlib.sha256(body).hexdigest()[:24]
        ending = name.rpartition(".")[2] if "." in name else "bin"
        stored = Stored(f"F{number:06d}-{digest}", name, mime, body, f"{folder}/file_{number}.{ending}")
        self.by_id[stored.file_id] = self.by_path[stored.path] = stored
        return stored

    def find(self, file_id: str) -> Stored:
        """The file of an earlier message; raises Refused when there is none."""
        try:
            return self.by_id[file_id]
        except KeyError:
            raise bad_request("wrong file identifier/HTTP URL specified") from None


def image_size(body: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG or JPEG; raises Refused for anything else, as Telegram does for photos."""
    if body.startswith(b"\x89PNG\r\n\x1a\n") and len(body) >= 24:
        return int.from_bytes(body[16:20]), int.from_bytes(body[20:24])
    if body.startswith(b"\xff\xd8"):
        at = 2
        while at + 9 < len(body) and body[at] == 0xFF:
            if 0xC0 <= body[at + 1] <= 0xCF and body[at + 1] not in (0xC4, 0xC8, 0xCC):  # a start-of-frame marker
                return int.from_bytes(body[at + 7 : at + 9]), int.from_bytes(body[at + 5 : at + 7])
            at += 2 + int.from_bytes(body[at + 2 : at + 4])
    raise bad_request("IMAGE_PROCESS_FAILED")
