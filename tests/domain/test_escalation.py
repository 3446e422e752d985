"""When a professional is told: signals, false alarms, and who is asked next."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.escalation import (
    BOUNDS,
    FollowUp,
    Move,
    Notice,
    Report,
    Signal,
    ThresholdError,
    Thresholds,
    energy_signal,
    follow_up,
    may_open,
    may_say_not_yet,
    silence_signal,
    skip_signal,
    skips_in_row,
)
from bot.domain.workdays import FINLAND

HELSINKI = ZoneInfo("Europe/Helsinki")
START = datetime(2026, 9, 1, 8, tzinfo=UTC)
USUAL = Thresholds()
NOW = START + timedelta(days=80)
LETTERS = {"n": "not_started", "d": "done", "p": "part", "o": "other", "r": "rested", "-": ""}


def history(pattern: str) -> list[Report]:
    """A step every third day after the first week; capital N: not started, but not counted."""
    return [
        Report(START + timedelta(days=8 + 3 * n), LETTERS[letter.lower()], None, counted=not letter.isupper())
        for n, letter in enumerate(pattern)
    ]


def energies(*values: int, every: int = 2) -> list[Report]:
    """Energies, newest last, the last one now."""
    count = len(values)
    return [Report(NOW - timedelta(days=every * (count - 1 - n)), "", v, True) for n, v in enumerate(values)]


@pytest.mark.parametrize(
    ("pattern", "signal"),
    [
        ("", None),
        ("n", None),
        ("nn", Signal.A0),
        ("nnn", Signal.A0),
        ("nnnn", Signal.A1),
        ("nnpn", None),
        ("nnrnn", Signal.A0),
        ("nnonn", Signal.A0),
        ("nn--nn", Signal.A1),  # check-ins without a due step neither count nor break the row
        ("nnNNn", Signal.A0),  # paused or ill: neither counted nor a try
        ("nnNnn", Signal.A1),
        ("ndnndnnd", Signal.A1),  # five of eight
        ("ndnndndd", None),
        ("nndnndndddd", None),
        ("nnnnd", None),
    ],
)
def test_skips_are_counted_as_agreed(pattern, signal):
    assert skip_signal(history(pattern), START, NOW, USUAL) is signal


def test_the_first_week_does_not_count():
    # given four not started in the first week
    reports = [Report(START + timedelta(days=n), "not_started", 5, True) for n in range(4)]
    # then nobody is told, though the client's own row is four
    assert skip_signal(reports, START, NOW, USUAL) is None
    assert skips_in_row(reports) == 4


@given(st.text("ndpor-N", max_size=20))
def test_trying_anything_ends_the_row(pattern):
    for tried in "dpor":
        assert skips_in_row(history(pattern + tried)) == 0


@given(st.text("ndpor-N", max_size=20))
def test_fewer_skips_never_bring_a_stronger_signal(pattern):
    rank = {None: 0, Signal.A0: 1, Signal.A1: 2}
    milder = pattern.replace("n", "d", 1)
    before = skip_signal(history(pattern), START, NOW, USUAL)
    assert rank[skip_signal(history(milder), START, NOW, USUAL)] <= rank[before]


def notices(chance: float, clients: int = 4000) -> float:
    """The share of clients who skip each of 16 steps with this chance and cause at least one notice."""
    dice = random.Random(20261125)  # noqa: S311 - seeded, so that the figure does not move
    told = 0
    for _ in range(clients):
        pattern = "".join("n" if dice.random() < chance else "d" for _ in range(16))
        steps = history(pattern)
        told += any(skip_signal(steps[:seen], START, NOW, USUAL) is Signal.A1 for seen in range(1, 17))
    return told / clients


def test_a_client_who_skips_three_in_ten_is_reported_by_chance_in_one_of_five_cases():
    assert notices(0.3) == pytest.approx(0.20, abs=0.02)


def test_a_client_who_skips_eight_in_ten_is_all_but_certain_to_be_noticed():
    assert notices(0.8, clients=1000) > 0.995


@pytest.mark.parametrize(
    ("days", "energy", "active", "signal"),
    [
        (13, 5, True, None),
        (14, 5, True, Signal.A2),
        (14, None, True, Signal.A2),
        (9, 2, True, None),
        (10, 2, True, Signal.A2),
        (10, 3, True, None),
        (90, 1, False, None),
    ],
)
def test_silence_is_noticed_by_calendar_days(days, energy, active, signal):
    assert silence_signal(NOW - timedelta(days=days), NOW, energy, USUAL, active=active) is signal


@pytest.mark.parametrize(
    ("reports", "signal"),
    [
        (energies(2, 1, 2), Signal.A3),
        (energies(2, 7, 2, 8, 1), Signal.A3),
        (energies(2, 1), None),
        (energies(2, 3, 2), None),
        (energies(2, 2, 2, every=8), None),  # spread over more than a fortnight
        (energies(8, 8, 7, 4, 4), Signal.A3),
        (energies(8, 8, 7, 4, 5), None),
        (energies(8, 8, 4, 4), None),  # two earlier answers are no usual yet
        (energies(4, 5, 4, 3, 3), None),
        (energies(9, 9, 9, 5, 5, every=10), None),  # too old to be a usual
        ([], None),
    ],
)
def test_low_energy_is_told_only_when_it_lasts_or_falls_far(reports, signal):
    assert energy_signal(reports, NOW, USUAL) is signal


@given(st.lists(st.integers(3, 10), max_size=8), st.integers(0, 1))
def test_changes_below_the_noise_never_tell(values, less):
    # given any energies above the low mark whose last two are less than two points below all others
    steady = [max(values, default=5)] * 5
    assert energy_signal(energies(*steady, steady[0] - less, steady[0] - less), NOW, USUAL) is None


def test_there_is_one_notice_a_week_and_after_a_try_only():
    # given a notice eight days ago
    told = NOW - timedelta(days=8)
    assert may_open(None, NOW, tried_since=False)
    assert may_open(told, NOW, tried_since=True)
    assert not may_open(told, NOW, tried_since=False)
    assert not may_open(NOW - timedelta(days=6), NOW, tried_since=True)
    assert may_open(NOW - timedelta(days=14), NOW, tried_since=False)


def test_not_yet_once_a_fortnight():
    assert may_say_not_yet(None, NOW)
    assert not may_say_not_yet(NOW - timedelta(days=13), NOW)
    assert may_say_not_yet(NOW - timedelta(days=14), NOW)


def here(day: int, hour: int = 10, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HELSINKI)


def chain(urgent: bool, kind: Signal, sent: datetime) -> list[tuple[Move, datetime]]:
    """All moves of an untaken case with the times at which they came, obeying `look_at`."""
    moves, done, now = [], 0, sent
    for _ in range(20):
        step = follow_up(Notice(kind, urgent, sent, done), now, FINLAND)
        if step.move not in (Move.WAIT, Move.STOP):
            moves.append((step.move, now.astimezone(HELSINKI)))
        if step.look_at is None:
            return moves
        done, now = step.reminders, step.look_at
    raise AssertionError("the chain does not end")


@pytest.mark.parametrize("kind", [Signal.A1, Signal.A2, Signal.A3])
def test_a_calm_notice_goes_up_after_two_four_and_six_working_days(kind):
    assert chain(False, kind, here(25)) == [
        (Move.REMIND, here(27)),
        (Move.DEPUTY, here(1, month=12)),
        (Move.UNIT_LEAD, here(3, month=12)),
    ]


def test_nobody_is_chased_over_christmas():
    assert chain(False, Signal.A1, here(23, month=12))[:2] == [
        (Move.REMIND, here(29, month=12)),
        (Move.DEPUTY, here(31, month=12)),
    ]


@pytest.mark.parametrize(
    ("urgent", "kind"), [(False, Signal.A4), (True, Signal.A4), (False, Signal.A5), (False, Signal.A7)]
)
def test_what_a_client_says_herself_goes_to_the_deputy_after_a_working_day(urgent, kind):
    assert chain(urgent, kind, here(27)) == [(Move.DEPUTY, here(30))]


def test_a_concern_repeats_every_half_hour_and_then_the_unit_is_called():
    assert chain(True, Signal.A5, here(25)) == [
        (Move.REMIND, here(25, 10, 30)),
        (Move.REMIND, here(25, 11)),
        (Move.REMIND, here(25, 11, 30)),
        (Move.REMIND, here(25, 12)),
        (Move.UNIT_PHONE, here(25, 12, 30)),
    ]


def test_a_concern_at_night_repeats_from_the_next_opening():
    # given a concern on Friday evening
    moves = chain(True, Signal.A5, here(27, 22))
    assert [at for _, at in moves] == [here(30, 8 + n // 2, 30 * (n % 2)) for n in range(5)]


def test_whoever_takes_it_ends_the_chain():
    assert follow_up(Notice(Signal.A5, True, here(25), 1, taken=True), here(26), FINLAND) == FollowUp(
        Move.STOP, None, 1
    )


def test_after_an_outage_the_steps_come_one_by_one():
    # given six working days without the bot
    step = follow_up(Notice(Signal.A1, False, here(25)), here(4, month=12), FINLAND)
    # then the first reminder comes first, and the deputy a working day later
    assert step.move is Move.REMIND
    assert step.look_at == here(7, month=12)


@pytest.mark.parametrize(
    "wrong",
    [{name: least - 1} for name, (least, _) in BOUNDS.items()]
    + [{name: most + 1} for name, (_, most) in BOUNDS.items()]
    + [{"of_last": 4, "of_last_skips": 5}, {"silence_days": 9, "silence_days_low": 10}],
)
def test_thresholds_stay_within_bounds(wrong):
    with pytest.raises(ThresholdError):
        Thresholds(**wrong)
