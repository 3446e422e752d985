"""
Words, names and Telegram's numbers are sealed before they reach the database, so a stolen file or backup tells nothing.

One primitive, AES-SIV (RFC 5297): with a random nonce for words, without one for numbers, which must be found again.
Why not Fernet, what stays readable and why: `docs/adr/0010-encryption-at-rest.md`.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy import Dialect, String, Text, TypeDecorator, make_url

from bot.config import SHORTEST_KEY

NONCE = 16  # bytes; random ones do not meet before 2^64 values
FORM = "1"  # first letter of sealed words; another form would get another
KEY_BYTES = 32
NUMBER_LENGTH = 32  # characters of a sealed number: tag and eight bytes in base64
LOOSE_KEY_FILE = Path("rinnalla.key")  # where the key is made for a database that is no file
ATTRIBUTE = "rinnalla_keyring"
MODE = 0o600  # of files with keys or data: their owner's alone


class NoSuchKey(Exception):
    """A sealed value cannot be opened with any of the keys. The operator puts the missing key back into ENCRYPTION_KEYS."""

    def __init__(self) -> None:
        super().__init__("ENCRYPTION_KEYS: none of these keys opens what is in the database; put the old key back")


class WrongKey(ValueError):
    """A key cannot be used. The text names the remedy, never the key."""

    def __init__(self) -> None:
        super().__init__("each key is at least 43 letters and digits; make one with python -m bot new-key")


class Keyring:
    """Seals with the first key, opens with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or any(len(key) < SHORTEST_KEY for key in keys):
            raise WrongKey
        # A passphrase-like key is stretched to the cipher's length; it has its 256 bits already.
        self._ciphers = [AESSIV(hashlib.sha512(b"rinnalla at rest\0" + key.encode()).digest()) for key in keys]
        self._macs = [hashlib.sha256(b"rinnalla look-up\0" + key.encode()).digest() for key in keys]

    def seal(self, words: str, label: bytes) -> str:
        """`label` is the column's name: a value moved to another column does not open. Nothing stays nothing."""
        if not words:
            return ""
        nonce = os.urandom(NONCE)
        return FORM + base64.b64encode(nonce + self._ciphers[0].encrypt(words.encode(), [label, nonce])).decode()

    def open(self, sealed: str, label: bytes) -> str:
        if not sealed:
            return ""
        raw = base64.b64decode(sealed[1:])
        return self._try(raw[NONCE:], [label, raw[:NONCE]]).decode()

    def seal_number(self, number: int) -> str:
        """The same number always gives the same letters under one key, so that it can be looked up and compared."""
        return base64.b64encode(self._ciphers[0].encrypt(number.to_bytes(8, "big", signed=True), [b"number"])).decode()

    def open_number(self, sealed: str) -> int:
        return int.from_bytes(self._try(base64.b64decode(sealed), [b"number"]), "big", signed=True)

    def newest_opens(self, sealed: str, label: bytes) -> bool:
        """Was this sealed with the first key?"""
        raw = base64.b64decode(sealed[1:])
        with suppress(InvalidTag):
            self._ciphers[0].decrypt(raw[NONCE:], [label, raw[:NONCE]])
            return True
        return False

    def fingerprints(self, purpose: str, number: int) -> list[str]:
        """Keyed hashes of a number, the newest key's first: nothing to learn from without the key, not to be opened."""
        said = f"{purpose}\0{number}".encode()
        return [hashlib.blake2b(said, key=mac, digest_size=32).hexdigest() for mac in self._macs]

    def _try(self, data: bytes, labels: list[bytes]) -> bytes:
        for cipher in self._ciphers:
            with suppress(InvalidTag):
                return cipher.decrypt(data, labels)
        raise NoSuchKey


class Sealed(TypeDecorator[str]):
    """Words or a name. Cannot be searched or sorted by the database."""

    impl = Text
    cache_ok = True

    def __init__(self, label: str = "") -> None:
        super().__init__()
        self.label = label

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring_of(dialect).seal(value, self.label.encode())

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring_of(dialect).open(value, self.label.encode())


class SealedNumber(TypeDecorator[int]):
    """A number of Telegram's. Can be compared and found, not ordered."""

    impl = String(NUMBER_LENGTH)
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring_of(dialect).seal_number(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | None:
        return None if value is None else keyring_of(dialect).open_number(value)


def keyring_of(dialect: Dialect) -> Keyring:
    """The keys of the engine that this dialect belongs to: two databases in one process may have different ones."""
    ring = getattr(dialect, ATTRIBUTE)
    assert isinstance(ring, Keyring)
    return ring


def give(dialect: Dialect, ring: Keyring) -> None:
    setattr(dialect, ATTRIBUTE, ring)


def new_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def salt(length: int) -> bytes:
    """Random bytes that are no secret."""
    return os.urandom(length)


def split(setting: str) -> list[str]:
    """ENCRYPTION_KEYS: newest first, with commas between."""
    return [key.strip() for key in setting.split(",") if key.strip()]


def keyring_for(url: str, setting: str = "") -> Keyring:
    """The keys of the setting; without any, the key file's, which is made on first use."""
    return Keyring(split(setting) or file_keys(key_file(url)))


def key_file(url: str) -> Path | None:
    """Beside a SQLite file; where the program runs for any other database; none for one in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return LOOSE_KEY_FILE
    if not parsed.database or parsed.database == ":memory:":
        return None
    return Path(f"{parsed.database}.key")


def file_keys(file: Path | None) -> list[str]:
    if file is None:
        return [new_key()]
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written whole under another name first: a second process must never read half a key.
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        write_keys(fresh, [new_key()])
        with suppress(FileExistsError):
            os.link(fresh, file)
        fresh.unlink()
    return file.read_text("ascii").split()


def write_keys(file: Path, keys: Sequence[str]) -> None:
    """Replaces the file as a whole, readable by its owner only."""
    fresh = file.with_name(f"{file.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE), "w") as out:
        out.write("\n".join(keys) + "\n")
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def private_file(path: Path) -> None:
    """Make an empty file that only its owner may read, before anybody else makes one that all may."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE))
