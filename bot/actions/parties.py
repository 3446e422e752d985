"""
Outside parties of a client's network (R37, R40-R42, R45): entered by a professional, and told only what the client allows.

The bot itself tells them nothing. What stands here is what a professional may tell, item by item, and what not any more.
"""

from __future__ import annotations

from bot.actions import disclosure, letters
from bot.actions.desk import Work
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, help_button, of_client, say, tell
from bot.domain.network import KINDS, PARTY_ITEMS, agreed, next_tie, toggled
from bot.domain.roles import Action, may_any
from bot.storage import clients, network, people, register
from bot.storage.clients import NotAllowed
from bot.storage.network_tables import Party
from bot.storage.tables import Client
from bot.words import Words

MOST_NAME, MOST_TASK = 60, 120  # characters


def items(words: Words, locale: str, party: Party) -> str:
    """What may be told to a party, in words."""
    allowed = agreed(party.shares)
    if not allowed:
        return words.bot("net_nothing", locale)
    return ", ".join(words.bot(f"may_{item}", locale) for item in allowed)


def line(words: Words, locale: str, party: Party) -> str:
    """A party in one line: who, what kind, what for, what may be told."""
    facts = {"called": called(words, locale, party), "task": party.task or "–"}
    return words.bot("net_party", locale, **facts, items=items(words, locale, party))


def called(words: Words, locale: str, party: Party) -> str:
    """Its name, and its kind unless the name says it: "Kela", "Keskustan koulu", "Aurinko (järjestö)"."""
    kind = words.bot(f"party_{party.kind}", locale)
    if kind.casefold() in party.name.casefold():
        return party.name
    return words.bot("party_called", locale, name=party.name, kind=kind)


# The professional's half


def ask(work: Work, client: Client) -> None:
    work.ask("pro_party", {"pseudonym": client.pseudonym, "subject": client.id})


def keep(work: Work, client_id: int, kind: str, name: str, task: str) -> None:
    """Enter a party. The client hears of it, and nothing may be told there yet."""
    try:
        client = work.client(client_id, Action.KEEP_NETWORK)
    except NotAllowed:
        work.say(work.text("pro_not_yours"))
        return
    kind = kind if kind in KINDS else "another"
    party = Party(
        client_id=client.id,
        kind=kind,
        tie=KINDS[kind].value,
        name=name.strip()[:MOST_NAME],
        task=task.strip().rstrip(".")[:MOST_TASK],
        added_by=work.pro.id,
        at=work.scene.now,
    )
    register.add(work.scene.tx, party)
    locale = of_client(work.scene.tx, client).locale
    facts = {"pro": work.pro.name, "called": called(work.words, locale, party)}
    text = work.words.bot("party_added", locale, **facts, task=party.task or "–")
    letters.deliver(work, client, text, _client_rows(work.words, locale, party), "party_added")
    work.scene.closing.append(work.text("pro_party_kept", pseudonym=client.pseudonym, name=party.name))


def _client_rows(words: Words, locale: str, party: Party) -> list[list[tuple[str, str]]]:
    return [
        [(words.bot("party_open", locale, name=party.name), f"q.party.{party.id}")],
        [(words.bot("party_drop", locale, name=party.name), f"q.drop.{party.id}")],
    ]


def page(work: Work, party: Party) -> None:
    """One party, with what may be told to it."""
    facts = {
        "called": called(work.words, work.locale, party),
        "task": party.task or "–",
        "tie": work.text(f"tie_{party.tie}"),
        "items": items(work.words, work.locale, party),
    }
    rows = []
    relations = network.relations(work.scene.tx, party.client_id, work.pro.id, work.scene.now)
    if may_any(Action.KEEP_NETWORK, relations):
        rows.append([(work.text("pro_party_tie"), f"p.tie.{party.id}")])
        rows.append([(work.text("pro_party_gone"), f"p.gone.{party.id}")])
    rows.append([(work.text("pro_net"), f"p.net.{party.client_id}")])
    work.show(work.text("pro_party_page", **facts), rows)


def change_tie(work: Work, party: Party) -> None:
    """The next kind of network, in a circle."""
    party.tie = next_tie(party.tie)
    page(work, party)


def remove(work: Work, party: Party) -> None:
    client = clients.own(work.scene.tx, party.client_id)
    party.removed_at, party.shares = work.scene.now, ""
    rows = [[(work.text("pro_net"), f"p.net.{client.id}")]]
    work.show(work.text("pro_party_removed", pseudonym=client.pseudonym, name=party.name), rows)


# The client's half


def _own(scene: Scene, party_id: int) -> tuple[Client, Party] | None:
    """One of the client's own; None for anybody else's."""
    client, party = scene.who.client, register.party(scene.tx, party_id)
    return (client, party) if client is not None and party is not None and party.client_id == client.id else None


def see(scene: Scene, party_id: int) -> bool:
    """What may be told to one party, each item to be allowed or taken back."""
    found = _own(scene, party_id)
    if found is None:
        return False
    client, party = found
    words, locale = scene.house.words, scene.who.locale
    allowed = agreed(party.shares)
    lines, rows = [words.bot("party_items", locale, name=party.name)], []
    for index, item in enumerate(PARTY_ITEMS):
        what = words.bot(f"may_{item}", locale)
        lines.append(f"• {what}: {words.bot('party_yes' if item in allowed else 'party_no', locale)}")
        key = "party_forbid" if item in allowed else "party_allow"
        rows.append([(words.bot(key, locale, item=what), f"q.allow.{party.id}.{index}")])
    rows.append([(words.bot("party_drop", locale, name=party.name), f"q.drop.{party.id}")])
    rows.append([help_button(scene.house, locale)])
    say(scene.tx, scene.who.person, "\n".join(lines), scene.now, rows=rows, client_id=client.id)
    return True


def allow(scene: Scene, party_id: int, index: int) -> bool:
    """Allow an item, or take it back: at once, and those who accompany hear what holds now."""
    found = _own(scene, party_id)
    if found is None or index >= len(PARTY_ITEMS):
        return False
    client, party = found
    party.shares = toggled(party.shares, index)
    item = PARTY_ITEMS[index]
    clients.log_own(
        scene.tx, client, f"{'allows' if item in agreed(party.shares) else 'forbids'} {item} to a party", scene.now
    )
    _tell_carers(scene, client, "pro_party_now", party)
    return see(scene, party_id)


def drop(scene: Scene, party_id: int) -> bool:
    """The client takes a party out of the network. Nothing may be told there from now on."""
    found = _own(scene, party_id)
    if found is None:
        return False
    client, party = found
    party.removed_at, party.shares = scene.now, ""
    clients.log_own(scene.tx, client, "took a party out", scene.now)
    _tell_carers(scene, client, "pro_party_out", party)
    tell(scene.tx, scene.house, scene.who, "party_dropped", scene.now, {"name": party.name})
    return True


def _tell_carers(scene: Scene, client: Client, key: str, party: Party) -> None:
    """Everybody who might tell something there: what is withdrawn must be known to all of them."""
    for _, pro, person in people.carers(scene.tx, client.id):
        if not may_any(Action.KEEP_NETWORK, network.relations(scene.tx, client.id, pro.id, scene.now)):
            continue
        words = scene.house.words
        called = disclosure.name(scene.house, client, person.locale)
        facts = {"pseudonym": called, "name": party.name, "items": items(words, person.locale, party)}
        say(scene.tx, person, words.bot(key, person.locale, **facts), scene.now, rank=NOTICE, kind="notice")
