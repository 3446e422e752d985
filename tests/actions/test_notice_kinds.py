"""Every kind of notice has its rank among others and its own words: none may borrow those of another."""

from __future__ import annotations

import pytest

from bot.actions.notices import SHOWN_FIRST
from bot.domain.escalation import Signal
from bot.sentences import SENTENCES

NO_NOTICE = {Signal.A0, Signal.A6}
"""A talk with the client alone; a technical line that is no case."""


@pytest.mark.parametrize("signal", [signal for signal in Signal if signal not in NO_NOTICE])
def test_every_signal_that_becomes_a_notice_is_ranked_and_worded(signal: Signal) -> None:
    assert signal in SHOWN_FIRST, f"{signal}: give it a place in SHOWN_FIRST of bot/actions/notices.py"
    assert f"case_{signal.lower()}" in SENTENCES, f"{signal}: give it words, case_{signal.lower()} in bot/sentences.py"
