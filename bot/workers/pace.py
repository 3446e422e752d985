"""
How fast the bot may speak, and how patiently it tries again. Pure: times are seconds of any clock that never goes back.

Telegram's limits (core.telegram.org/bots/faq): about 30 messages a second per bot, about one a second per chat with
short bursts, 20 a minute per group.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta

FLOODED_CHATS = 3  # that many chats refused within FLOODED_WITHIN: the bot as a whole is too fast
FLOODED_WITHIN = 5.0  # seconds
TIDY_EVERY = 1000  # calls between two looks for chats that have been silent long enough to be forgotten
UNREACHED_IN_ROW = 3  # one reset connection says nothing; three in a row say that the server is away


class Window:
    """At most `most` in any `per` seconds, wherever the window is laid."""

    __slots__ = ("_per", "_times")

    def __init__(self, most: int, per: float) -> None:
        self._per = per
        self._times: deque[float] = deque(maxlen=most)

    def wait(self, now: float) -> float:
        if len(self._times) < (self._times.maxlen or 0):
            return 0.0
        return max(0.0, self._times[0] + self._per - now)

    def took(self, now: float) -> None:
        self._times.append(now)

    def idle(self, now: float) -> bool:
        return not self._times or self._times[-1] + self._per <= now


class Bucket:
    """`burst` at once, then `rate` a second: never more than burst + rate x seconds in any span."""

    __slots__ = ("_burst", "_full_at", "_step")

    def __init__(self, rate: float, burst: int) -> None:
        self._step = 1.0 / rate
        self._burst = burst
        self._full_at = float("-inf")  # when the bucket is full again

    def wait(self, now: float) -> float:
        return max(0.0, self._full_at - (self._burst - 1) * self._step - now)

    def took(self, now: float) -> None:
        self._full_at = max(self._full_at, now) + self._step

    def idle(self, now: float) -> bool:
        return self._full_at <= now


@dataclass(frozen=True, slots=True)
class Limits:
    """What the server allows. 0 lifts a limit, as for a server of our own."""

    bot_per_second: int = 30
    chat_per_second: float = 1.0
    chat_burst: int = 5
    group_per_minute: int = 20


class Pace:
    """When may which chat be spoken to? Knows what was sent, and what the server refused."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._bot = Window(self.limits.bot_per_second, 1.0) if self.limits.bot_per_second else None
        self._chats: dict[int, list[Window | Bucket]] = {}
        self._hushed_until = float("-inf")
        self._floods: deque[tuple[float, int, float]] = deque(maxlen=FLOODED_CHATS)
        self._unreached = 0
        self._since_tidy = 0

    def wait_bot(self, now: float) -> float:
        """Seconds until anybody may be spoken to; 0 means now."""
        wait = self._bot.wait(now) if self._bot else 0.0
        return max(wait, self._hushed_until - now, 0.0)

    def wait_chat(self, chat_id: int, now: float) -> float:
        """Seconds until this chat may be spoken to, as far as the chat goes."""
        return max((limit.wait(now) for limit in self._chats.get(chat_id, ())), default=0.0)

    def took(self, chat_id: int, now: float) -> None:
        """A call to this chat is being made. It counts whatever comes of it: the server counts it too."""
        if self._bot:
            self._bot.took(now)
        for limit in self._limits_of(chat_id):
            limit.took(now)
        self._since_tidy += 1
        if self._since_tidy >= TIDY_EVERY:
            self._since_tidy = 0
            self._chats = {
                chat: limits for chat, limits in self._chats.items() if not all(one.idle(now) for one in limits)
            }

    def _limits_of(self, chat_id: int) -> list[Window | Bucket]:
        limits = self._chats.get(chat_id)
        if limits is None:
            limits = []
            if self.limits.chat_per_second:
                limits.append(Bucket(self.limits.chat_per_second, self.limits.chat_burst))
            if chat_id < 0 and self.limits.group_per_minute:
                limits.append(Window(self.limits.group_per_minute, 60.0))
            if limits:
                self._chats[chat_id] = limits
        return limits

    def hush(self, seconds: float, now: float) -> None:
        """Nobody is spoken to for so long."""
        self._hushed_until = max(self._hushed_until, now + seconds)

    def flooded(self, chat_id: int, seconds: float, now: float) -> None:
        """
        The server asked to wait; the caller makes the chat wait.

        It does not say whether it means the chat or the bot. Several chats in a short time mean the bot.
        """
        self._floods.append((now, chat_id, seconds))
        recent = [flood for flood in self._floods if flood[0] > now - FLOODED_WITHIN]
        if len({chat for _, chat, _ in recent}) >= FLOODED_CHATS:
            self.hush(seconds, now)

    def reached(self) -> None:
        """The server answered, whatever it said."""
        self._unreached = 0

    def unreached(self, now: float) -> None:
        """
        The server did not answer. If it goes on like that, everybody waits: 1, 2, 4 ... 60 seconds.

        Calls that were on their way when the waiting began tell nothing new: a hundred of them break at one moment.
        """
        if now < self._hushed_until:
            return
        self._unreached += 1
        if self._unreached >= UNREACHED_IN_ROW:
            self.hush(float(min(60, 2 ** min(self._unreached - UNREACHED_IN_ROW, 6))), now)


@dataclass(frozen=True, slots=True)
class Patience:
    """
    How long one call is tried again.

    A call that fails while others succeed is at fault itself and must not hold up its chat for long; one that fails
    because the server is away is kept for days.
    """

    first: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(minutes=5)
    tries: int = 10  # about ten minutes, when the server answers others meanwhile
    tries_alone: int = 30  # about two hours, when nobody else was answered either
    keep: timedelta = timedelta(days=2)

    def delay(self, attempts: int) -> timedelta:
        """How long to wait after this many attempts (1 is the first)."""
        return min(self.first * int(2 ** min(attempts - 1, 20)), self.longest)

    def over(self, attempts: int, age: timedelta, *, answered: bool, others_succeed: bool) -> bool:
        """Is it time to give up?"""
        if answered and attempts >= (self.tries if others_succeed else self.tries_alone):
            return True
        return age > self.keep
