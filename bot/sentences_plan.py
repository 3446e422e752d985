"""What the bot says about the plan: working models, stages, goals. See `bot/sentences.py`."""

from __future__ import annotations

PLAN: dict[str, str | tuple[str, str]] = {
    # Working models: what a professional chooses from, and what the client reads
    "profile_kela_self_directed": "Self-directed rehabilitation",
    "profile_rehabilitation_counselling": "Rehabilitation counselling",
    "profile_lifestyle_coaching": "Lifestyle coaching",
    "profile_gas_icf": "Rehabilitation with goals (GAS)",
    "profile_social_rehabilitation": "Social rehabilitation",
}
