"""
`/close_people`: a close person whom the client invites (R34) gets a hello in the client's words, or a chosen success.

Nothing else ever goes there, nothing goes by itself, and the client stops it with one tap.
"""

from __future__ import annotations

from datetime import timedelta

from bot.actions.companion import let_go, to_close
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import help_button, say, tell
from bot.actions.talking import begin, open_script
from bot.domain.network import HELLO_EVERY, MOST_CLOSE
from bot.storage import clients, people, register
from bot.storage.network_tables import CloseOne
from bot.storage.tables import Note

MOST_NAME = 40  # characters
SHOWN_SUCCESSES = 5
BUTTON = 40  # characters of a success on its button
OFFER_AFTER = timedelta(days=7)  # between two lines that say a hello is possible


def show(scene: Scene) -> None:
    """Who is invited, what each gets, and a button for everything that can be done."""
    client = scene.client
    words, locale = scene.house.words, scene.who.locale
    rows_of = register.close_ones(scene.tx, client.id)
    lines = [words.bot("close_head" if rows_of else "close_none", locale)]
    rows: list[list[tuple[str, str]]] = []
    for row in rows_of:
        lines.append(line(scene.house, locale, row))
        if row.agreed_at is not None and row.hello:
            rows.append([(words.bot("close_hello", locale, name=row.name), f"q.hello.{row.id}")])
        if row.agreed_at is not None and row.successes:
            rows.append([(words.bot("close_good", locale, name=row.name), f"q.good.{row.id}")])
        rows.append([(words.bot("close_end", locale, name=row.name), f"q.part.{row.id}")])
    rows.append([(words.bot("close_invite", locale), "q.close")])
    rows.append([help_button(scene.house, locale)])
    say(scene.tx, scene.who.person, "\n".join(lines), scene.now, rows=rows, client_id=client.id)


def line(house: House, locale: str, row: CloseOne) -> str:
    """A close person in one line: the name, and what they get."""
    if row.agreed_at is None:
        return house.words.bot("net_close_waits", locale, name=row.name)
    kinds = (("close_gets_hello", row.hello), ("close_gets_successes", row.successes))
    gets = ", ".join(house.words.bot(key, locale) for key, on in kinds if on)
    return house.words.bot("net_close", locale, name=row.name, items=gets)


def ask(scene: Scene) -> bool:
    """Whom? At most so many."""
    if len(register.close_ones(scene.tx, scene.client.id)) >= MOST_CLOSE:
        tell(scene.tx, scene.house, scene.who, "close_most", scene.now)
    else:
        open_script(scene, "close_invite")
    return True


def invite(scene: Scene, name: str, signed: str, what: str) -> None:
    """A one-time link for the client to hand on. Only its hash is kept."""
    client, house = scene.client, scene.house
    code, until = house.make_code(), scene.now + house.customs.invite_for
    row = CloseOne(
        client_id=client.id,
        name=name.strip()[:MOST_NAME],
        signed=signed.strip()[:MOST_NAME],
        hello=what != "successes",
        successes=what != "hello",
        code_hash=people.code_hash(code),
        code_until=until,
        at=scene.now,
    )
    register.add(scene.tx, row)
    clients.log_own(scene.tx, client, "invited a close person", scene.now)
    when = house.words.moment(until, scene.now, client.timezone, scene.who.locale)
    facts = {"name": row.name, "until": when, "link": house.link(code)}
    scene.closing.append(house.words.bot("close_link", scene.who.locale, **facts))


def ask_hello(scene: Scene, row_id: int) -> bool:
    """What shall the hello say? At most one a week."""
    row = _mine(scene, row_id)
    if row is None or row.agreed_at is None or not row.hello:
        return False
    if row.hello_at is not None and scene.now - row.hello_at < HELLO_EVERY:
        when = scene.house.words.moment(row.hello_at + HELLO_EVERY, scene.now, scene.client.timezone, scene.who.locale)
        tell(scene.tx, scene.house, scene.who, "close_wait", scene.now, {"when": when})
    else:
        begin(scene, "close_hello", {"name": row.name, "close_one": row.id})
    return True


def send_hello(scene: Scene, said: str) -> None:
    """The words that the client saw first. They stand in the outbox until sent, nowhere else."""
    row = _mine(scene, int(str(scene.facts.get("close_one", 0))))
    if row is None or row.agreed_at is None or not row.hello:
        return
    row.hello_at = scene.now
    _send(scene, row, "companion_hello", said)
    scene.closing.append(scene.house.words.bot("close_sent", scene.who.locale, name=row.name))


def choose_success(scene: Scene, row_id: int) -> bool:
    """Which of the successes that the client kept?"""
    row = _mine(scene, row_id)
    if row is None or row.agreed_at is None or not row.successes:
        return False
    kept = clients.notes(scene.tx, scene.client.id, ("success",))[:SHOWN_SUCCESSES]
    if not kept:
        tell(scene.tx, scene.house, scene.who, "close_good_none", scene.now)
        return True
    rows = [[(_short(note.words), f"q.pick.{row.id}.{note.id}")] for note in kept]
    tell(scene.tx, scene.house, scene.who, "close_good_which", scene.now, {"name": row.name}, rows)
    return True


def _short(said: str) -> str:
    plain = " ".join(said.split())
    return plain if len(plain) <= BUTTON else plain[: BUTTON - 1] + "…"


def preview(scene: Scene, row_id: int, note_id: int) -> bool:
    """The whole success before it goes, with a yes and a no."""
    row, note = _mine(scene, row_id), _success(scene, note_id)
    if row is None or note is None:
        return False
    words, locale = scene.house.words, scene.who.locale
    rows = [
        [(words.bot("close_good_yes", locale), f"q.give.{row.id}.{note.id}")],
        [(words.bot("close_good_no", locale), "q.keep")],
    ]
    tell(scene.tx, scene.house, scene.who, "close_good_sure", scene.now, {"words": note.words, "name": row.name}, rows)
    return True


def give(scene: Scene, row_id: int, note_id: int) -> bool:
    """Send one chosen success."""
    row, note = _mine(scene, row_id), _success(scene, note_id)
    if row is None or note is None or row.agreed_at is None or not row.successes:
        return False
    _send(scene, row, "companion_success", note.words)
    tell(scene.tx, scene.house, scene.who, "close_sent", scene.now, {"name": row.name})
    return True


def keep(scene: Scene) -> bool:
    tell(scene.tx, scene.house, scene.who, "close_kept", scene.now)
    return True


def end(scene: Scene, row_id: int) -> bool:
    """One tap, no reason. The close person hears that nothing more comes, and is forgotten."""
    row = _mine(scene, row_id)
    if row is None:
        return False
    name = row.name
    clients.log_own(scene.tx, scene.client, "close person ended", scene.now)
    let_go(scene.tx, scene.house, row, scene.now)
    tell(scene.tx, scene.house, scene.who, "close_ended", scene.now, {"name": name})
    return True


def offer_hello(scene: Scene) -> None:
    """At the end of a talk, at most once a week: a hello is possible. Never a message of its own."""
    client = scene.who.client
    for row in register.close_ones(scene.tx, client.id) if client is not None else ():
        last = max((at for at in (row.hello_at, row.offered_at, row.agreed_at) if at is not None), default=None)
        if row.hello and row.agreed_at is not None and last is not None and scene.now - last >= OFFER_AFTER:
            row.offered_at = scene.now
            scene.closing.append(scene.house.words.bot("close_offer", scene.who.locale))
            return


def offer_success(scene: Scene) -> None:
    """Right after a success was kept, if somebody gets successes: it may be shared."""
    client = scene.client
    if any(row.successes and row.agreed_at for row in register.close_ones(scene.tx, client.id)):
        scene.closing.append(scene.house.words.bot("close_offer_good", scene.who.locale))


def _send(scene: Scene, row: CloseOne, key: str, said: str) -> None:
    to_close(scene.tx, scene.house, row, key, scene.now, words=said)
    clients.log_own(scene.tx, scene.client, "sent to a close person", scene.now)


def _mine(scene: Scene, row_id: int) -> CloseOne | None:
    """One of the client's own; None for anybody else's."""
    row = register.close_one(scene.tx, row_id)
    return row if row is not None and scene.who.client is not None and row.client_id == scene.who.client.id else None


def _success(scene: Scene, note_id: int) -> Note | None:
    note = scene.tx.session.get(Note, note_id)
    return note if note is not None and note.client_id == scene.client.id and note.kind == "success" else None
