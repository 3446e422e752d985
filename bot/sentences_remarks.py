"""What the bot says to what people say beside a question; `bot/actions/remarks.py` knows what that is."""

from __future__ import annotations

REMARKS: dict[str, str | tuple[str, str]] = {
    "remark_human": "I am not a human. I am a bot, and my answers are written beforehand.",
    "remark_what": "This is a bot called Rinnalla. I ask now and then how you are. I go along with your small experiments between meetings.",
    "remark_person": "If you would like a person to contact you, write: call me.",
    "remark_clock": "It is {time}. Today is {date}.",
    "remark_why": "I ask about your energy so that I do not ask too often. You may always leave it unanswered.",
    "remark_who_pro": "Your professional here is {pro}.",
    "remark_next": "I will ask {next_day}. You can change the rhythm: /rhythm",
    "remark_no_next": "I am not going to ask anything now. You can write to me whenever you like.",
    "remark_thanks": "Thank you, too.",
    "remark_sorry": "It does not matter. You answer when it suits you.",
    "remark_anger": "You may say it straight out. If I ask too much, write: less often. If you want to be left in peace, write: break.",
    "remark_curse": "It sounds heavy. You may say it just like that.",
    "remark_weary": "You cannot manage now. That is answer enough.",
    "remark_tired": "You are tired. You may choose a number, or leave it at this.",
    "remark_so_so": "Thank you for telling. Which number is nearest to that?",
    "remark_nod": "All right. I am here.",
    "remark_how_are_you": "Thank you for asking. I am a bot, so with me all is as before.",
    "remark_data": "What you tell me is kept encrypted. See or delete it: /mydata. Who sees what: /what_is_seen",
    "remark_later": "That is fine. There is no hurry.",
    "remark_unhurried": "You need not answer. You may leave it at this.",
    "remark_leave_me": "All right. I can be quiet for as long as you like.",
    "remark_quit": "It is your decision. If a break is enough, write: break. You can also stop for good with the button.",
    "remark_beyond": "I cannot answer that, for my answers are written beforehand.",
    "remark_again": "I am a bot, and I do not understand all that you write. The question can wait.",
    "remark_seen_soon": "I tell you that next, before I ask you anything.",
    "erase_by_button": "Nothing is deleted yet. It takes the button.",
}
