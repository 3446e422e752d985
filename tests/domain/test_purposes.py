"""Every action on a client's data has a purpose, and what the log keeps of it reads back."""

from __future__ import annotations

import pytest

from bot.domain import purposes
from bot.domain.purposes import PURPOSE_OF, Purpose
from bot.domain.roles import Action


def test_every_action_has_exactly_one_purpose() -> None:
    assert set(PURPOSE_OF) == set(Action)
    assert sum(len(actions) for actions in purposes._ACTIONS.values()) == len(Action)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_purpose_reads_back_with_and_without_its_notice(purpose: Purpose) -> None:
    assert purposes.read(purposes.written(purpose)) == (purpose, None)
    assert purposes.read(purposes.written(purpose, 12)) == (purpose, 12)


@pytest.mark.parametrize("older", ["", "notice12", "why not", "12"])
def test_a_line_without_a_known_purpose_reads_as_none(older: str) -> None:
    assert purposes.read(older) == (None, None)
