"""Half a year in each working model, lived through the whole bot in seconds, from the first meeting to farewell."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bot.domain.plan import Stage
from tests.half_year import (
    Deed,
    HalfYear,
    Model,
)
from tests.half_year_deeds import (
    agree_form,
    agree_goal,
    ask_for_services,
    choose_experiment,
    count_steps,
    end,
    enter_workplace,
    give_feedback,
    join_group,
    let_count,
    look_at_form,
    mark_return_to_work,
    rate_end,
    rate_middle,
    record_logic,
    show_steps,
    talk_readiness,
    write_continuation,
)
from tests.town import town


def a_model(key: str, title: str, deeds: Mapping[Stage, tuple[Deed, ...]]) -> Model:
    """What every model has, and what is its own."""
    common: dict[Stage, tuple[Deed, ...]] = {
        Stage.PLAN: (agree_goal, choose_experiment),
        Stage.MID_REVIEW: (rate_middle,),
        Stage.END_REVIEW: (rate_end,),
        Stage.CONTINUATION: (write_continuation,),
        Stage.FAREWELL: (end,),
    }
    merged = {stage: (*deeds.get(stage, ()), *common.get(stage, ())) for stage in Stage}
    return Model(key, f"{title} (", title, merged)


MODELS = (
    a_model("kela_self_directed", "Omakuntoutus", {Stage.PLAN: (count_steps,), Stage.CONTINUATION: (show_steps,)}),
    a_model(
        "rehabilitation_counselling",
        "Kuntoutusohjaus",
        {Stage.GETTING_TO_KNOW: (enter_workplace,), Stage.TRIALS: (mark_return_to_work,)},
    ),
    a_model(
        "lifestyle_coaching",
        "Elintapaohjaus",
        {
            Stage.GETTING_TO_KNOW: (talk_readiness,),
            Stage.PLAN: (count_steps,),
            Stage.TRIALS: (ask_for_services, join_group),
            Stage.END_REVIEW: (show_steps,),
        },
    ),
    a_model("gas_icf", "Tavoitteellinen kuntoutus (GAS)", {}),
    a_model(
        "social_rehabilitation",
        "Sosiaalinen kuntoutus",
        {
            Stage.PLAN: (agree_form,),
            Stage.TRIALS: (join_group,),
            Stage.END_REVIEW: (record_logic, let_count),
            Stage.CONTINUATION: (look_at_form, give_feedback),
        },
    ),
)


@asynccontextmanager
async def lived(model: Model, url: str) -> AsyncIterator[HalfYear]:
    """A half-year that has been lived, in a town of its own that is still there."""
    async with town(url) as place:
        pro = await place.professional()
        life = HalfYear(place, pro, await place.client(pro, days=7), model)
        await life.live()
        yield life
