"""Commands: what the script says goes before what was kept, and nothing is obeyed half told."""

from __future__ import annotations

import pytest

from dialogs.commands import arguments


def test_what_the_script_does_not_say_comes_from_facts_of_the_same_name():
    told = arguments("keep_words", {"kind": "success"}, {"words": "I went out", "kind": "story", "energy": 3})
    assert told == {"kind": "success", "words": "I went out"}


def test_what_may_be_told_is_told_when_it_is_known():
    assert arguments("break_start", {"days": 7}, {}) == {"days": 7}
    assert arguments("break_start", {"days": 7}, {"break_reason": "moving"}) == {"days": 7, "break_reason": "moving"}


@pytest.mark.parametrize("command", ["energy", "no_such_command"])
def test_a_command_that_lacks_something_is_not_obeyed(command):
    with pytest.raises(KeyError):
        arguments(command, {}, {})
