"""A digest's numbers and facts as text: two minutes of reading, one line a fact, nothing that judges a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bot.actions.notices import SHOWN_FIRST
from bot.domain.digest import MOST_LINES, MOST_WORDS, Card, Digest, Energy, Prompt, Section, Steps
from bot.domain.escalation import Signal
from bot.domain.network import TurnFact
from bot.domain.steps import Outcome
from bot.domain.week_facts import BreakFact, OpenCase
from bot.words import Words, day, number, short_day

TITLES = {
    Section.NEEDS_YOU: "digest_needs",
    Section.CHANGED: "digest_changed",
    Section.GOING_ON: "digest_going",
    Section.QUIET: "digest_quiet",
}
OUTCOMES = {
    Outcome.DONE: "digest_did",
    Outcome.PART: "digest_part",
    Outcome.NOT_STARTED: "digest_not_started",
    Outcome.OTHER: "digest_other",
    Outcome.RESTED: "digest_rested",
}
WENT_WELL = ("prompt_went_well", "prompt_well_suited", "prompt_well_keep")
"""Ways to ask about what worked, so that a digest does not put one question to everybody."""
MOST_FACTS = 4  # that stay when a card has too many words; then what stands below it goes first
QUOTED_WORDS = 15  # of a client's own words in a digest; the card has at most 60 in all


def digest_text(words: Words, locale: str, digest: Digest, brings: Mapping[int, str], until: date) -> str:
    """The whole digest of the seven days that end at `until`. `brings`: client -> own words that may be shown."""
    begin = until - timedelta(days=7)
    lines = [words.bot("digest_head", locale, begin=short_day(begin, locale), end=short_day(until, locale))]
    if not digest.cards:
        return "\n".join([*lines, words.bot("digest_nobody", locale)])
    if digest.nothing_new:
        lines.append(words.bot("digest_nothing", locale))
    lines += _unreachable(words, locale, digest)
    left = len(digest.cards)
    for section, cards in digest.sections:
        titled = False
        for card in cards:
            block = card_lines(words, locale, card, brings.get(card.client_id, ""))
            if len(lines) + len(block) + (not titled) > MOST_LINES - 2:  # one for those left out, one for the contacts
                break
            lines += [] if titled else [words.bot(TITLES[section], locale).upper()]
            lines += block
            titled, left = True, left - 1
    if left:
        lines.append(words.bot("digest_more", locale, n=left))
    return "\n".join(lines)


def _unreachable(words: Words, locale: str, digest: Digest) -> list[str]:
    return [f"{name}: {words.bot('digest_unreachable', locale)}" for name in digest.unreachable]


def card_lines(words: Words, locale: str, card: Card, brings: str = "", *, prompts: bool = True) -> list[str]:
    """One client: a line of facts, what they want to bring, one question for the meeting. At most `MOST_WORDS`."""
    facts = _facts(words, locale, card)
    below = []
    if card.carry:
        key = "digest_brings" if brings else "digest_brings_ask"
        below.append("   " + words.bot(key, locale, words=_quoted(brings)))
    if prompts and card.prompt is not None and card.section is not Section.QUIET:
        below.append("   " + words.bot(_prompt(card), locale))
    while (lines := _lines(card, facts, below)) and _count(lines) > MOST_WORDS and (len(facts) > 1 or below):
        if len(facts) > MOST_FACTS or not below:  # what weighs least stands last
            facts.pop()
        else:
            below.pop()
    return lines


def _prompt(card: Card) -> str:
    """The question's name. Which way it is asked turns with the client and the week's numbers, the same on every page."""
    if card.prompt is not Prompt.WELL:
        return f"prompt_{card.prompt}"
    energy = int(card.energy.median) if card.energy is not None else 0
    return WENT_WELL[(card.client_id + energy) % len(WENT_WELL)]


def _lines(card: Card, facts: list[str], below: list[str]) -> list[str]:
    return [f"{card.pseudonym}: {' · '.join(facts)}" if facts else card.pseudonym, *below]


def _count(lines: list[str]) -> int:
    return sum(len(line.replace("·", " ").split()) for line in lines)


def _facts(words: Words, locale: str, card: Card) -> list[str]:
    """What is told, the weightiest first."""
    facts = [_case(words, locale, case) for case in card.cases]
    facts += [_turn(words, locale, turn) for turn in card.turns]
    facts += [words.bot(f"digest_{one.what}", locale, date=short_day(one.on, locale)) for one in card.dates]
    if card.kept_back is not None:
        facts.append(_kept_back(words, locale, card.kept_back, card.kept_skips))
    if card.energy is not None:
        facts.append(_energy(words, locale, card.energy))
    if card.steps is not None:
        facts.append(_steps(words, locale, card.steps))
    facts += [words.bot(f"digest_news_{one}", locale) for one in card.news]
    if card.pause is not None:
        facts.append(_pause(words, locale, card.pause))
    if card.silence_days is not None:
        key = "digest_silent_lost" if card.unreachable else "digest_silent"
        facts.append(words.bot(key, locale, n=card.silence_days))
    if card.meetings:
        facts.append(words.bot("digest_meetings", locale))
    return facts


def _quoted(text: str) -> str:
    said = text.split()
    return " ".join(said) if len(said) <= QUOTED_WORDS else " ".join(said[:QUOTED_WORDS]) + " …"


def _case(words: Words, locale: str, case: OpenCase) -> str:
    gravest = next((signal for signal in SHOWN_FIRST if Signal(signal) in case.signals), "A1")
    what = words.bot(f"digest_what_{gravest.lower()}", locale)
    if case.taken_by:
        return words.bot("digest_case_taken", locale, name=case.taken_by, what=what)
    if not case.days:
        return words.bot("digest_case_new", locale, what=what)
    return words.bot("digest_case_open", locale, what=what, n=case.days)


def _kept_back(words: Words, locale: str, signal: Signal, skips: int) -> str:
    """What the client said "not yet" to, with the true number."""
    what = words.bot(f"digest_what_{signal.value.lower()}", locale)
    if signal is Signal.A1 and skips:
        what = words.bot("digest_skips", locale, n=skips)
    return words.bot("digest_not_yet", locale, what=what)


def _turn(words: Words, locale: str, turn: TurnFact) -> str:
    return words.bot("digest_turn", locale, what=words.bot(f"turn_{turn.kind}", locale), when=day(turn.on, locale))


def _energy(words: Words, locale: str, energy: Energy) -> str:
    facts = {
        "median": number(energy.median, locale),
        "low": energy.low,
        "high": energy.high,
        "n": f"{energy.answers}/{energy.asked}",
    }
    if energy.answers == 1:  # never with a week before, which needs three of each
        return words.bot("digest_energy_few", locale, values=energy.low)
    same = "_same" if energy.low == energy.high else ""
    if energy.before is not None:
        return words.bot(f"digest_energy{same}_before", locale, **facts, before=number(energy.before, locale))
    return words.bot(f"digest_energy{same}", locale, **facts)


def _steps(words: Words, locale: str, steps: Steps) -> str:
    parts = []
    for outcome, count in steps.counts:
        part = words.bot(OUTCOMES[outcome], locale, n=count)
        if outcome is Outcome.NOT_STARTED and steps.top_reason and steps.top_reason != "undisclosed":
            reason = words.bot(f"reason_{steps.top_reason}", locale)
            part = f"{part} ({reason} {steps.top_count})"
        parts.append(part)
    return words.bot("digest_steps", locale, steps=", ".join(parts))


def _pause(words: Words, locale: str, pause: BreakFact) -> str:
    if pause.ended:
        return words.bot("digest_break_ended", locale)
    if pause.until is None:
        return words.bot("digest_break_open", locale)
    return words.bot("digest_break", locale, until=day(pause.until, locale))
