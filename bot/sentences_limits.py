"""
What the bot says when a professional changed limits, and when what they wrote did not arrive. See `bot/sentences.py`.
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
    "limits_most": "An experiment is at most this big: {level}.",
    "step_size_0": "resting",
    "step_size_1": "two minutes",
    "step_size_2": "five minutes",
    "step_size_3": "fifteen minutes",
    "step_size_4": "as big as you agreed together",
    # Words that do not fit
    "pro_too_long": "That is {count} characters, and {most} fit. I have sent and kept nothing. Your text stands above: copy it, make it {over} characters shorter, and send it again.",
    "pro_in_parts": "You may also send it in parts.",
    "words_began": "That was a long text. Its beginning fits here.",
    # What did not arrive
    "pro_undelivered": (
        "{pseudonym}: your message that was waiting was not delivered. {why}",
        "{pseudonym}: {n} messages of yours that were waiting were not delivered. {why}",
    ),
    "pro_undelivered_meeting": "So the client has not heard from me of the meeting {when}.",
    "undelivered_stopped": "The client took back the consent.",
    "undelivered_over": "The period has ended.",
    "undelivered_shared": "The client ended the sharing with you.",
    "undelivered_handed": "Somebody else accompanies the client now.",
    "undelivered_break": "The client is on a break now.",
    "undelivered_lost": "My messages do not reach the client.",
    "unsent_proposal": "• your proposal",
    "unsent_propose_step": "• your proposal of an experiment",
    "unsent_propose_break": "• your proposal of a break",
    "unsent_share_ask": "• the question whether a colleague may come along",
    "unsent_rhythm_rarer": "• word that I ask less often now",
    "unsent_goal_commented": "• word that you wrote beside a goal",
    "unsent_goal_confirmed": "• word that you say yes to a goal",
    "unsent_goal_rated_ask": "• the question about how far a goal has come",
    "unsent_record_ask": "• the request about a summary for the record",
    "unsent_measures_suggested": "• what you suggest to follow",
    "unsent_due_wish": "• the wish that what is followed be noted now",
    "unsent_party_added": "• word of what you wrote down in the network",
    "unsent_only_meetings": "• word of whether I ask between meetings",
    "unsent_period_begun": "• word that the period has begun",
    "unsent_period_changed": "• word of the new days of the period",
    "unsent_period_paused": "• word that the period rests",
    "unsent_period_resumed": "• word that the period goes on",
    "unsent_period_ended": "• your words at the end of the period",
    # The end of a period
    "pro_end_acute": "{pseudonym}: an urgent notice is open. It is taken and closed first. Then you can end the period.",
    "pro_end_acute_taken": "{pseudonym}: {name} has an urgent notice, and it is not closed yet. After that you can end the period.",
    "pro_end_kept": "I have not ended the period. This is what you wrote: “{words}”",
    "pro_end_closes": "An open notice closes with the period: {what}.",
}
