"""
Writes `docs/lives.md`, by `python -m tests.lives`: each half-year of `tests/half_years.py` as both telephones show it.
`tests/journeys/test_half_a_year.py` lives them again.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from itertools import groupby
from pathlib import Path

from babel.dates import format_date

from bot import logs
from bot.storage import schema
from bot.storage.database import build_engine
from sandbox.model import Message
from tests.half_year import HELSINKI, HalfYear, Model
from tests.half_years import MODELS, lived


def written(life: HalfYear) -> str:
    """Both telephones as one Markdown text, stage by stage; of ordinary days a stage shows the first two."""
    phones = enumerate((life.client, life.pro))
    told = sorted(
        ((m.date, whose, m) for whose, user in phones for m in life.place.desk.messages(user.id)[life.since[whose] :]),
        key=lambda found: (found[0], found[1], found[2].id),
    )
    lines: list[str] = []
    begins = list(life.begins)
    shown = left_out = 0
    for day, found in groupby(told, key=lambda one: one[0].astimezone(HELSINKI).date()):
        messages = list(found)
        if begins and begins[0][0] <= messages[-1][0]:
            lines += [*_left_out(left_out), "", f"### {begins.pop(0)[1]}"]
            shown = left_out = 0
        if ordinary := _ordinary([(whose, message) for _, whose, message in messages]):
            shown += 1
        if ordinary and shown > ORDINARY_SHOWN:
            left_out += 1
            continue
        lines += ["", f"*{format_date(day, 'EEE d.M.yyyy', locale='fi')}*", ""]
        lines += [_line(whose, message) for _, whose, message in messages]
    return "\n".join(lines + _left_out(left_out)).strip()


def _left_out(days: int) -> list[str]:
    return ["", f"*{days} ordinary days: check-ins and Monday's digests, as above.*"] if days else []


def _ordinary(messages: list[tuple[int, Message]]) -> bool:
    """A check-in answered by taps, or a digest, and nothing else."""
    from_bot = all(message.sender is None or message.sender.is_bot for _, message in messages)
    return from_bot and all(
        message.text.startswith("Kooste") if whose else not any(word in message.text for word in OF_NOTE)
        for whose, message in messages
    )


def _line(whose: int, message: Message) -> str:
    """One message: who says it to whom, and what was tapped or offered."""
    person = ("Koivu", "Maija")[whose]
    from_bot = message.sender is None or message.sender.is_bot
    text = " / ".join(part for part in message.text.splitlines() if part.strip()) or "(kuva tai tiedosto)"
    text = CODE.sub(r"\1…", text)  # drawn anew at each writing
    return f"- {f'botti → {person}' if from_bot else f'**{person}**'}: {text}"


ORDINARY_SHOWN = 2
CODE = re.compile(r"(\?start(?:group)?=)\S+")
OF_NOTE = (
    "Maija",
    "Nyt on",
    "On aika",
    "Jakso",
    "Tavoitteesi",
    "Kokeileminen jatkuu",
    "hyvästien",
    "Montako",
    "Ammattilaisesi",
)
"""Words by which a message is no ordinary one of a check-in."""

HEAD = """# Half a year in each working model

Written by `make transcripts`; `tests/journeys/test_half_a_year.py` lives them again. Koivu is a client, Maija a
professional; both are made up. Every message went through the whole bot, on a clock that was moved. `→ …` under a
question is what was tapped. The welcome is left out, and so are buttons that nobody tapped; of ordinary days each stage
shows the first two. Where an instrument is answered, a stand-in with made-up topics takes the place of EUROHIS-QOL 8, whose
words are licensed: *Malli kyselystä*. Its structure, times and scoring are the same.
"""


def play(model: Model) -> str:
    """A half-year as a chapter."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'rinnalla.db'}"
        engine = build_engine(url)
        schema.metadata().create_all(engine)
        engine.dispose()
        text = asyncio.run(_told(model, url))
    return f"## {model.title}: `{model.key}`\n\n{text}"


async def _told(model: Model, url: str) -> str:
    async with lived(model, url) as life:
        return written(life)


def page() -> str:
    """The whole of docs/lives.md."""
    return "\n\n".join([HEAD.strip(), *(play(model) for model in MODELS)]) + "\n"


if __name__ == "__main__":
    logs.start("ERROR")
    if len(sys.argv) > 1:
        print(play(next(model for model in MODELS if model.key == sys.argv[1])))
    else:
        (Path(__file__).resolve().parent.parent / "docs/lives.md").write_text(page(), encoding="utf-8")
