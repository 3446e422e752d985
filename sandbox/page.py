"""The page of the sandbox: a clock that can be moved, and three phones side by side."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from fastapi import Response
from nicegui import Client, app, ui

from sandbox.bubbles import FILES
from sandbox.cast import Cast, Control
from sandbox.desk import Desk
from sandbox.elements import Plain, box, button, choice
from sandbox.stage import Stage
from sandbox.wording import FOLDER, LANGUAGES, Wording

THEMES: dict[str, bool | None] = {"auto": None, "light": False, "dark": True}
LOOK = 0.5  # seconds between looks at the simulated clock


def build_page(desk: Desk, control: Control, cast: Cast) -> None:
    """
    Register the page at `/` (Finnish; `/?lang=sv` and `/?lang=en`) and the files that people sent.

    To be called once, before the server starts; see `sandbox.serve`.
    """

    @ui.page("/", title="Rinnalla", dark=None)
    def show(client: Client, lang: str = "fi") -> None:
        ui.add_css(FOLDER / "page.css")
        ui.add_body_html(f"<script>{(FOLDER / 'page.js').read_text(encoding='utf-8')}</script>")
        _Desk(client, desk, control, cast).draw(lang)

    @app.get(FILES + "/{file_id}")
    def send_file(file_id: str) -> Response:
        stored = desk.files.by_id.get(file_id)
        if not stored:
            return Response(status_code=404)
        return Response(stored.body, media_type=stored.mime, headers={"X-Content-Type-Options": "nosniff"})


class _Desk:
    """One browser's page."""

    def __init__(self, client: Client, desk: Desk, control: Control, cast: Cast) -> None:
        self.client, self.desk, self.control, self.cast = client, desk, control, cast
        self.dark = ui.dark_mode(None)
        self.root = box("desk")
        self.stage: Stage | None = None
        self.moving = False
        forget = desk.listen(lambda change: self.stage.on(change) if self.stage else None)
        client.on_delete(forget)
        ui.timer(LOOK, self._tick)

    def draw(self, language: str) -> None:
        """Draw everything, in this language."""
        held = self.stage.holders() if self.stage else None
        self.stage = None
        self.words = Wording(language)
        self.root.clear()
        with self.root:
            self._draw_top()
            with box("floor", "main"):
                self.stage = Stage(self.desk, self.cast, self.words)
                Plain("p", self.words("subtitle"), "note")
        if held:
            self.stage.give(held)
        self._tick()
        self.client.run_javascript(f"document.documentElement.lang = {self.words.language!r}")

    def _draw_top(self) -> None:
        say = self.words
        with box("top", "header"):
            with box("brand"):
                Plain("h1", say("title"))
            with box("clock", "section", aria_label=say("clock")):
                with box("now", role="status"):
                    self.date = Plain("span", "", "date")
                    self.time = Plain("strong", "", "time")
                with box("moves"):
                    self.moves = [
                        button(say("hour"), lambda: self._move(self._hours(1))),
                        button(say("day"), lambda: self._move(self._hours(24))),
                        button(say("check_in"), lambda: self._move(self._to_check_in), "wide"),
                        button(say("digest"), lambda: self._move(self.control.to_digest), "wide"),
                    ]
            with box("settings"):
                choice(say("language"), LANGUAGES, say.language, self.draw)
                names = {key: say(f"theme_{key}") for key in THEMES}
                current = next(key for key, dark in THEMES.items() if dark is self.dark.value)
                choice(say("theme"), names, current, self._set_theme)

    def _set_theme(self, key: str) -> None:
        self.dark.value = THEMES[key]

    def _hours(self, count: int) -> Callable[[], Awaitable[None]]:
        return lambda: self.control.advance(timedelta(hours=count))

    async def _to_check_in(self) -> None:
        if self.stage and (client := self.stage.phones["client"].user):
            await self.control.to_next_check_in(client)

    async def _move(self, act: Callable[[], Awaitable[None]]) -> None:
        if self.moving or self.control.busy:
            return
        self.moving = True
        self._tick()
        try:
            await act()
        finally:
            self.moving = False
            self._tick()

    def _tick(self) -> None:
        busy = self.moving or self.control.busy
        date, time = self.words.clock(self.control.now())
        if busy:
            time = self.words("busy")
        if (self.date.text, self.time.text) != (date, time):
            self.date.text, self.time.text = date, time
        for move in self.moves:
            if ("disabled" in move.props) != busy:
                move.put("disabled", "disabled" if busy else None)
