"""
What a client hears when whoever was named to her can see nothing any more. See `bot/sentences.py`.
"""

from __future__ import annotations

PROMISES: dict[str, str | tuple[str, str]] = {
    "promise_gone": ("{gone} does not see my messages just now.", "{gone} do not see my messages just now."),
    "promise_gone_all": (
        "{gone} does not see my messages just now, and nobody else does.",
        "{gone} do not see my messages just now, and nobody else does.",
    ),
    "promise_instead": ("{pro} answers you instead.", "One of them answers you instead: {pro}."),
    "promise_unread": "Your wish is noted, but just now nobody sees it here.",
    "promise_hours": "Your unit answers on working days from {begin} to {end}.",
    "promise_hours_phone": "Your unit answers on working days from {begin} to {end}: {phone}",
    "promise_letter": "Your answer went to nobody else. In the menu you can ask for contact: /menu",
    "letter_instead": "{pro} does not see my messages just now. Your answer is read by {name}.",
    "promise_wait": "If it cannot wait, write /help.",
}
