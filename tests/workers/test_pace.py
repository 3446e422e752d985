"""The pace: Telegram's limits are never exceeded, and nobody waits longer than they must."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workers.pace import Limits, Pace, Patience

ROOM = 1e-6  # seconds; times are floats


def speak(pace: Pace, chats: list[int], gaps: list[float]) -> list[tuple[float, int]]:
    """Send to these chats in turn, as early as the pace allows after a gap each. Returns when, and to whom."""
    now, sent = 0.0, []
    for chat, gap in zip(chats, gaps, strict=False):
        now += gap
        while wait := max(pace.wait_bot(now), pace.wait_chat(chat, now)):
            now += wait + ROOM / 100
        pace.took(chat, now)
        sent.append((now, chat))
    return sent


def most_within(times: list[float], seconds: float) -> int:
    """The most that fall into any span of so many seconds, its end not counted."""
    return max((sum(start <= time < start + seconds - ROOM for time in times) for start in times), default=0)


@settings(max_examples=100, deadline=None)
@given(
    chats=st.lists(st.sampled_from([1, 2, 3, -1, -2]), min_size=1, max_size=120),
    gaps=st.lists(st.sampled_from([0.0, 0.0, 0.01, 0.3, 2.0]), min_size=120, max_size=120),
)
def test_no_limit_is_ever_exceeded(chats: list[int], gaps: list[float]):
    """Whatever is sent when: per bot and second, per chat, per group and minute."""
    # given the limits of Telegram, with a small one per bot so that it is reached
    limits = Limits(bot_per_second=7)
    # when messages go out as early as allowed
    sent = speak(Pace(limits), chats, gaps)
    # then no window of any limit holds more than allowed
    assert most_within([time for time, _ in sent], 1.0) <= 7
    for chat in set(chats):
        mine = [time for time, to in sent if to == chat]
        for span in (1.0, 3.0, 10.0):
            assert most_within(mine, span) <= limits.chat_burst + span * limits.chat_per_second
        if chat < 0:
            assert most_within(mine, 60.0) <= limits.group_per_minute


def test_a_burst_goes_at_once_and_then_one_a_second():
    # given a silent chat
    sent = speak(Pace(), [7] * 8, [0.0] * 8)
    # when eight messages are sent, then five go at once
    assert [round(time, 3) for time, _ in sent] == [0, 0, 0, 0, 0, 1, 2, 3]


def test_one_chats_burst_does_not_hold_up_another():
    # given a chat that used up its burst
    pace = Pace()
    speak(pace, [7] * 5, [0.0] * 5)
    # when another is spoken to, then at once
    assert (pace.wait_chat(7, 0.0), pace.wait_chat(8, 0.0)) == (1.0, 0.0)


def test_a_group_gets_twenty_a_minute():
    # given a group
    sent = speak(Pace(), [-7] * 21, [0.0] * 21)
    # when twenty-one messages go as early as allowed, then the last one waits for the next minute
    assert round(sent[-2][0]) == 15
    assert round(sent[-1][0]) == 60


def test_lifted_limits_never_wait():
    # given a server of our own
    pace = Pace(Limits(bot_per_second=0, chat_per_second=0, group_per_minute=0))
    # when a thousand messages go to one group, then all at once
    assert {time for time, _ in speak(pace, [-7] * 1000, [0.0] * 1000)} == {0.0}


def test_one_flooded_chat_is_that_chats_matter_several_are_the_bots():
    # given a server that asks to wait for one chat twice
    pace = Pace()
    pace.flooded(1, 30, now=0.0)
    pace.flooded(1, 30, now=1.0)
    alone = pace.wait_bot(1.0)
    # when it asks for two more within seconds
    pace.flooded(2, 30, now=2.0)
    pace.flooded(3, 30, now=3.0)
    # then everybody waits
    assert (alone, pace.wait_bot(3.0)) == (0.0, 30.0)


def test_flooded_chats_far_apart_say_nothing_about_the_bot():
    # given three chats flooded within a minute
    pace = Pace()
    for number in range(3):
        pace.flooded(number, 30, now=20.0 * number)
    # when somebody is to be spoken to, then at once
    assert pace.wait_bot(40.0) == 0.0


def test_a_server_that_stays_away_is_asked_ever_less_and_at_once_when_it_answers():
    # given a server that does not answer
    pace, waits, now = Pace(), [], 0.0
    # when calls fail one after the other
    for _ in range(11):
        pace.unreached(now)
        waits.append(pace.wait_bot(now))
        now += waits[-1]
    # then one or two failures mean nothing, and the waiting grows up to a minute
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    pace.reached()
    pace.unreached(now)
    assert pace.wait_bot(now) == 0.0


def test_a_hundred_calls_that_break_at_one_moment_are_one_failure():
    # given a server that is away, and a hundred calls on their way to it
    pace = Pace()
    # when they all break
    for _ in range(100):
        pace.unreached(0.0)
    # then the bot tries again after a second, and after the next wave after two
    assert pace.wait_bot(0.0) == 1
    for _ in range(100):
        pace.unreached(1.0)
    assert pace.wait_bot(1.0) == 2


def test_chats_that_have_long_been_silent_are_forgotten():
    # given a bot that spoke to many chats, one after the other
    pace = Pace(Limits(bot_per_second=0))
    speak(pace, list(range(1, 5001)), [10.0] * 5000)
    # when its memory is looked at, then it holds few of them
    assert len(pace._chats) < 1500


def test_a_call_at_fault_is_given_up_soon_one_that_meets_a_silent_server_is_kept():
    # given our patience
    patience, hour = Patience(), timedelta(hours=1)
    # when a call has failed ten times within an hour
    refused = patience.over(10, hour, answered=True, others_succeed=True)
    all_refused = patience.over(10, hour, answered=True, others_succeed=False)
    unreached = patience.over(500, 24 * hour, answered=False, others_succeed=False)
    # then it matters whether the server was there, and whether others had luck; nothing is kept for ever
    assert (refused, all_refused, unreached) == (True, False, False)
    assert patience.over(600, 49 * hour, answered=False, others_succeed=False)


def test_delays_grow_up_to_a_limit():
    # given our patience, when many attempts have failed, then each next one comes later, up to five minutes
    delays = [Patience().delay(attempt).total_seconds() for attempt in range(1, 13)]
    assert delays[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert set(delays[9:]) == {300}
