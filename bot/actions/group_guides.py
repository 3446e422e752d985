"""Who guides a group: one professional made it, and asks a second one."""

from __future__ import annotations

from bot.actions.scene import Scene
from bot.actions.speaker import Rows, Speaker, tell
from bot.domain import groups as rules
from bot.storage import groups, people
from bot.storage.group_tables import Group

MOST_COLLEAGUES = 8  # buttons of one question; the rest are asked in person


def ask_second(scene: Scene, group: Group) -> None:
    """Who guides it together with the one who made it: picked, or left for later."""
    own, guiding = scene.who.professional, [pro for pro, _ in groups.moderators(scene.tx, group.id)]
    here = {pro.id for pro in guiding}
    second_one = next((pro for pro in guiding if own is None or pro.id != own.id), None)
    if second_one is not None:
        off: Rows = [
            [(scene.house.words.bot("group_second_off", scene.who.locale), f"g.off.{group.id}.{second_one.id}")]
        ]
        facts = {"name": second_one.name, "group": group.name}
        tell(scene.tx, scene.house, scene.who, "group_second_is", scene.now, facts, off)
        return
    others = [pro for pro in people.professionals(scene.tx) if pro.id not in here and pro.name][:MOST_COLLEAGUES]
    if not others:
        tell(scene.tx, scene.house, scene.who, "group_second_nobody", scene.now)
        return
    rows: Rows = [
        *([(pro.name, f"g.second.{group.id}.{pro.id}")] for pro in others),
        [(scene.house.words.bot("group_later", scene.who.locale), f"g.later.{group.id}")],
    ]
    tell(scene.tx, scene.house, scene.who, "group_second", scene.now, rows=rows)


def second(scene: Scene, group: Group, professional_id: int) -> None:
    """The colleague hears of it, and may write /group at once."""
    pro, own = people.professional(scene.tx, professional_id), scene.who.professional
    if len(groups.moderators(scene.tx, group.id)) >= rules.MODERATORS:
        ask_second(scene, group)
        return
    if pro is None or own is None or not pro.active or not groups.add_moderator(scene.tx, group.id, pro.id):
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return
    tell(scene.tx, scene.house, scene.who, "group_second_set", scene.now, {"name": pro.name, "group": group.name})
    whom = Speaker(people.by_id(scene.tx, pro.person_id), None, pro)
    tell(scene.tx, scene.house, whom, "group_second_you", scene.now, {"name": own.name, "group": group.name})


def second_off(scene: Scene, group: Group, professional_id: int) -> None:
    """The other moderator guides the group no longer, and hears it; then another one can be chosen."""
    pro, own = people.professional(scene.tx, professional_id), scene.who.professional
    if pro is None or own is None or pro.id == own.id or not groups.drop_moderator(scene.tx, group.id, pro.id):
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return
    whom = Speaker(people.by_id(scene.tx, pro.person_id), None, pro)
    tell(scene.tx, scene.house, whom, "group_second_over", scene.now, {"group": group.name})
    ask_second(scene, group)
