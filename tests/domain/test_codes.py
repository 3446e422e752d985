"""The code of an invitation is made by chance, and chance writes words too."""

from __future__ import annotations

from bot.building import build_house
from bot.config import Config
from bot.domain.safety import Concern, hear


def test_no_code_of_an_invitation_is_heard_as_words() -> None:
    # given codes as the house makes them, and one that an older house might have made: "0D" in it reads like a word
    house = build_house(Config(_env_file=None), "rinnalla_bot")  # type: ignore[call-arg]
    assert hear(house.safety, "/start Dhd6fxSXHR5p-0D-uMpvaA").concern is Concern.C
    codes = [house.make_code() for _ in range(500)]
    # then none has parts that could be words, each has 128 bits, and none is heard
    assert all(code.isalnum() and len(code) == 32 for code in codes)
    assert {hear(house.safety, f"/start {code}").concern for code in codes} == {Concern.N}
