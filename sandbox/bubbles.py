"""How one message looks: a bubble as HTML, and the buttons below it."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.elements import icon, safe
from sandbox.markup import to_html
from sandbox.model import JSON, Message, User
from sandbox.wording import Wording

FILES = "/desk/files"  # where the page serves what was sent


@dataclass(frozen=True)
class Viewer:
    """Who looks, in which words, and at which bot."""

    user: User | None
    words: Wording
    bot: User

    def body(self, message: Message) -> str:
        """The inside of the bubble."""
        parts = [self.sender(message), self._reply(message), self._thing(message.content)]
        if message.text:
            parts.append(f'<div class="words">{to_html(message.text, message.entities, self.bot.username)}</div>')
        parts.append(self.foot(message))
        return "".join(parts)

    def mine(self, message: Message) -> bool:
        """Whether the viewer wrote it."""
        return message.sender is self.user and not message.as_chat

    @staticmethod
    def line(message: Message) -> str:
        """The beginning of a message as one line of HTML."""
        return safe(" ".join(message.text.split())[:80])

    def service(self, message: Message) -> str:
        """The grey line about somebody who joined, left, pinned …"""
        say, content = self.words, message.content
        name = message.sender.first_name if message.sender else ""
        if people := content.get("new_chat_members"):
            return say("joined", name=people[0]["first_name"])
        if gone := content.get("left_chat_member"):
            return say("left", name=gone["first_name"])
        if "pinned_message" in content:
            return say("pinned", name=name)
        if "group_chat_created" in content:
            return say("created", name=name)
        return say("upgraded")

    def sender(self, message: Message) -> str:
        """Who wrote it: shown in groups, for screen readers only where the side tells it."""
        name = message.as_chat.title if message.as_chat else message.sender.first_name if message.sender else ""
        if message.chat.person or self.mine(message):
            return f'<span class="unseen">{safe(name)}: </span>'
        tone = (message.sender.id if message.sender else 0) % 5
        return f'<div class="name tone{tone}">{safe(name)}</div>'

    def _reply(self, message: Message) -> str:
        if not message.reply_to or not message.reply_to.text:
            return ""
        text = " ".join(message.reply_to.text.split())[:60]
        return f'<div class="quote">{safe(self.words("replies_to", text=text))}</div>'

    def _thing(self, content: JSON) -> str:
        say = self.words
        if photo := content.get("photo"):
            alt = safe(content.get("caption") or say("picture"))
            size = f'width="{photo[-1]["width"]}" height="{photo[-1]["height"]}"'
            return f'<img src="{FILES}/{photo[-1]["file_id"]}" alt="{alt}" {size}>'
        if document := content.get("document"):
            kilobytes = f"{max(1, document['file_size'] // 1024)} kB"
            name = safe(document["file_name"])
            link = f'<a class="file" href="{FILES}/{document["file_id"]}" download="{name}">'
            return f"{link}{icon('file')}<span>{name}</span> <small>{kilobytes}</small></a>"
        for kind, words, sign in (
            ("voice", "voice_message", "play"),
            ("contact", "contact_message", "person"),
            ("location", "location_message", "place"),
        ):
            if found := content.get(kind):
                return f'<div class="thing">{icon(sign)}<span>{safe(say(words, count=found.get("duration", 0)))}</span></div>'
        if sticker := content.get("sticker"):
            return f'<div class="sticker" role="img" aria-label="{safe(say("sticker_message"))}">{safe(sticker["emoji"])}</div>'
        return "" if content.keys() & {"text", "poll"} else f'<div class="thing">{safe(say("other_message"))}</div>'

    def foot(self, message: Message) -> str:
        """Reactions, time, and whether it was changed."""
        edited = f"{self.words('edited')} " if message.edited else ""
        moment = f'<time datetime="{message.date.isoformat()}">{self.words.time(message.date)}</time>'
        counts: dict[str, int] = {}
        for emoji in (e for given in message.reactions.values() for e in given):
            counts[emoji] = counts.get(emoji, 0) + 1
        reactions = "".join(f'<span class="reaction">{safe(e)} {n}</span>' for e, n in counts.items())
        return f'<div class="foot">{reactions}<span>{edited}{moment}</span></div>'
