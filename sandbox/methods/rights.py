"""What the bot may do in a group: nothing by default."""

from __future__ import annotations

from sandbox.desk import Desk
from sandbox.model import Chat
from sandbox.refusals import bad_request


def need(desk: Desk, chat: Chat, right: str, otherwise: str) -> None:
    """Refuse unless the bot is an administrator with this right; in private there is nothing to refuse."""
    if chat.person:
        return
    member = chat.members.get(desk.bot.id)
    if not member or member.status != "administrator" or not member.rights.get(right):
        raise bad_request(otherwise)
