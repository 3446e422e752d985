"""
The client's own buttons outside of dialogs: what a person asked them, and who sees what.

Callback data is `q.VERB.NUMBER...`. Each deed asks whether what it names belongs to this client; somebody else's is
treated like an old button.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.actions import (
    close_ones,
    goal_look,
    goal_view,
    letters,
    meetings,
    parties,
    path,
    period,
    records,
    sharing,
    week,
)
from bot.actions.scene import Scene
from bot.actions.talking import open_script

MOST_DIGITS = 12


def _bring(scene: Scene) -> bool:
    open_script(scene, "carry_note")
    return True


def _week(scene: Scene) -> bool:
    week.show(scene)
    return True


def _network(scene: Scene) -> bool:
    sharing.own_network(scene)
    return True


def _close_people(scene: Scene) -> bool:
    close_ones.show(scene)
    return True


VERBS: Mapping[str, tuple[int, Callable[..., bool]]] = {
    "yes": (1, lambda scene, proposal: letters.decide(scene, proposal, yes=True)),
    "no": (1, lambda scene, proposal: letters.decide(scene, proposal, yes=False)),
    "reply": (1, letters.reply),
    "remind": (1, meetings.remind),
    "carry": (0, _bring),
    "week": (0, _week),
    "hide": (1, week.toggle),
    "net": (0, _network),
    "see": (1, sharing.see),
    "item": (2, sharing.toggle),
    "leave": (1, sharing.leave),
    "paper": (0, path.paper),
    "party": (1, parties.see),
    "allow": (2, parties.allow),
    "drop": (1, parties.drop),
    "people": (0, _close_people),
    "close": (0, close_ones.ask),
    "hello": (1, close_ones.ask_hello),
    "good": (1, close_ones.choose_success),
    "pick": (2, close_ones.preview),
    "give": (2, close_ones.give),
    "keep": (0, close_ones.keep),
    "part": (1, close_ones.end),
    # the period
    "plan": (0, period.show),
    "talk": (1, period.talk),
    "plantalk": (0, period.bring),
    "fade": (0, period.fade),
    # goals
    "goals": (0, goal_view.show_list),
    "goalnew": (0, goal_view.begin),
    "goal": (1, goal_view.show),
    "gwrite": (1, goal_view.write),
    "gparts": (1, goal_view.parts),
    "gpart": (2, goal_view.part),
    "gdue": (1, goal_view.due),
    "gsend": (1, goal_view.send),
    "gyes": (1, goal_view.agree),
    "gaway": (1, goal_view.put_away),
    "gturn": (1, goal_view.turn),
    "gstep": (1, goal_view.step),
    "gvers": (1, goal_view.versions),
    "glook": (1, goal_look.ask),
    "glevel": (2, goal_look.choose),
    "gnot": (0, goal_look.not_now),
    "gryes": (1, goal_look.say_yes),
    "grno": (1, goal_look.say_no),
    "recread": (1, records.read),
    "recwith": (2, records.put_in),
    "recyes": (1, lambda scene, summary: records.decide(scene, summary, yes=True)),
    "recno": (1, lambda scene, summary: records.decide(scene, summary, yes=False)),
}
"""What a button does, and how many numbers it carries."""


def pressed(scene: Scene, rest: str) -> bool:
    """Obey a button. False: it is old, forged or somebody else's, and nothing happened."""
    client = scene.who.client
    name, *numbers = rest.split(".")
    if client is None or client.consented_at is None or name not in VERBS:
        return False
    count, act = VERBS[name]
    if len(numbers) != count:
        return False
    if not all(part.isascii() and part.isdecimal() and len(part) <= MOST_DIGITS for part in numbers):
        return False
    return act(scene, *(int(part) for part in numbers))
