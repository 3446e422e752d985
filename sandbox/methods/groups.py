"""What an administrator bot may do in a group: invite, let in, restrict, remove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sandbox.desk import Desk
from sandbox.methods.params import Params
from sandbox.methods.rights import need
from sandbox.model import JSON, Chat, Link, Member, Status
from sandbox.refusals import bad_request


def _group(desk: Desk, params: Params, right: str) -> Chat:
    chat = desk.reach(params.text("chat_id"))
    if chat.person:
        raise bad_request("method is available only for supergroups and groups")
    need(desk, chat, right, "not enough rights")
    return chat


def create_link(desk: Desk, params: Params) -> JSON:
    """`createChatInviteLink`."""
    chat = _group(desk, params, "can_invite_users")
    asks, limit = params.flag("creates_join_request"), params.number("member_limit")
    if asks and limit:
        raise bad_request("member limit can't be specified for links requiring administrator approval")
    if len(params.text("name")) > 32:
        raise bad_request("INVITE_LINK_NAME_TOO_LONG")
    if not 0 <= limit <= 99999:
        raise bad_request("USAGE_LIMIT_INVALID")
    url = f"https://t.me/+sandbox{desk.number():08d}"
    link = Link(url, chat, desk.bot, params.text("name"), asks, limit, params.number("expire_date"))
    desk.links[url] = link
    return link.to_json()


def revoke_link(desk: Desk, params: Params) -> JSON:
    """`revokeChatInviteLink`."""
    chat = _group(desk, params, "can_invite_users")
    link = desk.links.get(params.text("invite_link"))
    if not link or link.chat is not chat:
        raise bad_request("INVITE_HASH_EXPIRED")
    link.revoked = True
    return link.to_json()


def _change(desk: Desk, params: Params, status: Status, rights: dict[str, bool] | None = None) -> bool:
    chat, number = _group(desk, params, "can_restrict_members"), params.number("user_id")
    user = desk.users.get(number)
    if not user:
        raise bad_request("PARTICIPANT_ID_INVALID")
    old = chat.members.get(number) or Member(user, "left")
    if old.status == "creator":
        raise bad_request("can't remove chat owner")
    if old.status == "administrator":
        raise bad_request("user is an administrator of the chat")
    new = replace(old, status=status, rights=rights or {}, until=params.number("until_date"))
    chat.members[number] = new
    desk.announce_member(chat, old, new, desk.bot)
    if old.inside and not new.inside:
        desk.post(chat, desk.bot, {"left_chat_member": user.to_json()})
    return True


def ban(desk: Desk, params: Params) -> bool:
    """`banChatMember`."""
    return _change(desk, params, "kicked")


def unban(desk: Desk, params: Params) -> bool:
    """`unbanChatMember`: throws out who is inside, unless `only_if_banned`."""
    chat = _group(desk, params, "can_restrict_members")
    old = chat.members.get(params.number("user_id"))
    if not old or (params.flag("only_if_banned") and old.status != "kicked"):
        return True
    return _change(desk, params, "left")


def restrict(desk: Desk, params: Params) -> bool:
    """`restrictChatMember`: supergroups only; all rights given means no restriction."""
    chat = _group(desk, params, "can_restrict_members")
    if chat.type != "supergroup":
        raise bad_request("method is available only for supergroups")
    wish = params.object("permissions") or {}
    rights = {name: value for name, value in wish.items() if isinstance(value, bool)}
    silent = not rights.get("can_send_messages")
    return _change(desk, params, "restricted" if silent else "member", rights if silent else None)


def _requested(desk: Desk, params: Params) -> tuple[Chat, Link, Any]:
    chat, number = _group(desk, params, "can_invite_users"), params.number("user_id")
    link = desk.requests.pop((chat.id, number), None)
    if not link:
        raise bad_request("HIDE_REQUESTER_MISSING")
    return chat, link, desk.users[number]


def approve(desk: Desk, params: Params) -> bool:
    """`approveChatJoinRequest`."""
    chat, link, user = _requested(desk, params)
    desk.let_in(user, chat, link, desk.bot)
    return True


def decline(desk: Desk, params: Params) -> bool:
    """`declineChatJoinRequest`."""
    _requested(desk, params)
    return True


METHODS: dict[str, Callable[[Desk, Params], Any]] = {
    "createChatInviteLink": create_link,
    "revokeChatInviteLink": revoke_link,
    "banChatMember": ban,
    "unbanChatMember": unban,
    "restrictChatMember": restrict,
    "approveChatJoinRequest": approve,
    "declineChatJoinRequest": decline,
}
