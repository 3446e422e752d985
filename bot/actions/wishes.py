"""What somebody wishes: a command, or the same in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.actions import (
    absence,
    breaks,
    check_in,
    client_list,
    close_ones,
    digest,
    enrol,
    erasing,
    goal_view,
    group_panel,
    help_now,
    intents,
    measures,
    path,
    period,
    privacy,
    pro_data,
    seen,
    week,
)
from bot.actions.desk import at_work
from bot.actions.heard import Command, Heard
from bot.actions.scene import Scene
from bot.actions.speaker import Speaker, tell
from bot.actions.talking import ask_again, open_script
from bot.domain.languages import LANGUAGES
from bot.storage import people, talks

SHOWN: Mapping[str, Callable[[Scene], object]] = {
    "measures": measures.show,
    "seen": seen.show,
    "week": week.show,
    "path": path.show,
    "close": close_ones.show,
    "goals": goal_view.show_list,
    "plan": period.show,
}
"""What a client may look at, once the welcome is done."""
CLIENTS = {"check_in", "rhythm", "time", "break", "menu", "contact", "stop", "back", "step", *SHOWN}
OWN_DATA = {"my_data": privacy.show, "delete_me": erasing.ask}
"""What anybody may ask who came in, also before consent."""
GROUP = {"group", "rules", "agreed", "report"}
PROFESSIONALS = {"invite", "digest", "clients", "deputy", "lock"}


def commanded(scene: Scene, heard: Heard, command: Command) -> None:
    """A command. One that is unknown is said to be, with ways on."""
    if command.meaning == "start":
        locale = scene.who.locale
        enrol.start(scene.tx, scene.house, heard, command.argument, locale)
    elif meant := command.meaning or intents.understand(command.whole.lstrip("/").replace("_", " ")):
        do(scene, heard, meant)  # a wish with a slash before it is the same wish
    else:
        yet = scene.who.client is not None and scene.who.client.stage == "welcoming"
        scene.lead = scene.house.words.bot("command_unknown_yet" if yet else "command_unknown", scene.who.locale)
        if scene.who.client is not None and not yet:
            open_script(scene, "idle")
        elif not ask_again(scene):
            scene.lead = ""
            tell(scene.tx, scene.house, scene.who, "command_unknown", scene.now)


def do(scene: Scene, heard: Heard, wish: str) -> None:
    """A command, or the same wish in plain words."""
    if wish == "help":
        help_now.say_help(scene.tx, scene.house, heard, scene.who.locale)
    elif wish == "language":
        rows = [[(name, f"l.{locale}") for locale, name in LANGUAGES.items()]]
        tell(scene.tx, scene.house, scene.who, "language_ask", scene.now, rows=rows)
    elif wish in GROUP:
        group_panel.show(scene)
    elif wish in PROFESSIONALS:
        _for_professional(scene, wish)
    elif wish in OWN_DATA:
        _own_data(scene, wish)
    elif wish in CLIENTS:
        for_client(scene, wish)


def _own_data(scene: Scene, wish: str) -> None:
    """Of the client, of the professional, or of somebody who is both: one after the other."""
    as_ended(scene)
    if scene.who.client is not None:
        OWN_DATA[wish](scene)
    work = at_work(scene)
    if work is not None:
        pro_data.show(work)
    elif scene.who.client is None:
        for_client(scene, wish)


def as_ended(scene: Scene) -> None:
    """A client whose period is over keeps every right to her data (R69): she is found for these, and for nothing else."""
    who = scene.who
    ended = people.ended_client_of(scene.tx, who.person.id) if who.client is None else None
    if ended is not None:
        scene.who = Speaker(who.person, ended, who.professional)


def _for_professional(scene: Scene, wish: str) -> None:
    work = at_work(scene)
    if work is None:
        tell(scene.tx, scene.house, scene.who, "pro_only", scene.now)
    elif wish == "invite":
        open_script(scene, "invite_client")
    elif wish == "clients":
        client_list.open_list(work)
    elif wish == "deputy":
        absence.show(work)
    else:
        digest.on_demand(scene)


def for_client(scene: Scene, wish: str) -> None:
    """A wish that only a client can have; others are told why it is not for them."""
    client = scene.who.client
    if client is None:
        if people.ended_client_of(scene.tx, scene.who.person.id) is not None and scene.who.professional is None:
            tell(scene.tx, scene.house, scene.who, "period_over", scene.now)
        elif wish == "menu":
            intents.pro_menu(scene)
        else:
            tell(scene.tx, scene.house, scene.who, "client_only", scene.now)
        return
    if client.stage == "welcoming":
        _welcome_first(scene, wish)
        return
    if wish in SHOWN:
        SHOWN[wish](scene)
    elif wish == "check_in":
        if client.stage == "break":
            breaks.end(scene)
        check_in.start_own(scene)
    elif wish == "stop":
        talks.close(scene.talk)
        tell(scene.tx, scene.house, scene.who, "stopped", scene.now)
    else:
        if wish == "time":
            scene.late["wished"] = wish
        open_script(
            scene,
            {
                "time": "rhythm",
                "menu": "idle",
                "break": "break_start",
                "back": "break_return",
                "step": "experiment",
            }.get(wish, wish),
        )


def _welcome_first(scene: Scene, wish: str) -> None:
    """Nothing is open before consent; the welcome goes on, and what she asked about comes in it."""
    scene.lead = scene.house.words.bot("remark_seen_soon" if wish == "seen" else "unfinished", scene.who.locale)
    if not ask_again(scene):
        open_script(scene, "welcome")
