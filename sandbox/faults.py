"""What goes wrong between a bot and Telegram, by a seeded draw or by order."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from enum import Enum
from random import Random


class Fault(Enum):
    """One kind of trouble."""

    NONE = "none"
    TOO_MANY = "429"
    BROKEN = "500"
    RESET = "reset"  # the connection breaks before anything was done
    LOST_ANSWER = "lost answer"  # the call is carried out, then the connection breaks


@dataclass
class Faults:
    """
    Trouble at these rates (shares of 1 of all calls), the same for the same seed.

    Args:
        delay: Seconds that every answer takes longer.
        retry_after: Seconds that a 429 asks to wait; Telegram knows whole ones only.
        spared: Methods, in lower case, that never fail by the draw.
    """

    seed: int = 0
    rate_429: float = 0.0
    rate_500: float = 0.0
    rate_reset: float = 0.0
    rate_lost_answer: float = 0.0
    delay: float = 0.0
    retry_after: int = 1
    spared: frozenset[str] = frozenset()
    ordered: defaultdict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    drawn: dict[Fault, int] = field(default_factory=dict)  # how often each one happened

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 - trouble, not secrets

    def order(self, method: str, *faults: Fault) -> None:
        """The next calls of this method meet exactly these faults, in this order."""
        self.ordered[method.lower()].extend(faults)

    def next(self, method: str) -> Fault:
        """What happens to this call."""
        fault = self._choose(method.lower())
        if fault is not Fault.NONE:
            self.drawn[fault] = self.drawn.get(fault, 0) + 1
        return fault

    def _choose(self, method: str) -> Fault:
        if waiting := self.ordered.get(method):
            return waiting.popleft()
        if method in self.spared:
            return Fault.NONE
        point = self._random.random()
        for fault, rate in (
            (Fault.TOO_MANY, self.rate_429),
            (Fault.BROKEN, self.rate_500),
            (Fault.RESET, self.rate_reset),
            (Fault.LOST_ANSWER, self.rate_lost_answer),
        ):
            if point < rate:
                return fault
            point -= rate
        return Fault.NONE
