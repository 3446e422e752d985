"""Who accompanies whom, and until when."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.storage import network
from bot.storage.tables import Professional

SINCE = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "away"),
    [
        (datetime(2026, 11, 8, 21, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 8, 22, 0, tzinfo=UTC), True),  # midnight in Helsinki
        (datetime(2026, 11, 13, 21, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 13, 22, 0, tzinfo=UTC), False),
    ],
)
def test_an_absence_lasts_from_its_first_day_to_its_last_on_the_own_calendar(at: datetime, away: bool) -> None:
    # given a professional in Finland who is away from Monday to Friday
    pro = Professional(person_id=1, name="Maija", since=SINCE, timezone="Europe/Helsinki")
    pro.away_from, pro.away_until = date(2026, 11, 9), date(2026, 11, 13)
    # then both days belong to it, and Saturday does not
    assert network.away(pro, at) is away


def test_an_absence_without_an_end_lasts_until_somebody_ends_it() -> None:
    pro = Professional(person_id=1, name="Maija", since=SINCE, away_from=date(2026, 11, 9))
    assert network.away(pro, datetime(2027, 11, 9, tzinfo=UTC))
