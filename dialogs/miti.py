"""
Counting motivational interviewing: behaviour codes of MITI 4.2.1 over one path, and how a script's paths compare.

The global ratings (partnership, empathy, cultivating change talk, softening sustain talk) need a human who reads;
`review.py` prints the page. The thresholds are expert opinion, made for recorded talks of about twenty minutes, so
they are a compass here and no certificate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf

from dialogs.model import Code

FAIR_RATIO, GOOD_RATIO = 1.0, 2.0  # reflections to questions
FAIR_COMPLEX, GOOD_COMPLEX = 40.0, 50.0  # percent of reflections that are complex
JUDGED_VOLLEYS = 3  # coded volleys from which on ratios mean something
JUDGED_REFLECTIONS = 3  # reflections from which on the share of complex ones means something
MOST_AFFIRMATIONS = 3  # further ones in one talk are usually not counted


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each code was given on a path, each at most once a volley. `coded`: volleys with any code but NC."""

    by: Mapping[Code, int]
    coded: int

    def _sum(self, *codes: Code) -> int:
        return sum(self.by.get(code, 0) for code in codes)

    @property
    def reflections(self) -> int:
        return self._sum(Code.SR, Code.CR)

    @property
    def questions(self) -> int:
        return self._sum(Code.Q)

    @property
    def ratio(self) -> float | None:
        """Reflections to questions (R:Q). Infinite without questions, None without either."""
        return self._reflections_to(self.questions)

    @property
    def strict_ratio(self) -> float | None:
        """R:Q as a coder in doubt would have it: what we coded SEEK is taken for a question, too."""
        return self._reflections_to(self._sum(Code.Q, Code.SEEK))

    def _reflections_to(self, asked: int) -> float | None:
        if asked:
            return self.reflections / asked
        return inf if self.reflections else None

    @property
    def percent_complex(self) -> float | None:
        """%CR. None without reflections."""
        return 100 * self._sum(Code.CR) / self.reflections if self.reflections else None

    @property
    def adherent(self) -> int:
        """Total MIA. More than three affirmations in one talk add nothing."""
        return self._sum(Code.SEEK, Code.EA) + min(self._sum(Code.AF), MOST_AFFIRMATIONS)

    @property
    def non_adherent(self) -> int:
        """Total MINA. Must be 0."""
        return self._sum(Code.PER, Code.CON)

    @property
    def judged(self) -> bool:
        """Whether the talk is long enough for ratios. Shorter ones are still never excused from `non_adherent`."""
        return self.coded >= JUDGED_VOLLEYS


def count(volleys: Iterable[Iterable[Code]]) -> Counts:
    """Parse a path, given the codes of the utterances of each volley."""
    total: Counter[Code] = Counter()
    coded = 0
    for volley in volleys:
        codes = parse(volley)
        total.update(codes)
        coded += bool(codes)
    return Counts(total, coded)


def parse(volley: Iterable[Code]) -> frozenset[Code]:
    """The codes of one volley: each once, one reflection only, which is complex if any of them is; NC is no code."""
    codes = frozenset(volley) - {Code.NC}
    return codes - {Code.SR} if Code.CR in codes else codes


@dataclass(frozen=True, slots=True)
class Summary:
    """Least, middle and greatest of a figure over many paths."""

    low: float
    median: float
    high: float


def summary(figures: Iterable[tuple[float | None, int]]) -> Summary | None:
    """
    Summarise figures, each with the number of paths that have it. Paths without the figure (None) are left out.

    Returns:
        None when no path has the figure.
    """
    known = sorted((figure, times) for figure, times in figures if figure is not None and times > 0)
    if not known:
        return None
    total = sum(times for _, times in known)
    median = (_at(known, (total - 1) // 2) + _at(known, total // 2)) / 2
    return Summary(known[0][0], median, known[-1][0])


def _at(known: list[tuple[float, int]], place: int) -> float:
    """The figure that stands at a place (from 0) if every figure is written down as often as it occurs."""
    for figure, times in known:
        if place < times:
            return figure
        place -= times
    return known[-1][0]
