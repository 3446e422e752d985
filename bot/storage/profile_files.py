"""Reads the working models from their folder. What a file may say is `bot/domain/profiles.py`'s business."""

from __future__ import annotations

from pathlib import Path

from bot.domain.profiles import Known, Profile, ProfileError, parse


def read_profiles(folder: Path, known: Known | None = None) -> dict[str, Profile]:
    """All profiles by key, in the order of their names. Raises ProfileError for a faulty file or an empty folder."""
    found = {file.stem: parse(file.stem, file.read_text("utf-8"), known) for file in sorted(folder.glob("*.toml"))}
    if not found:
        raise ProfileError("*", "the folder", "has no profile in it.", "Put back at least one of the five files.")
    return found
