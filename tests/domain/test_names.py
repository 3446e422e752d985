"""Under which names something may be shared: any, but those by which the group could take the writer for somebody else."""

from __future__ import annotations

import pytest

from bot.domain.names import Posing, posing

MODERATORS = ("Maija Korhonen", "Seppo")
MEMBERS = ("Leena Laine", "Tuulia")


def judged(name: str) -> Posing | None:
    return posing(name, bot="RinnallaBot", moderators=MODERATORS, members=MEMBERS)


@pytest.mark.parametrize(
    "name",
    ["Maija (ohjaaja)", "Ryhmänohjaaja", "O h j a a j a", "0hjaaja", "Handledaren", "Moderator", "admin", "Admin!"],
)
def test_a_name_does_not_lend_a_moderators_voice(name: str) -> None:
    assert judged(name) is Posing.GUIDE


@pytest.mark.parametrize(
    "name",
    [
        "maija",
        "Maija K.",
        "MAIJA KORHONEN",
        "Mаija",
        "Séppo",
        "Seppo :)",
        "M a i j a",
        "Iloinen Maija",
        "Seppo2",
        "Seppo1",
    ],
)
def test_a_moderators_own_name_is_theirs_also_with_other_letters(name: str) -> None:
    assert judged(name) is Posing.GUIDE


@pytest.mark.parametrize("name", ["Rinnalla", "botti", "Rinnalla Bot", "rinnallabot", "B0t"])
def test_nobody_speaks_as_the_bot(name: str) -> None:
    assert judged(name) is Posing.BOT


@pytest.mark.parametrize("name", ["Leena", "leena laine", "Tuulia", "Túulia."])
def test_a_present_members_name_is_theirs(name: str) -> None:
    assert judged(name) is Posing.MEMBER


@pytest.mark.parametrize(
    "name",
    [
        "Leena K.",
        "Maija-Liisa",
        "Seppola",
        "Tuuli",
        "Aino",
        "Robbe",
        "Modesta",
        "Ledarström",
        "Botvid",
        "ёжик",
        "🌲",
        "Koivu 7",
    ],
)
def test_any_other_name_is_free(name: str) -> None:
    assert judged(name) is None


def test_an_unknown_bot_or_member_forbids_nothing() -> None:
    assert posing("Aino", bot="", moderators=("",), members=("", "…")) is None
