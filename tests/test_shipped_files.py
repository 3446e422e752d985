"""Files that ship beside the code are complete: every setting with an example, every package pinned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import Config

ROOT = Path(__file__).resolve().parent.parent


def test_the_example_file_has_every_setting_with_its_value() -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    lines = [line.partition("=") for line in text.splitlines() if line and not line.startswith("#")]
    fresh = Config(_env_file=None)  # type: ignore[call-arg]
    plain = {name.upper(): _shown(getattr(fresh, name)) for name in Config.model_fields}
    assert {name: value for name, _, value in lines} == plain
    # and each has a comment right above it
    commented = re.findall(r"^#[^\n]*\n([A-Z_]+)=", text, re.MULTILINE)
    assert commented == [name for name, _, _ in lines]


def _shown(value: object) -> str:
    get = getattr(value, "get_secret_value", None)
    plain = get() if get is not None else value
    return str(plain).lower() if isinstance(plain, bool) else str(plain)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"])
def test_lock_files_pin_by_hash_and_name_no_index(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    pins = [line for line in lines if re.match(r"[A-Za-z0-9]", line)]
    assert len(pins) > 15
    assert all("==" in line and line.endswith("\\") for line in pins)
    assert [line for line in lines if re.search(r"https?://|--index|--extra-index|--find-links", line)] == []


def test_what_is_installed_for_running_is_pinned_for_development_alike() -> None:
    def pinned(name: str) -> dict[str, str]:
        text = (ROOT / name).read_text("utf-8")
        return dict(re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", text, re.MULTILINE))

    run, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert run.items() <= dev.items()
