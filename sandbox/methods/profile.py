"""The bot's own face: who it is, its commands, names and menu, and its webhook."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sandbox.desk import Desk
from sandbox.methods.params import Params
from sandbox.model import JSON
from sandbox.refusals import bad_request

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LONGEST = {"name": 64, "description": 512, "short_description": 120}  # characters


def get_me(desk: Desk, _: Params) -> JSON:
    """`getMe`."""
    flags = ("supports_inline_queries", "can_connect_to_business", "has_main_web_app", "has_topics_enabled")
    return (
        desk.bot.to_json()
        | {"can_join_groups": True, "can_read_all_group_messages": not desk.privacy}
        | dict.fromkeys(flags, False)
    )


def _scope(params: Params) -> str:
    scope = params.object("scope") or {"type": "default"}
    kind = str(scope.get("type", "default"))
    return f"{kind}:{scope['chat_id']}" if "chat_id" in scope else kind


def set_commands(desk: Desk, params: Params) -> bool:
    """`setMyCommands`, per scope and language."""
    commands = params.list("commands")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    found = [{"command": c["command"].removeprefix("/"), "description": c["description"]} for c in commands]
    desk.commands[_scope(params), params.text("language_code")] = found
    desk.tell("menu", 0)
    return True


def get_commands(desk: Desk, params: Params) -> list[JSON]:
    """`getMyCommands`."""
    return desk.commands.get((_scope(params), params.text("language_code")), [])


def delete_commands(desk: Desk, params: Params) -> bool:
    """`deleteMyCommands`."""
    desk.commands.pop((_scope(params), params.text("language_code")), None)
    desk.tell("menu", 0)
    return True


def _set(what: str) -> Callable[[Desk, Params], bool]:
    def put(desk: Desk, params: Params) -> bool:
        if len(params.text(what)) > LONGEST[what]:
            raise bad_request(f"{what.replace('_', ' ')} is too long")
        desk.texts[what, params.text("language_code")] = params.text(what)
        return True

    return put


def _get(what: str) -> Callable[[Desk, Params], JSON]:
    def look(desk: Desk, params: Params) -> JSON:
        default = desk.texts.get((what, ""), desk.bot.first_name if what == "name" else "")
        return {what: desk.texts.get((what, params.text("language_code"))) or default}

    return look


def set_menu(desk: Desk, params: Params) -> bool:
    """`setChatMenuButton`."""
    desk.menu_buttons[params.number("chat_id")] = params.object("menu_button") or {"type": "default"}
    return True


def get_menu(desk: Desk, params: Params) -> JSON:
    """`getChatMenuButton`."""
    return desk.menu_buttons.get(params.number("chat_id"), {"type": "commands"})


def set_rights(_: Desk, __: Params) -> bool:
    """`setMyDefaultAdministratorRights`: a suggestion to people; nothing follows from it here."""
    return True


METHODS: dict[str, Callable[[Desk, Params], Any]] = {
    "getMe": get_me,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": _set("name"),
    "getMyName": _get("name"),
    "setMyDescription": _set("description"),
    "getMyDescription": _get("description"),
    "setMyShortDescription": _set("short_description"),
    "getMyShortDescription": _get("short_description"),
    "setChatMenuButton": set_menu,
    "getChatMenuButton": get_menu,
    "setMyDefaultAdministratorRights": set_rights,
}
