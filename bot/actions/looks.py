"""What a client reads of the access log, as "who has looked": in whole words, with nothing left as "something"."""

from __future__ import annotations

from bot.actions.scene import Scene
from bot.actions.speaker import say
from bot.domain import purposes
from bot.domain.roles import ACCOMPANYING, Action, Relation
from bot.storage import audit, cases, clients, people
from bot.storage.refusals import PEER, is_refused
from bot.storage.tables import Access, Professional
from bot.words import Words, short_day

NAMED_ROLES = (*ACCOMPANYING, Relation.MODERATOR)
SHOWN_LOOKS = 12  # lines of the access log in a message; the file has all
SHOWN_TRIES = 5
OWN_ACTORS = ("client", "self", "close")
LOOKS = {
    "digest": "look_digest",
    Action.SEE_DIGEST: "look_digest",
    Action.SEE_CARD: "look_card",
    Action.SEE_STEPS: "look_card",
    Action.SEE_SHARED_WORDS: "look_card",
    Action.SEE_NOTICE: "look_notice",
    Action.SEE_MEASURES: "look_measures",
    Action.SEE_ENERGY: "look_energy",
    Action.SEE_NETWORK: "look_network",
    Action.KEEP_NETWORK: "look_network",
    Action.MARK_TURN: "look_turn",
    Action.KEEP_DOSE: "look_dose",
    Action.RECORD_LOGIC: "look_dose",
    Action.SEE_PRIVATE_NOTES: "look_note",
    Action.WRITE_PRIVATE_NOTE: "look_note",
    Action.WRITE_TO_CLIENT: "look_letter",
    Action.SET_LIMITS: "look_limits",
    Action.SET_THRESHOLDS: "look_limits",
    Action.SET_MEETING: "look_meeting",
} | {
    action: kind
    for kind, actions in {
        "look_case": (
            Action.CRISIS_HELP,
            Action.TAKE_CASE,
            Action.CLOSE_CASE,
            Action.REOPEN_CASE,
            Action.HAND_OVER,
            Action.FOLLOW_UP,
        ),
        "look_plan": (Action.SEE_GOALS, Action.SET_GOALS, Action.COMMENT_GOAL, Action.SET_PERIOD, Action.END_PERIOD),
        "look_offer": (Action.PROPOSE_STEP, Action.PROPOSE_BREAK, Action.SUGGEST_MEASURES, Action.MEETINGS_ONLY),
        "look_people": (Action.INVITE_COLLEAGUE, Action.REASSIGN),
        "look_record": (Action.ASK_EXPORT, Action.EXPORT),
        "look_group": (Action.GROUP_WARN, Action.GROUP_PAUSE, Action.GROUP_REMOVE, Action.GROUP_RETURN),
    }.items()
    for action in actions
}
BEGINNINGS = {
    "told ": "look_notice",
    "noticed ": "look_signal",
    "unreachable": "look_signal",
    "took ": "look_case",
    "closed as ": "look_case",
    "reopened": "look_case",
    "handed over ": "look_case",
    "sent case ": "look_case",
    "handed from ": "look_people",
    "assigned ": "look_people",
    "offered the group": "look_group",
    "period ": "look_plan",
}
LEFT = ("export ", "look_record")  # what the log says when a file left, and what the client reads of it
NO_KIND = "look_other"


def tell(scene: Scene) -> None:
    """The newest lines: who, as what, did what, when and why."""
    client, words, locale = scene.client, scene.house.words, scene.who.locale
    found = lines(scene)
    text = (
        "\n".join([words.bot("look_head", locale), *found[:SHOWN_LOOKS]]) if found else words.bot("look_nobody", locale)
    )
    if len(found) > SHOWN_LOOKS:
        text += "\n" + words.bot("look_more", locale, n=len(found) - SHOWN_LOOKS)
    if tried := tries(scene):
        text += "\n\n" + "\n".join([words.bot("look_tried_head", locale), *tried[:SHOWN_TRIES]])
    say(scene.tx, scene.who.person, text, scene.now, client_id=client.id)
    clients.log_own(scene.tx, client, "access log shown", scene.now)


def lines(scene: Scene) -> list[str]:
    """Every line, the newest first; the same by the same on one day once."""
    client = scene.client
    looks = [row for row in audit.about(scene.tx, client.id) if row.actor not in OWN_ACTORS and not is_refused(row)]
    return list(dict.fromkeys(_look(scene, row) for row in looks))


def tries(scene: Scene) -> list[str]:
    """Who of the organisation tried to and saw nothing, the newest first, once a day. Other clients are named to nobody."""
    words, locale = scene.house.words, scene.who.locale
    found = []
    for row in audit.about(scene.tx, scene.client.id):
        pro = people.professional(scene.tx, row.actor_id) if is_refused(row) and row.actor_id else None
        if pro is None or not pro.name or row.actor == PEER:
            continue
        facts = {"day": short_day(row.at.date(), locale), "who": _called(scene, row, pro)}
        found.append(words.bot("look_tried_line", locale, **facts))
    return list(dict.fromkeys(found))


def about_notice(words: Words, locale: str, signals: str) -> str:
    """What a notice was about, to its client."""
    return ", ".join(dict.fromkeys(words.bot(f"why_{signal}".lower(), locale) for signal in signals.split(",")))


def _look(scene: Scene, row: Access) -> str:
    words, locale = scene.house.words, scene.who.locale
    pro = people.professional(scene.tx, row.actor_id) if row.actor_id else None
    kind = next((kind for begins, kind in BEGINNINGS.items() if row.what.startswith(begins)), None)
    if row.what.startswith(LEFT[0]):
        kind = LEFT[1]
    who = _called(scene, row, pro) if pro is not None else words.bot("look_bot", locale)
    what = words.bot(kind or LOOKS.get(row.what, NO_KIND), locale)
    line = words.bot("look_line", locale, day=short_day(row.at.date(), locale), who=who, what=what)
    why = _why(scene, row)
    return words.bot("look_line_why", locale, line=line, why=why) if why else line


def _called(scene: Scene, row: Access, pro: Professional) -> str:
    words, locale = scene.house.words, scene.who.locale
    if row.actor not in NAMED_ROLES:
        return pro.name
    return words.bot("look_who", locale, name=pro.name, role=words.bot(f"role_{row.actor}", locale))


def _why(scene: Scene, row: Access) -> str:
    """The purpose in words; of a notice what it was about, while the notice is kept. Empty for lines from before it was kept."""
    words, locale = scene.house.words, scene.who.locale
    purpose, case_id = purposes.read(row.why)
    if purpose is None:
        return ""
    case = cases.get(scene.tx, case_id) if case_id is not None else None
    if case is not None and case.client_id == row.client_id:
        return about_notice(words, locale, case.signals)
    return words.bot(f"why_{purpose.value}", locale)
