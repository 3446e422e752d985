"""What the Bot API answers when it says no. The texts are Telegram's own, because the bot reads them."""

from __future__ import annotations


class Refused(Exception):
    """
    A Bot API call that Telegram would refuse. The server turns it into an answer; nobody else catches it.

    Args:
        code: HTTP status and `error_code`, as in Telegram's answer.
        description: The whole description, with its leading "Bad Request: " or the like.
        parameters: `retry_after` (seconds) or `migrate_to_chat_id`.
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad_request(why: str, **parameters: int) -> Refused:
    """400: the call itself is wrong; repeating it will not help."""
    return Refused(400, f"Bad Request: {why}", **parameters)


def forbidden(why: str) -> Refused:
    """403: the person or the group does not let the bot speak."""
    return Refused(403, f"Forbidden: {why}")


def conflict(why: str) -> Refused:
    """409: somebody else is taking the updates."""
    return Refused(409, f"Conflict: {why}")
