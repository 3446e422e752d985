"""The client's experiment: chosen, made smaller, grown by the client's own tap, or put away."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions.scene import Scene
from bot.domain import steps
from bot.storage import check_ins
from bot.storage.tables import Client
from bot.words import Words
from dialogs.house import KEPT
from dialogs.model import Value

START_LEVEL = 2  # a client's own first experiment is taken to be a tiny one, tied to a routine
FROM_GOAL = "goal_step"  # the dialog whose experiment grows out of a goal
SAME_PLACE = ("smaller_step", "grow_step")  # dialogs that change the size only; its moment and its sign stay
OF_A_STEP = (
    *SAME_PLACE,
    "new_moment",
)  # dialogs about the experiment that there is; without one they have nothing to say
REST = "rest without a bad conscience"  # a kept phrase of the scripts, said in each reader's language
IN_ITS_MOMENT = "smaller"  # how small it is, the client decides when it comes to it
OWN_WORDS = "own"  # the smaller one has words of its own
RESTING = "rest"
MOST = 200  # characters of a step's description; a button or a sentence has to carry it


def choose(scene: Scene, args: Mapping[str, Value]) -> None:
    """One experiment at a time: the new one takes the place of the old."""
    client = scene.client
    same_place = scene.talk.script in SAME_PLACE
    client.step_what = str(args["what"]).strip().rstrip(".")[:MOST]
    client.step_when = str(args.get("when", client.step_when if same_place else "")).strip()[:MOST]
    client.step_sign = str(args.get("sign", client.step_sign if same_place else "")).strip()[:MOST]
    level = scene.facts.get("level", START_LEVEL)
    assert isinstance(level, int | str)  # as every fact that a script keeps
    client.step_level = min(int(level), client.plan_most)
    client.step_since, client.grown_at, client.step_size = scene.now, None, ""
    if not same_place:
        goal = scene.facts.get("goal") if scene.talk.script == FROM_GOAL else None
        client.step_goal = goal if isinstance(goal, int) and goal else None  # else it grew out of nothing but wish


def move(scene: Scene, when: str) -> None:
    """The same experiment at another moment, in another place, with somebody else."""
    scene.client.step_when = when.strip()[:MOST]


def named(words: Words, client: Client, locale: str) -> str:
    """
    The experiment as the client last chose it: in her words, and, where she made it smaller by a button, how.

    So a check-in never asks about more than she set out to do. "" when there is none.
    """
    if not client.step_what or not client.step_size:
        return words.texts.raw(KEPT, client.step_what, locale)
    return words.bot(f"step_{client.step_size}", locale, step=client.step_what)


def shrink(scene: Scene, size: str) -> None:
    """One level less. `size`: how, by the button's name."""
    client = scene.client
    client.step_level = steps.smaller(client.step_level)
    client.step_size = "" if size == OWN_WORDS or not client.step_what else size


def grow(scene: Scene) -> None:
    """One level more, because the client tapped. What energy or plan do not allow stays as it is."""
    client = scene.client
    known = [e for _, e in check_ins.energies(scene.tx, client.id, client.since)]
    before = client.step_level
    client.step_level = steps.grown(before, client.plan_most, known[-1] if known else 5)
    if client.step_level > before:
        client.grown_at, client.step_size = scene.now, ""


def rest(scene: Scene) -> None:
    """Rest is the experiment for now; where there was none, it becomes one."""
    client = scene.client
    if client.step_what and client.step_what != REST:
        client.step_size = RESTING
    else:
        client.step_what, client.step_since = REST, scene.now
    client.step_level = steps.REST


def clear(scene: Scene) -> None:
    client = scene.client
    client.step_what = client.step_when = client.step_sign = client.step_size = ""
    client.step_since = client.grown_at = client.step_goal = None
