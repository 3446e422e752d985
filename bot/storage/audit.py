"""
The access log: who looked at or changed what about a client, and why. Rows are only ever added, and purged when old.

Each row carries a keyed hash of itself and of the row before it, so that a row changed, taken out or slipped in later
shows. Both ends are held by keyed hashes too, in the settings: TAIL says after which row the log begins, END which row is
the newest. The key is sealed; somebody who can write to the database but has no key can mend neither chain nor ends.
What does not show is a whole older copy of the log together with its settings: `docs/security.md` says what helps.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.storage import sealing
from bot.storage.columns import table_of
from bot.storage.database import Transaction
from bot.storage.sealing import Keyring
from bot.storage.tables import Access, Setting

HEAD, KEY, TAIL, END = "log_head", "log_key", "log_tail", "log_end"
KEY_LABEL = b"setting.log_key"
AT_A_TIME = 1000  # rows read together
MARK = "+"
"""Begins the link of every row since there is a TAIL: a house with such rows that has none has lost it."""
GIVEN = "given"

setting = table_of(Setting)
_HEAD = select(setting.c.value).where(setting.c.name == HEAD).with_for_update()
_NEWEST_ID = select(func.max(col(Access.id))).scalar_subquery().label("newest")
_NEWEST_LINK = select(col(Access.link)).order_by(col(Access.id).desc()).limit(1)
# One statement, so that all of it is of one moment while others write.
_STATE = select(setting.c.name, setting.c.value, _NEWEST_ID).where(setting.c.name.in_((HEAD, KEY, TAIL, END)))
_NEW_END = (
    update(setting)
    .where(setting.c.name.in_((HEAD, END)))
    .values(value=case((setting.c.name == HEAD, bindparam("head")), else_=bindparam("end")))
)
# Two processes may write the first lines of a new house at the same moment: the later one waits, and finds the first's.
_ONCE = {
    "sqlite": sqlite.insert(setting).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(setting).on_conflict_do_nothing(),
}


@dataclass(frozen=True, slots=True)
class Chain:
    """What a check found. `broken_at`: the first row in the middle that does not fit the one before it, 0 if all do."""

    rows: int
    head: str
    broken_at: int = 0
    oldest: int = 0  # the number of the oldest row there is
    oldest_missing: bool = False  # or that row was changed
    newest_missing: bool = False
    as_given: bool = False  # purged before there was a TAIL: the oldest row was taken as it stood

    @property
    def whole(self) -> bool:
        return not (self.broken_at or self.oldest_missing or self.newest_missing)


@dataclass(frozen=True, slots=True)
class _State:
    """What the settings say of the log at one moment. `newest` is the number of the newest row."""

    key: bytes
    head: str
    tail: str | None
    end: str | None
    newest: int


def log(
    tx: Transaction,
    *,
    actor: str,
    actor_id: int | None,
    client_id: int | None,
    what: str,
    why: str,
    now: datetime,
) -> None:
    """Write one line. Processes take turns by the row that holds the head."""
    _hold(tx)
    state = _begun(tx)
    row = Access(at=now, actor=actor, actor_id=actor_id, client_id=client_id, what=what[:40], why=why[:60])
    row.link = _link(state.key, state.head, row)
    tx.keep(row)
    end = _seal(state.key, "end", row.link)
    if state.end is None:
        tx.execute(_ONCE[tx.dialect], {"name": END, "value": end})
    tx.execute(_NEW_END, {"head": row.link, "end": end})


def begin(tx: Transaction) -> bool:
    """
    At the start of the bot: see that the log's beginning is held. Returns whether its oldest row was taken as it stood.

    That is so once, in a house whose lines were purged by a version that knew no TAIL.
    """
    _hold(tx)
    before = _state(tx)
    return before.tail is None and (_begun(tx).tail or "").startswith(GIVEN)


def purge(tx: Transaction, before: datetime) -> int:
    """
    Take out lines older than `before`, from the oldest on, and hold the new beginning. Returns how many.

    A line goes only when all before it do, and only when it fits: what does not is evidence, and stays for the check.
    """
    oldest = next(_rows(tx), None)
    if oldest is None or oldest.at >= before:
        return 0
    _hold(tx)
    state = _begun(tx)
    gone, link, last = 0, "", 0
    for row in _rows(tx):
        if row.at >= before or not (_fits(state.key, link, row) if last else _fits_first(state, row)):
            break
        gone, link, last = gone + 1, row.link, row.id
    if not gone or not _take_out(tx, last, gone):
        return 0
    tx.execute(update(setting).where(setting.c.name == TAIL).values(value=f"{link}:{_seal(state.key, 'tail', link)}"))
    return gone


def check(tx: Transaction) -> Chain:
    """Walk the whole chain, from the end that the purge left to the newest row. Others may write and purge meanwhile."""
    state = _state(tx)
    while True:
        found = _walk(tx, state)
        again = _state(tx)
        if found.whole or again.tail == state.tail:
            return found
        state = again  # somebody purged while it was read


def about(tx: Transaction, client_id: int) -> Sequence[Access]:
    """Every line about a client, newest first."""
    return tx.session.exec(
        select_rows(Access).where(Access.client_id == client_id).order_by(col(Access.id).desc())
    ).all()


def reseal_key(sealed: str, ring: Keyring) -> str:
    """For a rotation: the chain's own key stays, only its seal is new."""
    return ring.seal(ring.open(sealed, KEY_LABEL), KEY_LABEL)


def _walk(tx: Transaction, state: _State) -> Chain:
    count, broken_at, oldest, before, first_fits, marked = 0, 0, 0, "", True, state.head.startswith(MARK)
    for row in _rows(tx, state.newest):
        if not count:
            oldest, first_fits = row.id, _fits_first(state, row)
        elif not _fits(state.key, before, row):
            broken_at = broken_at or row.id
        count, before, marked = count + 1, row.link, marked or row.link.startswith(MARK)
    if not count:
        before = _held(state)
    lost = state.tail is None and not first_fits
    ended = state.head == before and (not before.startswith(MARK) or state.end == _seal(state.key, "end", before))
    return Chain(
        rows=count,
        head=state.head,
        broken_at=broken_at,
        oldest=oldest,
        oldest_missing=marked if lost else not first_fits,
        newest_missing=not ended,
        as_given=(lost and not marked) or (state.tail or "").startswith(GIVEN),
    )


def _held(state: _State) -> str:
    """After which link the log begins, as its TAIL says; "" from the beginning, and when nobody with the key wrote it."""
    link, _, seal = (state.tail or "").partition(":")
    return link if seal == _seal(state.key, "tail", link) else ""


def _fits_first(state: _State, row: Access) -> bool:
    """Whether the oldest row is the one with which the log begins."""
    said, _, seal = (state.tail or "").partition(":")
    if said == GIVEN:
        return seal == _as_it_stands(state.key, row)
    return _fits(state.key, _held(state), row)


def _begun(tx: Transaction) -> _State:
    """
    The state, with a TAIL if there may be one. The caller holds the head.

    Where there was one and is none, it is not written anew: that would make good whatever somebody cut off.
    """
    state = _state(tx)
    if state.tail is not None:
        return state
    oldest = next(_rows(tx), None)
    if oldest is None or _fits_first(state, oldest):
        tail = f":{_seal(state.key, 'tail', '')}"
    elif (tx.execute(_NEWEST_LINK).scalar() or "").startswith(MARK):
        return state
    else:
        tail = f"{GIVEN}:{_as_it_stands(state.key, oldest)}"
    tx.execute(_ONCE[tx.dialect], {"name": TAIL, "value": tail})
    return _state(tx)


def _hold(tx: Transaction) -> None:
    """Nobody else writes or purges until the end of the transaction."""
    if tx.execute(_HEAD).scalar() is None:
        tx.execute(_ONCE[tx.dialect], {"name": HEAD, "value": ""})
        tx.execute(_HEAD).scalar_one()


def _state(tx: Transaction) -> _State:
    said: dict[str, str] = {}
    newest = 0
    for row in tx.execute(_STATE):
        said[row.name], newest = row.value, row.newest or 0
    if KEY not in said:
        tx.execute(_ONCE[tx.dialect], {"name": KEY, "value": tx.keyring.seal(sealing.new_key(), KEY_LABEL)})
        return _state(tx)
    key = tx.keyring.open(said[KEY], KEY_LABEL).encode()
    return _State(key, said.get(HEAD, ""), said.get(TAIL), said.get(END), newest)


def _rows(tx: Transaction, newest: int | None = None) -> Iterator[Access]:
    """Every row, the oldest first, as it stands in the database; those up to `newest` if that is given."""
    last = 0
    found = select_rows(Access).order_by(col(Access.id)).limit(AT_A_TIME).execution_options(populate_existing=True)
    if newest is not None:
        found = found.where(col(Access.id) <= newest)
    while rows := tx.session.exec(found.where(col(Access.id) > last)).all():
        yield from rows
        last = rows[-1].id


def _take_out(tx: Transaction, last: int, count: int) -> bool:
    """
    All rows up to `last`, or none.

    A database whose clock is behind ours may keep back some of them (the policy in `docs/security.md`): then another day.
    """
    point = tx.session.connection().begin_nested()
    if tx.execute(delete(Access).where(col(Access.id) <= last)).rowcount != count:
        point.rollback()
        return False
    point.commit()
    return True


def _seal(key: bytes, which: str, link: str) -> str:
    return hmac.new(key, f"{which}\0{link}".encode(), hashlib.sha256).hexdigest()


def _as_it_stands(key: bytes, row: Access) -> str:
    return _seal(key, GIVEN, f"{_said(row)}\0{row.link}")


def _fits(key: bytes, before: str, row: Access) -> bool:
    if row.link.startswith(MARK):
        return row.link == _link(key, before, row)
    return row.link == hmac.new(key, f"{before}\0{_said(row)}".encode(), hashlib.sha256).hexdigest()


def _link(key: bytes, before: str, row: Access) -> str:
    """As wide as the column: the mark, and 252 of the 256 bits."""
    return MARK + _seal(key, "row", f"{before}\0{_said(row)}")[1:]


def _said(row: Access) -> str:
    at = row.at.astimezone(UTC).isoformat()
    return "\0".join((at, row.actor, str(row.actor_id), str(row.client_id), row.what, row.why))
