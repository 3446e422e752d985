"""Who waits for the database thread, and who comes next."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future as ThreadFuture
from queue import Empty, SimpleQueue
from typing import Any

from bot.storage.transaction import Transaction

TOGETHER = 100  # works per commit; more would let the first of them wait too long for its answer
PATIENT_TOGETHER = 20  # patient works per commit at most; the commit's time decides
TOGETHER_FOR = 0.05  # seconds of a commit after which it begins no further work: the first of them wait for the last
PATIENCE = 0.025  # the same for patient works: somebody may come who waits for an answer
ANEW_PAUSE = 0.004  # seconds until a work that met another process is begun anew, if nobody else waits
ANEW_FOR = 15.0  # seconds for which it is begun anew; longer than any commit of another process


class Job:
    """A work that waits for its turn, and where its outcome goes."""

    __slots__ = ("began", "error", "first", "future", "loop", "patient", "result", "work")

    def __init__(
        self,
        work: Callable[[Transaction], Any],
        future: asyncio.Future[Any] | ThreadFuture[Any],
        loop: asyncio.AbstractEventLoop | None,
        *,
        patient: bool = False,
        first: bool = False,
    ) -> None:
        self.work = work
        self.future = future
        self.loop = loop
        self.patient = patient
        self.first = first  # before everybody, as a sign of life
        self.began = 0.0  # when it was first begun, if it is to be begun anew
        self.result: Any = None
        self.error: BaseException | None = None

    def resolve(self) -> None:
        if self.future.done():  # the caller was cancelled; what is committed stays committed
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Line:
    """
    Works in the order in which they came, but those that nobody waits for behind those of people.

    Patient works never share a commit with people's: these would wait for them. They have every second commit, so that
    none of them waits for ever.
    """

    def __init__(self) -> None:
        self._coming: SimpleQueue[Job | None] = SimpleQueue()
        self._hurried: deque[Job] = deque()
        self._patient: deque[Job] = deque()
        self._anew: deque[Job] = deque()
        self._ending = False
        self._passed_over = False  # patient works, by the commit before

    def put(self, job: Job | None) -> None:
        """From any thread. None: nobody comes after this."""
        self._coming.put(job)

    # Everything below runs in the database thread.

    def next(self) -> list[Job]:
        """Who shares the next commit; waits for somebody to come. Empty: nobody will."""
        self._take_in()
        patient = bool(self._patient) and (self._passed_over or not self._hurried)
        self._passed_over = bool(self._patient) and not patient
        waiting, most = (self._patient, PATIENT_TOGETHER) if patient else (self._hurried, TOGETHER)
        jobs = [waiting.popleft() for _ in range(min(most, len(waiting)))]
        if self._ending and self._anew and not jobs:
            time.sleep(ANEW_PAUSE)
        jobs += self._anew
        self._anew.clear()
        return jobs

    def back(self, jobs: list[Job]) -> None:
        """Works for which there was no time in this commit; they are the first of the next one."""
        for job in reversed(jobs):
            (self._patient if job.patient else self._hurried).appendleft(job)

    def anew(self, job: Job) -> bool:
        """A work met another process's. False: that has gone on for too long, and the work has failed."""
        now = time.monotonic()
        job.began = job.began or now
        if now - job.began > ANEW_FOR:
            return False
        self._anew.append(job)
        return True

    def has(self, job: Job) -> bool:
        """Is it still to come, anew or for the first time?"""
        return job in self._anew or job in self._hurried or job in self._patient

    def _take_in(self) -> None:
        while not self._ending:
            if self._hurried or self._patient:
                wait, block = 0.0, False
            else:
                wait, block = ANEW_PAUSE, True
            try:
                job = self._coming.get(block, timeout=wait if self._anew and block else None)
            except Empty:
                return
            if job is None:
                self._ending = True
            elif job.first:
                self._hurried.appendleft(job)
            else:
                (self._patient if job.patient else self._hurried).append(job)
                if len(self._hurried) >= TOGETHER:
                    return
