"""What may stand in a message: formatted text within the limits, and keyboards Telegram would accept."""

from __future__ import annotations

from urllib.parse import urlparse

from sandbox.markup import find_entities, parse_html, trimmed, width
from sandbox.methods.params import Params
from sandbox.model import JSON
from sandbox.refusals import bad_request

LONGEST_TEXT = 4096  # UTF-16 units after parsing
LONGEST_CAPTION = 1024
MOST_BUTTONS = 100
ACTIONS = frozenset(
    {"callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text", "pay", "callback_game"}
)


def formatted(params: Params, name: str) -> tuple[str, list[JSON]]:
    """The text of this parameter after its parse mode, with all entities."""
    source, mode = params.text(name), params.text("parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(source)
    elif mode:
        raise bad_request("can't parse entities: the sandbox reads HTML only")
    else:
        text, entities = source, params.list("entities" if name == "text" else f"{name}_entities")
    if not text or text[0].isspace() or text[-1].isspace():
        text, entities = trimmed(text, entities)
    return text, find_entities(text, entities)


def text_content(params: Params) -> JSON:
    """The content of a text message; raises Refused when it is empty or too long."""
    text, entities = formatted(params, "text")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > LONGEST_TEXT // 2 and width(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def caption_content(params: Params) -> JSON:
    """The caption of a photo or document; nothing when there is none."""
    text, entities = formatted(params, "caption")
    if width(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    found: JSON = {"caption": text} if text else {}
    return found | ({"caption_entities": entities} if entities else {})


def keyboard(params: Params) -> JSON | None:
    """The reply markup, checked; None when there is none."""
    markup = params.object("reply_markup")
    if not markup:
        return None
    if "inline_keyboard" in markup:
        rows = markup["inline_keyboard"]
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise bad_request('field "inline_keyboard" must be of type Array of Array')
        for button in (button for row in rows for button in row):
            _check_button(button)
        if sum(map(len, rows)) > MOST_BUTTONS:
            raise bad_request("reply markup is too long")
        filled = [row for row in rows if row]
        return {"inline_keyboard": filled} if filled else None
    if "keyboard" in markup:
        for button in (button for row in markup["keyboard"] for button in row):
            if not (button if isinstance(button, str) else button.get("text")):
                raise bad_request("can't parse keyboard button: Text buttons are unallowed to be empty")
        return markup
    if "remove_keyboard" in markup or "force_reply" in markup:
        return markup
    raise bad_request("can't parse reply markup: unknown kind of keyboard")


def _check_button(button: JSON) -> None:
    if not isinstance(button, dict) or not button.get("text"):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if not ACTIONS & button.keys():
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        address = urlparse(str(button["url"]))
        if address.scheme not in ("http", "https", "tg") or not (address.netloc or address.scheme == "tg"):
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
