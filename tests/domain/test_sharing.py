"""What a client keeps back from one of those who accompany, and which lines of a card that hides."""

from __future__ import annotations

import pytest

from bot.domain.sharing import ITEMS, lines, parse, toggled
from bot.domain.week_facts import Line


def test_each_item_hides_its_own_lines_and_no_others() -> None:
    assert {item: set(found) for item, found in ITEMS.items()} == {
        "energy": {Line.ENERGY},
        "steps": {Line.STEPS},
        "breaks": {Line.BREAK, Line.RHYTHM, Line.SILENCE},  # a silence would tell of the break
        "words": {Line.CARRY},
        "measures": {Line.MEASURE},
        "goals": {Line.GOAL},
    }
    assert lines(ITEMS) == set(Line)


def test_keeping_back_twice_shares_again() -> None:
    once = toggled("", "energy")
    assert (once, toggled(once, "energy"), toggled(once, "words")) == ("energy", "", "energy,words")


def test_what_is_stored_and_unknown_hides_nothing() -> None:
    assert parse("energy,gone,") == {"energy"}
    with pytest.raises(KeyError):
        toggled("", "gone")
