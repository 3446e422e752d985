"""
What the bot says when a client looks at their own way, in pictures and on paper. See `bot/sentences.py`.

Observations without a judgement: no word for better or worse, no grade (R8, R23, R61).
"""

from __future__ import annotations

SEEING: dict[str, str | tuple[str, str]] = {
    # The picture of energy, and the same as words
    "energy_title": "Energy week by week",
    "energy_title_long": "Energy, {n} weeks at a time",
    "energy_scale": "0 = no energy at all, 10 = plenty of energy",
    "energy_break": "break",
    "energy_start": "own start",
    "energy_alt": "Energy {begin}–{end} on a scale from 0 to 10. Each number is the middle answer of that time.",
    "energy_alt_start": "Own start: {value}",
    "energy_alt_value": "{begin}–{end}: {value}",
    "energy_alt_break": "{begin}–{end}: break",
    "energy_alt_gap": "{begin}–{end}: no answers",
    # The client's own way
    "path_head": "Your own way since {since}.",
    "path_little": "There is little to show so far. It gathers as we go.",
    "path_tried": ("You have tried {n} time.", "You have tried {n} times."),
    "path_rested": ("Rest was the experiment {n} time.", "Rest was the experiment {n} times."),
    "path_step": "The experiment now: {step}",
    "path_words": "What worked, in your own words:",
    "path_words_line": "• {date} “{words}”",
    "cmd_path": "My own way so far",
}
