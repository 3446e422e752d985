"""
Tries that do not come to the door of a client: a professional's button in other hands, somebody else's group, a used code.

They are answered as ever, and kept in the access log as refused. Who is neither client nor professional here stays
unknown: nothing is kept of strangers.
"""

from __future__ import annotations

from datetime import datetime

from bot.actions.scene import Scene
from bot.actions.speaker import Speaker, find, tell
from bot.domain.roles import Action
from bot.storage import people, refusals, register
from bot.storage.database import Transaction
from bot.storage.network_tables import CloseOne
from bot.storage.tables import Invitation

CODE, GROUP = "code", "group"


def deed(scene: Scene, action: Action, client_id: int | None) -> None:
    """A button of the professionals' in the hands of somebody who is none, or is none any more."""
    _log(scene.tx, scene.who, client_id, action.value, scene.now)


def group(scene: Scene, about: int | None) -> None:
    """Somebody else's group. `about` is the Telegram account that it was about."""
    who = find(scene.tx, about) if about is not None else None
    member(scene, who.client.id if who is not None and who.client is not None else None)


def member(scene: Scene, client_id: int | None) -> None:
    """The same about one who is a member, or none."""
    _log(scene.tx, scene.who, client_id, GROUP, scene.now)
    tell(scene.tx, scene.house, scene.who, "group_not_yours", scene.now)


def code(tx: Transaction, who: Speaker | None, invited: Invitation | CloseOne | None, now: datetime) -> None:
    """A code that was another's, or is over. A word that is no code at all is counted elsewhere."""
    if who is None or invited is None:
        return
    whose: int | None
    client_id: int | None
    if isinstance(invited, CloseOne):
        whose, client_id = invited.person_id, invited.client_id
    else:
        client = people.client_of(tx, invited.used_by) if invited.used_by is not None else None
        whose, client_id = invited.used_by, client.id if client is not None else None
    if whose != who.person.id and not register.close_of_person(tx, who.person.id):
        _log(tx, who, client_id, CODE, now)


def _log(tx: Transaction, who: Speaker, client_id: int | None, what: str, now: datetime) -> None:
    pro = who.professional or people.professional_once(tx, who.person.id)
    if pro is not None:
        refusals.log(tx, actor=refusals.STRANGE, actor_id=pro.id, client_id=client_id, what=what, now=now)
    elif who.client is not None and who.client.id != client_id:
        refusals.log(tx, actor=refusals.PEER, actor_id=who.client.id, client_id=client_id, what=what, now=now)
