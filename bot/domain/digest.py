"""
A week of facts -> a digest: numbers and facts for the professional, no wording, no judgement.

What is not here is not said: no adherence, no ranking, no prediction. What the client hid is gone before anything is
derived from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from statistics import median

from bot.domain.escalation import NOISE, Signal
from bot.domain.network import TurnFact
from bot.domain.steps import Outcome
from bot.domain.week_facts import NEWS_LINES, BreakFact, DateFact, Line, News, OpenCase, StepFact, WeekFacts

TREND_NEEDS = 3  # answers in both weeks; fewer show no trend
GAP = 7  # calendar days without a word before the gap is stated
MOST_LINES = 20  # of a digest, for two minutes of reading
MOST_WORDS = 60  # about one client


class Section(StrEnum):
    """Where a client stands in the digest, in this order."""

    NEEDS_YOU = "needs_you"
    CHANGED = "changed"
    GOING_ON = "going_on"
    QUIET = "quiet"


class Trend(StrEnum):
    """The median against the week before. Less than two points is no change."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


class Prompt(StrEnum):
    """One question for the next meeting, by what the week told."""

    TIRED = "tired"
    TOO_MUCH = "too_much"
    FORGOT = "forgot"
    SURROUNDINGS = "surroundings"
    UNIMPORTANT = "unimportant"
    FEAR = "fear"
    UNKNOWN = "unknown"
    BREAK = "break"
    WELL = "well"


PROMPTS = {
    "tired": Prompt.TIRED,
    "too_much": Prompt.TOO_MUCH,
    "forgot": Prompt.FORGOT,
    "surroundings": Prompt.SURROUNDINGS,
    "people": Prompt.SURROUNDINGS,
    "life": Prompt.SURROUNDINGS,  # asks where in everyday life it met an obstacle
    "money": Prompt.SURROUNDINGS,
    "fear": Prompt.FEAR,
    "pain": Prompt.FEAR,  # asks what would make it feel safer
    "boredom": Prompt.UNIMPORTANT,
    "unimportant": Prompt.UNIMPORTANT,
    "other": Prompt.UNKNOWN,
    "undisclosed": Prompt.UNKNOWN,
}


@dataclass(frozen=True)
class Energy:
    """Median and range of the answers, how many of how many asked; before and trend only from three answers each."""

    median: float
    low: int
    high: int
    answers: int
    asked: int
    before: float | None
    trend: Trend | None


@dataclass(frozen=True)
class Steps:
    """How often each outcome, in the order of Outcome; the most frequent reason for not starting and how often."""

    counts: tuple[tuple[Outcome, int], ...]
    top_reason: str
    top_count: int

    def count(self, outcome: Outcome) -> int:
        return dict(self.counts).get(outcome, 0)


@dataclass(frozen=True)
class Card:
    """One client. What is None, empty or False is not said."""

    client_id: int
    pseudonym: str
    section: Section
    cases: tuple[OpenCase, ...] = ()
    energy: Energy | None = None
    steps: Steps | None = None
    pause: BreakFact | None = None
    silence_days: int | None = None
    rhythm: tuple[int, int] | None = None  # before, now
    kept_back: Signal | None = None
    news: tuple[News, ...] = ()
    carry: bool = False
    prompt: Prompt | None = None
    turns: tuple[TurnFact, ...] = ()
    kept_skips: int = 0
    dates: tuple[DateFact, ...] = ()
    meetings: bool = False
    unreachable: bool = False

    @property
    def heard(self) -> bool:
        """Whether anything of the week is told."""
        return any((self.energy, self.steps, self.news, self.carry))


@dataclass(frozen=True)
class Digest:
    """
    Everything for one professional and ISO week, sections in order.

    `unreachable` is a list of its own (pseudonyms): a matter of technique, not of the client.
    """

    week: str
    cards: tuple[Card, ...]
    unreachable: tuple[str, ...]

    @property
    def sections(self) -> tuple[tuple[Section, tuple[Card, ...]], ...]:
        """Sections that have cards."""
        return tuple((section, tuple(cards)) for section, cards in groupby(self.cards, key=lambda card: card.section))

    @property
    def nothing_new(self) -> bool:
        """Nobody needs anything, nothing changed, nothing was heard."""
        still = (card.section is Section.QUIET or _only_met(card) for card in self.cards)
        return not self.unreachable and all(still)


def _only_met(card: Card) -> bool:
    return card.meetings and card.section is Section.GOING_ON and not card.heard


ORDER = tuple(Section)


def build(week: str, clients: Sequence[WeekFacts]) -> Digest:
    """
    The digest of an ISO week such as "2026-W48".

    Within a section cards stand by pseudonym, which ranks nobody; where somebody is needed, the urgent and the longest
    waiting come first.
    """
    cards = sorted(map(card, clients), key=_place)
    return Digest(week, tuple(cards), tuple(sorted(facts.pseudonym for facts in clients if facts.unreachable)))


def _place(card: Card) -> tuple[int, bool, int, str, int]:
    urgent = any(case.urgent for case in card.cases)
    waiting = max((case.days for case in card.cases), default=0)
    return ORDER.index(card.section), not urgent, -waiting, card.pseudonym, card.client_id


def card(facts: WeekFacts) -> Card:
    """One client's card; also what the client reads beforehand."""
    shown = {line: line not in facts.hidden for line in Line}
    energy = energy_of(facts.energies, facts.energies_before, facts.asked) if shown[Line.ENERGY] else None
    steps = steps_of(facts.steps) if shown[Line.STEPS] else None
    pause = facts.pause if shown[Line.BREAK] else None
    rhythm = _rhythm(facts) if shown[Line.RHYTHM] else None
    news = tuple(one for one in facts.news if shown[NEWS_LINES.get(one, Line.GOAL)])
    dates = tuple(one for one in facts.dates if one.what != "goal_due" or shown[Line.GOAL])
    trend = energy is not None and energy.trend in (Trend.UP, Trend.DOWN)
    turned = pause is not None and (pause.began or pause.ended)
    changed = trend or turned or rhythm is not None or bool(dates) or News.GOAL_MOVED in news
    return Card(
        facts.client_id,
        facts.pseudonym,
        _section(facts, changed=changed, news=bool(news)),
        cases=facts.cases,
        energy=energy,
        steps=steps,
        pause=pause,
        silence_days=_silence(facts) if shown[Line.SILENCE] else None,
        rhythm=rhythm,
        kept_back=facts.kept_back,
        news=news,
        carry=facts.carry and shown[Line.CARRY],
        prompt=prompt_of(steps, pause),
        turns=facts.turns,
        kept_skips=facts.kept_skips,
        dates=dates,
        meetings=facts.meetings,
        unreachable=facts.unreachable,
    )


def _section(facts: WeekFacts, *, changed: bool, news: bool) -> Section:
    """Where a card stands: `changed` and `news` count only what the client shows."""
    if facts.cases or any(turn.near for turn in facts.turns):
        return Section.NEEDS_YOU
    if changed or facts.kept_back is not None or facts.turns:
        return Section.CHANGED
    if not news and _quiet(facts):
        return Section.QUIET
    return Section.CHANGED if facts.waiting else Section.GOING_ON


def energy_of(now: Sequence[int], before: Sequence[int], asked: int) -> Energy | None:
    """The energy of a week, or None when nothing was told."""
    if not now:
        return None
    middle = median(now)
    enough = len(now) >= TREND_NEEDS and len(before) >= TREND_NEEDS
    earlier = median(before) if enough else None
    asked = max(asked, len(now))  # a client may tell without being asked
    return Energy(middle, min(now), max(now), len(now), asked, earlier, _trend(middle, earlier))


def _trend(now: float, before: float | None) -> Trend | None:
    if before is None:
        return None
    if abs(now - before) < NOISE:
        return Trend.SAME
    return Trend.UP if now > before else Trend.DOWN


def steps_of(steps: Sequence[StepFact]) -> Steps | None:
    """Counts by outcome, or None when no step was due. Of equally frequent reasons the latest is named."""
    if not steps:
        return None
    counted = Counter(Outcome(step.outcome) for step in steps)
    reasons = [s.reason for s in reversed(steps) if s.outcome == Outcome.NOT_STARTED and s.reason]
    [(reason, count)] = Counter(reasons).most_common(1) or [("", 0)]
    return Steps(tuple((outcome, counted[outcome]) for outcome in Outcome if counted[outcome]), reason, count)


def prompt_of(steps: Steps | None, pause: BreakFact | None) -> Prompt | None:
    """One question: about what was not started, else about the break, else about what went well."""
    if steps is not None and steps.count(Outcome.NOT_STARTED):
        return PROMPTS.get(steps.top_reason, Prompt.UNKNOWN)
    if pause is not None:
        return Prompt.BREAK
    went_well = steps is not None and (steps.count(Outcome.DONE) or steps.count(Outcome.PART))
    return Prompt.WELL if went_well else None


def _rhythm(facts: WeekFacts) -> tuple[int, int] | None:
    if facts.rhythm is None or facts.rhythm_before is None or facts.rhythm == facts.rhythm_before:
        return None
    return facts.rhythm_before, facts.rhythm


def _silence(facts: WeekFacts) -> int | None:
    """The gap is stated, its reason is not known. A break is no gap."""
    silent = facts.days_silent
    return silent if silent is not None and silent >= GAP and facts.pause is None else None


def _quiet(facts: WeekFacts) -> bool:
    if facts.resting or facts.pause is not None:
        return True
    return not (facts.meetings or facts.energies or facts.steps or facts.carry)
