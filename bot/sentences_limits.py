"""
What the bot says when a professional changed limits. See `bot/sentences.py`.
"""

from __future__ import annotations

LIMITS: dict[str, str | tuple[str, str]] = {
    "limits_changed": "{pro} changed your limits. They are now:",
    "limits_now_in_row": "• I tell if {value} experiments in a row are not started (was {was})",
    "limits_now_of_last_skips": "• I tell if {value} of the last {of_last} experiments are not started (was {was})",
    "limits_now_silence_days": "• I tell if I do not hear from you for {value} days (was {was})",
    "limits_now_low_count": "• I tell if your energy is very low {value} times in two weeks (was {was})",
    "limits_now_plan_most": "• an experiment is at most this big: {level} (was: {was})",
    "limits_changed_more": "You may ask about it. All limits: /what_is_seen",
    "limits_most": "• An experiment is at most this big: {level}.",
    "step_size_0": "resting",
    "step_size_1": "two minutes",
    "step_size_2": "five minutes",
    "step_size_3": "fifteen minutes",
    "step_size_4": "as big as you agreed together",
}
