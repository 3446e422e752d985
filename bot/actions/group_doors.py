"""Who comes into the Telegram group and who goes out of it, and what follows from that. The group reads little of it."""

from __future__ import annotations

from datetime import datetime

from bot.actions import group_join, group_meetings, group_return
from bot.actions.group_heard import Came, GroupHeard, Went
from bot.actions.group_join import standing
from bot.actions.group_voice import to_group, to_moderators
from bot.actions.house import House
from bot.actions.speaker import Speaker, tell
from bot.domain.groups import Place, Standing
from bot.storage import groups, people
from bot.storage.database import Transaction
from bot.storage.group_tables import Group, GroupMember
from bot.storage.tables import Professional


def came(tx: Transaction, house: House, heard: GroupHeard, group: Group) -> None:
    """Members are welcomed, once and without a name; of others the moderators hear."""
    assert isinstance(heard.what, Came)
    welcome, strangers = False, False
    for telegram_id, name in zip(heard.what.telegram_ids, heard.what.names, strict=True):
        stands, who, row = standing(tx, group, telegram_id)
        if stands is Standing.STRANGER:
            strangers |= not _without_place(tx, house, group, who, row, heard.at)
        elif row is not None and who is not None and who.client is not None and row.place != Place.INSIDE.value:
            group_join.come_in(tx, house, group, row, heard.at)
            row.shown_as, welcome = name, True
    if welcome:
        to_group(tx, house, group, "group_welcome", heard.at)
    if strangers:
        to_moderators(tx, house, group, "group_stranger", heard.at)


def known_as(tx: Transaction, heard: GroupHeard, group: Group) -> None:
    """A member's name in Telegram, as the group sees it now: nobody else signs with it. Kept while the place lasts."""
    _, _, row = standing(tx, group, heard.telegram_id) if heard.name else (None, None, None)
    if row is not None and row.place == Place.INSIDE.value and row.shown_as != heard.name:
        row.shown_as = heard.name


def _without_place(
    tx: Transaction, house: House, group: Group, who: Speaker | None, row: GroupMember | None, now: datetime
) -> bool:
    """Somebody of ours without a place came in. True: they left it once, and are asked whether they want it back."""
    if who is None or row is None:
        return False
    row.came_at = now
    return group_return.ask_whether(tx, house, group, who, row, now)


def went(tx: Transaction, house: House, heard: GroupHeard, group: Group) -> None:
    """Somebody is gone. The group is not told, the others see it; a moderator's going is told to those who stay."""
    assert isinstance(heard.what, Went)
    stands, who, row = standing(tx, group, heard.what.telegram_id)
    if row is not None and who is not None and who.client is not None:
        if row.place == Place.INSIDE.value:
            group_join.out(tx, who.client, row, heard.at)
            row.barred_at = heard.at if heard.what.taken_out else None
            group_meetings.member_gone(tx, house, group, who.client, heard.at)
        row.came_at = None
    elif stands is Standing.MODERATOR and who is not None and who.professional is not None:
        _moderator_went(tx, house, group, who.professional, heard.at)


def _moderator_went(tx: Transaction, house: House, group: Group, pro: Professional, now: datetime) -> None:
    """Who is not in the Telegram group is not sent its reported messages. The last one stays, so that it has somebody."""
    if len(groups.moderators(tx, group.id)) > 1 and groups.drop_moderator(tx, group.id, pro.id):
        whom = Speaker(people.by_id(tx, pro.person_id), None, pro)
        tell(tx, house, whom, "group_second_over", now, {"group": group.name})
        to_moderators(tx, house, group, "group_moderator_left", now, {"name": pro.name})
