"""
The commands a script may give, as data: what each is called and what it must be told.

What a command does is decided by whoever runs the dialogs (`bot/actions`); here stands only its shape, so that
a misspelt one is found when the script is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.model import AGES, Facts, Value

Allowed = tuple[Value, ...] | range | type[str]
"""Fixed values, whole numbers of a range, or any text."""


@dataclass(frozen=True, slots=True)
class Command:
    """
    `args` must be given: by the script as literals or by a fact of the same name. `extra` may be.

    A literal must be among the allowed values. What a fact holds is checked by whoever obeys.
    """

    args: Mapping[str, Allowed] = field(default_factory=dict)
    extra: Mapping[str, Allowed] = field(default_factory=dict)


REASONS = (
    "too_much",
    "tired",
    "forgot",
    "surroundings",
    "people",
    "life",
    "fear",
    "pain",
    "boredom",
    "unimportant",
    "money",
    "other",
    "undisclosed",
)
KINDS_OF_WORDS = ("success", "strength", "evening", "value", "hard_day", "story", "reason")
PURPOSES = ("search", "note", "letter", "step", "end", "goal_comment", "goal_icf", "adapt", "measure")
"""What a professional's words are for; those about a piece of a goal come from the bot as `goal_piece_…`."""
GOAL_PARTS = ("what", "now", "other", "expected", "more", "much_more", "indicator")

COMMANDS: Mapping[str, Command] = {
    "none": Command(),
    # check-ins
    "energy": Command({"energy": range(11)}),
    "step_outcome": Command({"outcome": ("done", "part", "not_started", "other", "rested")}),
    "step_fit": Command({"fit": ("too_easy", "fitting", "too_much")}),
    "step_safe": Command({"safe": ("safe", "unsafe")}),
    "skip_reason": Command({"reason": REASONS}),
    # steps
    "next_step": Command({"way": ("same", "smaller", "elsewhere", "break")}),
    "step_set": Command({"what": str}, {"when": str, "sign": str}),
    "step_move": Command({"when": str}),
    "step_smaller": Command(extra={"size": ("half", "beginning", "notice", "own")}),
    "step_grow": Command(),
    "step_clear": Command(),
    "step_rest": Command(),
    # breaks
    "break_start": Command({"days": range(367)}, {"break_reason": str}),
    "break_end": Command(),
    "break_reason": Command({"break_reason": str}),
    # people
    "contact": Command(),
    "harm": Command(),
    "hard_feeling": Command(),
    "concern_answer": Command({"answer": ("yes", "no")}),
    "feedback": Command({"words": str}),
    "tell_not_yet": Command(),
    "tell_add": Command({"words": str}),
    # own words
    "keep_words": Command({"kind": KINDS_OF_WORDS, "words": str}, {"share": (True, False)}),
    "show_words": Command(),
    "set_age": Command({"age": ("", *AGES)}),
    "carry": Command({"words": str}),
    # what the client follows
    "own_measure": Command({"what": str}, {"unit": str}),
    # settings
    "consent": Command({"kind": ("service", "own_words"), "given": (True, False)}),
    "set_locale": Command({"locale": ("fi", "sv", "en")}),
    "set_floor": Command({"days": range(1, 15)}),
    "set_fixed": Command({"days": range(15)}),
    "set_slot": Command({"slot": str}),
    "set_quiet": Command({"quiet_from": str, "quiet_until": str}),
    # coming in
    "enrolled": Command(),
    "invite_client": Command({"pseudonym": str}),
    "my_name": Command({"name": str}),
    # goals
    "goal_area": Command({"area_words": str}, {"area": str}),
    "goal_part": Command({"part": GOAL_PARTS, "words": str}),
    "goal_due": Command({}, {"weeks": range(1, 105), "on": str}),
    "goal_baseline": Command({"baseline": (-2, -1)}),
    "goal_show": Command(),
    "goal_list": Command(),
    "importance": Command({"importance": range(11)}),
    "confidence": Command({"confidence": range(11)}),
    # the period
    "continuation": Command({"part": ("goes_on", "helps", "people"), "words": str}),
    "therapy_add": Command({"therapy": str}),
    "therapy_turn": Command({"turn": ("this", "other", "only")}),
    "plan_show": Command(),
    # the peer group
    "group_open": Command({"name": str, "locale": ("fi", "sv", "en"), "size": range(6, 13), "hours": str}),
    "group_link": Command({"link": str}),
    "group_join": Command(),
    "group_decline": Command(),
    "group_name": Command({"name": str}),
    "group_share": Command({"kind": ("success", "tip", "thought"), "words": str}, {"name": str}),
    "group_meeting": Command({"what": str, "on": str, "at": str}, {"weeks": range(1, 13)}),
    "group_goal": Command({"words": str}),
    "group_move": Command({"on": str, "at": str}),
    "group_held": Command({"minutes": range(5, 481), "people": range(13)}),
    "group_pulse": Command({"question": range(1, 4), "answer": range(2)}),
    # a professional's own dialogs, and the client's answer to one
    "pro_words": Command({"purpose": PURPOSES, "words": str}),
    "pro_meeting": Command({"on": str, "at": str, "place": str}, {"minutes": str}),
    "pro_goal_day": Command({"on": str}),
    "pro_away": Command({"begin": str, "end": str}),
    "pro_party": Command({"kind": str, "name": str, "task": str}),
    "pro_turn": Command({"kind": str, "on": str}),
    "letter_answer": Command({"words": str}),
    # the client and close people
    "close_invite": Command({"name": str, "signed": str, "what": ("hello", "successes", "both")}),
    "close_hello": Command({"words": str}),
    # the house
    "open": Command({"script": str}),
    "delete_me": Command(),
}


def arguments(command: str, literals: Mapping[str, Value], facts: Facts) -> dict[str, Value]:
    """
    What a command is to be told: the script's literals first, then facts of the same name.

    Raises:
        KeyError: There is no such command, or something it must be told is nowhere.
    """
    shape = COMMANDS[command]
    told = {name: facts[name] for name in (*shape.args, *shape.extra) if name in facts and name not in literals}
    told.update(literals)
    for name in shape.args:
        if name not in told:
            raise KeyError(f"{command} needs {name}; give it with the command, or keep a fact of that name first")
    return told
