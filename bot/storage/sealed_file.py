"""
A file sealed with our keys, written and read as a stream: for backups.

Every piece is AES-256-GCM under a key of this file alone; its nonce is its place, and whether it is the last. So a piece
that was changed, moved or left out does not open, and neither does a file that ends early or goes on after its end.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.storage.sealing import MODE, salt

MAGIC = b"RINNALLA BACKUP 1\n"
SALT = 16  # bytes: another key for every file, so a counter is nonce enough
NAME = 8  # bytes that tell which key it was, and nothing about it
KEY = 32  # bytes
PIECE = 256 * 1024  # bytes in memory at a time
LENGTH = struct.Struct(">I")


class Damaged(Exception):
    """The file is not whole, was changed, or is no backup. The operator takes another copy; nothing was touched."""


class OtherKey(Exception):
    """The file was sealed with a key that is not among ours. The operator adds it to ENCRYPTION_KEYS."""


def _derive(key: str, salted: bytes) -> tuple[bytes, AESGCM]:
    both = HKDF(SHA256(), NAME + KEY, salted, b"rinnalla backup").derive(key.encode())
    return both[:NAME], AESGCM(both[NAME:])


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([last])


class Writer:
    """Writes beside the file's own name, and gives it that name once everything is on the disk."""

    def __init__(self, file: Path, key: str) -> None:
        self._file, self._fresh = file, file.with_name(f"{file.name}.part")
        self._out = os.fdopen(os.open(self._fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE), "wb")
        salted = salt(SALT)
        name, self._cipher = _derive(key, salted)
        self._head = MAGIC + salted + name
        self._out.write(self._head)
        self._zip, self._waits, self._place = zlib.compressobj(), bytearray(), 0

    def write(self, data: bytes) -> None:
        self._waits += self._zip.compress(data)
        while len(self._waits) > PIECE:
            self._seal(bytes(self._waits[:PIECE]), last=False)
            del self._waits[:PIECE]

    def _seal(self, piece: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._place, last=last), piece, self._head)
        self._out.write(LENGTH.pack(len(sealed)) + sealed)
        self._place += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._out.close()
            self._fresh.unlink(missing_ok=True)
            return
        self._waits += self._zip.flush()
        self._seal(bytes(self._waits), last=True)
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()
        self._fresh.replace(self._file)


def lines(file: Path, keys: Sequence[str]) -> Iterator[bytes]:
    """The lines of a sealed file, each one authentic. Raises Damaged or OtherKey, perhaps only near the end."""
    with file.open("rb") as source:
        unzip, rest = zlib.decompressobj(), b""
        for piece in _pieces(source, keys):
            *whole, rest = (rest + unzip.decompress(piece)).split(b"\n")
            yield from whole
        if rest or not unzip.eof:
            raise Damaged


def _pieces(source: BinaryIO, keys: Sequence[str]) -> Iterator[bytes]:
    head = source.read(len(MAGIC) + SALT + NAME)
    if not head.startswith(MAGIC) or len(head) < len(MAGIC) + SALT + NAME:
        raise Damaged
    salted, name = head[len(MAGIC) : -NAME], head[-NAME:]
    cipher = next((cipher for known, cipher in (_derive(key, salted) for key in keys) if known == name), None)
    if cipher is None:
        raise OtherKey
    place, sealed = 0, _read(source)
    while sealed is not None:
        after = _read(source)
        try:
            yield cipher.decrypt(_nonce(place, last=after is None), sealed, head)
        except InvalidTag:
            raise Damaged from None
        place, sealed = place + 1, after
    if not place:
        raise Damaged


def _read(source: BinaryIO) -> bytes | None:
    """The next piece as it stands; None at the end."""
    length = source.read(LENGTH.size)
    if not length:
        return None
    if len(length) < LENGTH.size:
        raise Damaged
    size = LENGTH.unpack(length)[0]
    sealed = source.read(min(size, 2 * PIECE))
    if len(sealed) < size:
        raise Damaged
    return sealed
