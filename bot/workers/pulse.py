"""
Is every loop still alive? Each beats as it goes round; a thread of its own listens, since a stuck event loop cannot.

A loop that has not beaten for its time is stuck: waiting for something that never comes, or kept from its turn. Nothing
inside the process can mend that, so the process can be ended for a supervisor to start anew. It costs nothing but time:
what was in hand comes back when its lease ends.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

import structlog

log = structlog.get_logger()

LISTEN_EVERY = 1.0  # seconds


class Pulse:
    """When each loop last beat. From any thread."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._beats: dict[str, float] = {}
        self._within: dict[str, float] = {}
        self._over = False

    def beats(self, loop: str, within: float) -> Callable[[], None]:
        """What this loop calls at least every `within` seconds. It is listened to from its first beat on."""

        def beat() -> None:
            self._beats[loop] = self._now()
            if not self._over:
                self._within[loop] = within

        return beat

    def rests(self, loop: str) -> None:
        """This loop has ended in good order; it may begin to beat again."""
        self._within.pop(loop, None)

    def forget(self) -> None:
        """The loops are stopping; nobody is late any more."""
        self._over = True
        self._within.clear()

    def silent(self) -> dict[str, float]:
        """Seconds since each loop's last beat."""
        now = self._now()
        return {loop: now - self._beats[loop] for loop in list(self._within)}

    def stuck(self) -> list[str]:
        """The loops that are late."""
        return [loop for loop, seconds in self.silent().items() if seconds > self._within.get(loop, seconds)]


class Watchdog:
    """
    Listens to the pulse in a thread.

    Args:
        alive: Called every second while nobody is late, as for a supervisor that wants to hear it.
        end: Called when somebody is late; None leaves it at a line in the log and at /healthz.
    """

    def __init__(
        self,
        pulse: Pulse,
        alive: Callable[[], None] = lambda: None,
        end: Callable[[], None] | None = None,
        *,
        every: float = LISTEN_EVERY,
    ) -> None:
        self._pulse, self._alive, self._end, self._every = pulse, alive, end, every
        self._over = threading.Event()
        self._known: list[str] = []
        self._thread = threading.Thread(target=self._live, name="watchdog", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _live(self) -> None:
        while not self._over.wait(self._every):
            self.listen()

    def listen(self) -> None:
        """One look."""
        stuck = self._pulse.stuck()
        if not stuck:
            self._alive()
        elif stuck != self._known:
            log.error("a loop is stuck", loops=stuck, ends=self._end is not None)
            if self._end is not None:
                self._end()
        self._known = stuck


def tell_supervisor(address: str, said: str) -> None:
    """systemd's sd_notify: one datagram, such as READY=1. Without an address, or with nobody there, nothing happens."""
    if not address:
        return
    where = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
        out.setblocking(False)  # one that does not listen must not hold up the bot
        try:
            out.sendto(said.encode(), where)
        except OSError as error:
            log.warning("the supervisor does not listen", fault=type(error).__name__)
