"""A form's place: what has been asked, and what is still to come. Pieces on many days are the usual way to fill it in."""

from __future__ import annotations

from dataclasses import dataclass

BAR, AGAIN = "|", "*"


@dataclass(frozen=True, slots=True)
class Queue:
    """The items in their order, parted where the next question is. AGAIN behind a name: the client went back to it."""

    asked: tuple[str, ...]
    left: tuple[str, ...]

    @classmethod
    def fresh(cls, items: tuple[str, ...]) -> Queue:
        return cls((), items)

    @classmethod
    def parse(cls, stored: str) -> Queue:
        asked, _, left = stored.partition(BAR)
        return cls(_names(asked), _names(left))

    def stored(self) -> str:
        return ",".join(self.asked) + BAR + ",".join(self.left)

    @property
    def current(self) -> str:
        """The item to ask now; "" when all were."""
        return self.left[0].removesuffix(AGAIN) if self.left else ""

    @property
    def again(self) -> bool:
        """Was the current item asked before?"""
        return bool(self.left) and self.left[0].endswith(AGAIN)

    @property
    def place(self) -> int:
        """The current item's number, from 1."""
        return len(self.asked) + 1

    @property
    def size(self) -> int:
        return len(self.asked) + len(self.left)

    def on(self) -> Queue:
        """One further. At the end it stays there."""
        return Queue((*self.asked, *([self.current] if self.left else [])), self.left[1:])

    def back(self) -> Queue:
        """One back, to look at it again. At the beginning it stays there."""
        return Queue(self.asked[:-1], (*(name + AGAIN for name in self.asked[-1:]), *self.left))

    def without(self, item: str) -> Queue:
        """The item is not asked any more, for instance because it was put aside."""
        return Queue(self.asked, tuple(name for name in self.left if name.removesuffix(AGAIN) != item))


def _names(part: str) -> tuple[str, ...]:
    return tuple(name for name in part.split(",") if name)
