"""Who is on the page: which people use which phone, and who moves the clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from sandbox.desk import Desk
from sandbox.model import Chat, User

Role = Literal["client", "group", "professional"]


@dataclass
class Cast:
    """The people of each phone, in the order of the switch. New ones are added at the end."""

    clients: list[User] = field(default_factory=list)
    professionals: list[User] = field(default_factory=list)
    groups: list[Chat] = field(default_factory=list)

    def people(self, role: Role) -> list[User]:
        """Who can hold this phone, groups aside."""
        return self.professionals if role == "professional" else self.clients

    def add(self, desk: Desk, role: Role, name: str, language: str) -> User:
        """A stranger with a new account."""
        user = desk.user(name, language)
        self.people(role).append(user)
        return user

    def follow(self, desk: Desk) -> None:
        """Put supergroups in the place of the groups they came from; take up groups that appeared."""
        self.groups[:] = [desk.chats[group.became] if group.became else group for group in self.groups]
        known = {group.id for group in self.groups}
        self.groups += [c for c in desk.chats.values() if not c.person and not c.became and c.id not in known]


class Control(Protocol):
    """The simulated time, handed in by whoever runs the bot."""

    @property
    def busy(self) -> bool:
        """Whether time is passing just now; the page waits."""

    def now(self) -> datetime:
        """The simulated time, aware."""

    async def advance(self, by: timedelta) -> None:
        """Let time pass, and everything happen that falls due."""

    async def to_next_check_in(self, client: User) -> None:
        """Let time pass until this client's next check-in has been sent."""

    async def to_digest(self) -> None:
        """Let time pass until the next weekly digest has been sent."""
