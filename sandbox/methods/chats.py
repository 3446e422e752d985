"""What the bot may ask about chats and files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.desk import Desk
from sandbox.methods.params import Params
from sandbox.model import JSON, MEMBER_RIGHTS, Chat, Member
from sandbox.refusals import bad_request, forbidden


def _inside(desk: Desk, params: Params) -> Chat:
    chat = desk.chat(params.text("chat_id"))
    if chat.person:
        if not chat.person.started:
            raise bad_request("chat not found")
        return chat
    me = chat.members.get(desk.bot.id)
    if not me or not me.inside:
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


def get_chat(desk: Desk, params: Params) -> JSON:
    """`getChat`: the `ChatFullInfo` object."""
    chat = _inside(desk, params)
    said = chat.to_json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}
    if chat.pinned and (message := chat.messages.get(chat.pinned[-1])):
        said["pinned_message"] = message.to_json(nested=True)
    if not chat.person:
        said["permissions"] = dict.fromkeys(MEMBER_RIGHTS, True)
    return said


_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def get_member(desk: Desk, params: Params) -> JSON:
    """`getChatMember`."""
    chat, number = _inside(desk, params), params.number("user_id")
    if number in chat.members:
        return chat.members[number].to_json()
    if number in desk.users:
        return Member(desk.users[number], "member" if chat.id == number else "left").to_json()
    raise bad_request("user not found")


def get_count(desk: Desk, params: Params) -> int:
    """`getChatMemberCount`."""
    chat = _inside(desk, params)
    return 2 if chat.person else sum(member.inside for member in chat.members.values())


def get_admins(desk: Desk, params: Params) -> list[JSON]:
    """`getChatAdministrators`."""
    chat = _inside(desk, params)
    if chat.person:
        raise bad_request("there are no administrators in the private chat")
    return [m.to_json() for m in chat.members.values() if m.status in ("creator", "administrator")]


def leave(desk: Desk, params: Params) -> bool:
    """`leaveChat`."""
    chat = _inside(desk, params)
    if chat.person:
        raise bad_request("chat member status can't be changed in private chats")
    desk.change_member(chat, desk.bot, "left", desk.bot)
    desk.post(chat, desk.bot, {"left_chat_member": desk.bot.to_json()})
    return True


def get_file(desk: Desk, params: Params) -> JSON:
    """`getFile`: bots may fetch up to 20 MB."""
    try:
        stored = desk.files.find(params.text("file_id"))
    except Exception:
        raise bad_request("invalid file_id") from None
    if len(stored.body) > 20 * 1024 * 1024:
        raise bad_request("file is too big")
    return stored.to_json()


METHODS: dict[str, Callable[[Desk, Params], Any]] = {
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatMemberCount": get_count,
    "getChatAdministrators": get_admins,
    "leaveChat": leave,
    "getFile": get_file,
}
