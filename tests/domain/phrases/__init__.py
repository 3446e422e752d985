"""Sets of phrases as people read them: language, class, phrases between bars."""

from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent


def read(name: str) -> Iterator[tuple[str, str, str]]:
    """Language, class and phrase; a zero-width blank is written \\u200b so that it can be seen."""
    for line in (HERE / f"{name}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, phrases = line.partition(": ")
            language, concern = head.split()
            for phrase in phrases.split(" | "):
                yield language, concern, phrase.strip().replace("\\u200b", "\u200b")
