"""What the bot says about a professional's lock and own data. See `bot/sentences.py`."""

from __future__ import annotations

LOCK: dict[str, str | tuple[str, str]] = {
    "lock_ask": "This chat is closed. Type the six digits of your authenticator app. I delete them here at once.",
    "lock_wrong": "These digits did not open. Wait for the next ones in your app and type those.",
    "lock_rest": "Several codes did not open. You can try again {when}. The one who runs me can open it, too.",
    "lock_stuck": "Too many codes did not open. Now only the one who runs me can open this chat.",
    "lock_bare": "Before I show anything about clients, you get a second factor. Ask the one who runs me. It takes a minute.",
    "lock_shut": "The one who runs me has closed this chat. Only they can open it.",
    "lock_none": "You have no second factor yet, so you could not open again. Ask the one who runs me for it.",
    "lock_opened": "Open. I close again after {hours} hours without use. /lock closes at once.",
    "lock_closed": "Closed. I took back what I could from this chat. What comes now waits for your code.",
    "lock_ready": "Your second factor is set up. When you open something next, I ask for its digits.",
    "lock_gone": "Your second factor has been taken away by the one who runs me.",
    "lock_pointer": "There is something new for you. Urgent: {urgent}.",
    "lock_notice": "A notice. It opens with your code.",
    "lock_button": "Open",
    "lock_hidden": "Taken back when this chat was closed.",
    "lock_nothing": "The chat is open. Nothing waits behind it.",
    "pro_data_file": "Everything as a file",
    "pro_data_head": "This is what I keep about you.\n• the name that clients see: {name}\n• with me since: {since}\n• digest: {digest}\n• clients now: {n_clients}\n• second factor since: {factor}\n• your lines in the access log: {n_log}\nI also keep your Telegram number, sealed. What you write about clients is the clients' data. The one who runs me can end your access.",
    "cmd_lock": "Close this chat now",
}
