"""Writes docs/dialogs.md: twelve talks in two languages, played through the whole bot, and the table of MI figures."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from bot import logs
from bot.building import SCRIPTS
from bot.storage import schema
from bot.storage.database import build_engine
from dialogs import report
from dialogs.checks import check_all
from dialogs.loader import load_folder
from dialogs.words import Texts
from tests.talks import STORIES, Story
from tests.teller import newcomer
from tests.town import town

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "dialogs.md"
LOCALES = {"fi": "Suomeksi", "sv": "På svenska"}

HEAD = """# Twelve talks

Written by `make transcripts`; `tests/test_docs.py` plays every talk again and compares. Each is played through the whole
bot: what the client taps and types goes the way of a real update, and time passes on a clock that tests move.

How to read them: a grey block is one message of the bot, with its buttons below. The client's answer follows. A button in
brackets was tapped; anything else was typed. Times are Helsinki time. The first meeting with the bot (who sees what,
consent, rhythm) came before and is not shown; play it with `make demo`, or with
`python -m dialogs play welcome --locale fi`.

**Read this first.** The founders wrote these words. No professional has read them yet: every script says `checked = { by = "" }`.
Before anybody uses them with clients, an MI trainer, a plain-language expert and experts by experience must read them,
and a clinician the crisis texts.
"""

FIGURES = """## The MI figures

Counted by `python -m dialogs check --report` over every path of every script, by the rules of MITI 4.2.1.
R:Q is reflections per question, %CR the share of complex reflections (each least/median/greatest over the judged paths);
MIA counts adherent behaviour (fewest on a judged path), MINA non-adherent (most on any path).

```
{table}
```

What these figures do not say:

- They are counts of codes that we gave our own sentences, and nobody trained has checked them. Many complex reflections
  here would be coded simple by a coder in doubt; a %CR of 100 in the middle of a script says that we coded generously.
  Read the figures as a floor against bad scripts, not as praise.
- A talk by buttons asks at nearly every turn, if only by its buttons. Where the answers are choices, or the matter is
  sore, our scripts put a reflection and the client's say in place of a question ("You decide what changes"); where an
  observation or a feeling is wanted, they ask. Coders may take such a turn, and what we coded SEEK, for a question: the
  stricter median stands under the table. Safety is always asked, and a check-in asks two questions at most.
- Below "good" we left talks that would lose by fewer questions: the two rulers, each with its "why not lower?", the
  size and safety of an experiment, and goals, which are asked for in writing. `∞` means a path without a coded question.
- The gates let two kinds of path pass below "fair" and count them under the table: a question was declined, or typed
  words are only quoted, because a bot that interprets them would pretend.
- MITI's thresholds are expert opinion. They are meant for recorded talks of about twenty minutes with a change goal,
  coded by people. A talk of four taps is something else.
- The share of complex reflections and the emphasis on autonomy were the least reliable codes in validation.
- Paths are counted once each; how often people take them is not known.
- The four global ratings cannot be counted from a script. Print `python -m dialogs review SCRIPT --locale fi` and let an
  MI-trained person rate it.
- Nobody has certified anything: no script here is "MITI-certified", and no text of ours may say so.
- A good figure is no evidence of an effect. Expect small ones.
"""


async def told(story: Story, locale: str, folder: Path) -> str:
    """One talk as Markdown, played from an empty database."""
    url = f"sqlite:///{folder / 'rinnalla.db'}"
    engine = build_engine(url)
    schema.metadata().create_all(engine)
    engine.dispose()
    async with town(url) as place:
        teller = await newcomer(place, locale, story.days)
        await story.play(teller)
    return "\n".join(teller.lines).strip()


def chapter(number: int, story: Story, talks: dict[str, str]) -> str:
    """A talk in both languages, one below the other."""
    parts = [f"## {number}. {story.title}\n\n{story.before}"]
    parts += [f"### {number}. {LOCALES[locale]}\n\n{talk}" for locale, talk in talks.items()]
    return "\n\n".join(parts)


def play(number: int, story: Story) -> str:
    """A chapter, played now."""
    talks = {}
    for locale in LOCALES:
        with tempfile.TemporaryDirectory() as folder:
            talks[locale] = asyncio.run(told(story, locale, Path(folder)))
    return chapter(number, story, talks)


def figures() -> str:
    """The last chapter: the table and what it does not say."""
    library = load_folder(SCRIPTS)
    return FIGURES.format(table=report.table(library, check_all(library, Texts.load()))).strip()


def page() -> str:
    """The whole of docs/dialogs.md."""
    chapters = [play(number, story) for number, story in enumerate(STORIES, 1)]
    return "\n\n".join([HEAD.strip(), *chapters, figures()]) + "\n"


if __name__ == "__main__":
    logs.start("ERROR")
    written = page()
    if "--print" in sys.argv:
        print(written)
    else:
        PAGE.write_text(written, encoding="utf-8")
