"""A real browser, and the pages it looks at. Without Chromium these tests are skipped, and say so."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
READY_WITHIN = 120.0  # seconds until a page is served; the demo lives some weeks before it is
ENDS_WITHIN = 20.0  # seconds after Ctrl-C
PATIENCE = 15_000  # milliseconds that the browser waits for something to appear
HOUSE = Path(__file__).parents[2]

expect.set_options(timeout=PATIENCE)  # five seconds by default, which a busy machine can need


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; its absence skips the test, or fails it when RINNALLA_BROWSER=required."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found:
        return found
    if os.environ.get("RINNALLA_BROWSER") == "required":
        pytest.fail("RINNALLA_BROWSER=required, but no Chromium was found on the PATH.")
    pytest.skip("No Chromium on the PATH: the browser tests are skipped. On Debian: apt-get install chromium")


@pytest_asyncio.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """A browser with a fresh profile."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A laptop's page that collects its own errors; any of them fails the test."""
    page = await browser.new_page(viewport={"width": 1366, "height": 768}, locale="fi-FI")
    page.set_default_timeout(PATIENCE)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield page
    assert wrong == []


@contextmanager
def serving(*command: str) -> Iterator[str]:
    """
    Run a program that says its address, and end it as Ctrl-C does.

    Yields:
        The first `http://…/` that it prints.
    """
    program = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert program.stdout
    said: Queue[str | None] = Queue()
    reader = Thread(target=_read, args=(program.stdout, said), daemon=True)
    reader.start()
    try:
        yield _address(said)
    finally:
        program.send_signal(signal.SIGINT)
        try:
            code = program.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
            raise
        finally:
            reader.join()
            program.stdout.close()
    assert code == 0, "it should end cleanly at Ctrl-C"


def _read(stream: Sequence[str] | object, said: Queue[str | None]) -> None:
    for line in stream:  # type: ignore[attr-defined]
        said.put(line)
    said.put(None)


def _address(said: Queue[str | None]) -> str:
    heard, end = "", time.monotonic() + READY_WITHIN
    while (left := end - time.monotonic()) > 0:
        try:
            line = said.get(timeout=left)
        except Empty:
            break
        if line is None:
            pytest.fail(f"The program ended before it served anything. It said:\n{heard}")
        heard += line
        if "http://" in line:
            return "http://" + line.split("http://")[1].split()[0]
    pytest.fail(f"No page within {READY_WITHIN} seconds. The program said:\n{heard}")
