"""
The network around a client: colleagues are asked in only with the client's yes, item by item, and out at any time.

The professional's half is below `show_network`, the client's below `own_network`.
"""

from __future__ import annotations

from bot.actions import close_ones, disclosure, letters, meetings, parties, pseudonyms, turns, undelivered
from bot.actions.desk import Work
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, help_button, of_client, say, tell
from bot.domain import sharing
from bot.domain.network import Tie
from bot.domain.roles import Action, Relation, may_any
from bot.storage import clients, dealings, network, people, register
from bot.storage.tables import Care, Client, Professional, Proposal
from bot.words import day

MOST_COLLEAGUES = 20  # buttons in one message


def show_network(work: Work, client: Client) -> None:
    """Who is there and as what, by kind of network (R42); outside parties with what may be told to each."""
    tx = work.scene.tx
    lines = [work.text("pro_net_head", pseudonym=client.pseudonym)]
    for care, pro in network.all_of(tx, client.id):
        lines.append(f"• {pro.name}: {work.text(f'role_{care.role}')}")
    rows = []
    parties_of = register.parties(tx, client.id)
    for tie in Tie:
        there = [party for party in parties_of if party.tie == tie.value]
        lines += [work.text(f"tie_{tie.value}").upper()] if there else []
        lines += [parties.line(work.words, work.locale, party) for party in there]
        rows += [[(party.name, f"p.party.{party.id}")] for party in there]
    relations = network.relations(tx, client.id, work.pro.id, work.scene.now)
    if may_any(Action.INVITE_COLLEAGUE, relations):
        rows.append([(work.text("pro_net_add"), f"p.add.{client.id}")])
    if may_any(Action.KEEP_NETWORK, relations):
        rows.append([(work.text("pro_party_add"), f"p.outside.{client.id}")])
    rows.append(work.to_card(client))
    work.show("\n".join(lines), rows)


def choose_colleague(work: Work, client: Client) -> None:
    there = {pro.id for _, pro in network.all_of(work.scene.tx, client.id)}
    others = [pro for pro in people.professionals(work.scene.tx) if pro.id not in there and pro.name]
    if not others:
        work.say(work.text("pro_no_colleague"))
        return
    rows = [[(pro.name, f"p.role.{client.id}.{pro.id}")] for pro in others[:MOST_COLLEAGUES]]
    work.show(work.text("pro_net_whom", pseudonym=client.pseudonym), rows)


def choose_role(work: Work, client: Client, colleague_id: int) -> None:
    colleague = _colleague(work, colleague_id)
    if colleague is None:
        return
    rows = [
        [(work.text(f"role_{role}"), f"p.share.{client.id}.{colleague.id}.{index}")]
        for index, role in enumerate(sharing.OFFERED_ROLES)
    ]
    work.show(work.text("pro_net_role", name=colleague.name), rows)


def propose(work: Work, client: Client, colleague_id: int, role: int) -> None:
    """Ask the client. Until they say yes, the colleague sees nothing and is told nothing."""
    colleague = _colleague(work, colleague_id)
    if colleague is None or role >= len(sharing.OFFERED_ROLES):
        return
    name = sharing.OFFERED_ROLES[role]
    proposal = Proposal(
        client_id=client.id,
        professional_id=work.pro.id,
        kind="share",
        colleague_id=colleague.id,
        role=name,
        at=work.scene.now,
    )
    dealings.propose(work.scene.tx, proposal)
    locale = of_client(work.scene.tx, client).locale
    facts = {"pro": work.pro.name, "name": colleague.name, "role": work.words.bot(f"role_{name}", locale)}
    text = work.words.bot("share_ask", locale, **facts)
    letters.deliver(work, client, text, letters.yes_or_no(work, proposal, locale), "share_ask")
    work.show(work.text("pro_share_asked", pseudonym=client.pseudonym, name=colleague.name))


def _colleague(work: Work, colleague_id: int) -> Professional | None:
    colleague = people.professional(work.scene.tx, colleague_id)
    return colleague if colleague is not None and colleague.active and colleague.id != work.pro.id else None


def decided(scene: Scene, client: Client, proposal: Proposal, *, yes: bool) -> None:
    """The client's word on a colleague. Asked by somebody who no longer accompanies the client, it means nothing."""
    colleague = people.professional(scene.tx, proposal.colleague_id or 0)
    asker = network.relations(scene.tx, client.id, proposal.professional_id, scene.now)
    if colleague is None or not colleague.active or Relation.RESPONSIBLE not in asker:
        tell(scene.tx, scene.house, scene.who, "stale", scene.now)
        return
    renamed = ""
    if yes:
        renamed = pseudonyms.make_distinct(scene.tx, scene.house, client, colleague.id, scene.now)
        network.begin(scene.tx, client.id, colleague.id, proposal.role, scene.now)
        _tell(scene, colleague, "pro_share_begins", client)
    asked_by = people.professional(scene.tx, proposal.professional_id)
    if asked_by is not None:
        _tell(scene, asked_by, "pro_share_yes" if yes else "pro_share_no", client, name=colleague.name)
    tell(scene.tx, scene.house, scene.who, "share_yes" if yes else "share_no", scene.now, {"name": colleague.name})
    if renamed:
        tell(scene.tx, scene.house, scene.who, "renamed", scene.now, {"pseudonym": client.pseudonym})


def _tell(scene: Scene, pro: Professional, key: str, client: Client, **facts: object) -> None:
    person = people.by_id(scene.tx, pro.person_id)
    called = disclosure.name(scene.house, client, person.locale)
    text = scene.house.words.bot(key, person.locale, pseudonym=called, **facts)
    say(scene.tx, person, text, scene.now, rank=NOTICE, kind="notice")


def own_network(scene: Scene) -> None:
    """The whole network as the client sees it: role, what each sees or may be told; a button each (R37, R41, R45)."""
    client = scene.client
    words, locale, tx = scene.house.words, scene.who.locale, scene.tx
    lines, rows = [words.bot("net_head", locale)], []
    for care, pro in network.all_of(tx, client.id):
        facts = {"name": pro.name, "role": words.bot(f"role_{care.role}", locale), "items": _seen_by(scene, care)}
        lines.append(words.bot("net_person", locale, **facts))
        rows.append([(words.bot("net_open", locale, name=pro.name), f"q.see.{care.id}")])
    lines += _covering(scene, client)
    parties_of = register.parties(tx, client.id)
    for tie in Tie:
        there = [party for party in parties_of if party.tie == tie.value]
        lines += [words.bot(f"tie_{tie.value}", locale).upper()] if there else []
        lines += [parties.line(words, locale, party) for party in there]
        rows += [[(words.bot("party_open", locale, name=party.name), f"q.party.{party.id}")] for party in there]
    lines += _close(scene, client) + _ahead(scene, client)
    rows.append([(words.bot("net_closes", locale).capitalize(), "q.people")])
    if scene.house.customs.unit_phone:
        lines.append(words.bot("net_phone", locale, phone=scene.house.customs.unit_phone))
    rows.append([help_button(scene.house, locale)])
    say(tx, scene.who.person, "\n".join(lines), scene.now, rows=rows, client_id=client.id)


def _covering(scene: Scene, client: Client) -> list[str]:
    """Who covers today for somebody away, and so sees the same."""
    lines = []
    for care, pro in network.all_of(scene.tx, client.id):
        deputy = people.professional(scene.tx, pro.deputy_id or 0) if network.away(pro, scene.now) else None
        if deputy is None or not deputy.active or care.role not in network.CARRYING:
            continue
        facts = {"name": deputy.name, "pro": pro.name}
        lines.append(scene.house.words.bot("net_cover", scene.who.locale, **facts))
    return lines


def _seen_by(scene: Scene, care: Care) -> str:
    """The items that one of those who accompany sees."""
    words, locale, kept = scene.house.words, scene.who.locale, sharing.parse(care.hides)
    seen = [words.bot(f"item_{item}", locale) for item in sharing.ITEMS if item not in kept]
    return ", ".join(seen) or words.bot("net_nothing", locale)


def _close(scene: Scene, client: Client) -> list[str]:
    ones = register.close_ones(scene.tx, client.id)
    head = [scene.house.words.bot("net_closes", scene.who.locale).upper()] if ones else []
    return head + [close_ones.line(scene.house, scene.who.locale, row) for row in ones]


def _ahead(scene: Scene, client: Client) -> list[str]:
    """Transitions that a professional marked: the client sees them too."""
    words, locale = scene.house.words, scene.who.locale
    marked = register.turns(scene.tx, client.id)
    lines = [words.bot("net_turns", locale)] if marked else []
    return lines + [
        words.bot("net_turn", locale, what=turns.what(words, locale, turn.kind), when=day(turn.on_date, locale))
        for turn in marked
    ]


def own_care(scene: Scene, care_id: int) -> tuple[Client, Care, Professional] | None:
    """One of the client's own; None for anybody else's."""
    client, care = scene.who.client, network.care_by_id(scene.tx, care_id)
    if client is None or care is None or care.client_id != client.id or care.until is not None:
        return None
    pro = people.professional(scene.tx, care.professional_id)
    return None if pro is None else (client, care, pro)


def see(scene: Scene, care_id: int) -> bool:
    """What one of them sees, item by item, each to be kept back or shared again."""
    found = own_care(scene, care_id)
    if found is None:
        return False
    client, care, pro = found
    words, locale = scene.house.words, scene.who.locale
    kept = sharing.parse(care.hides)
    lines, rows = [words.bot("share_items", locale, name=pro.name)], []
    for index, item in enumerate(sharing.ITEMS):
        what = words.bot(f"item_{item}", locale)
        state = words.bot("share_kept" if item in kept else "share_seen", locale)
        lines.append(f"• {what}: {state}")
        key = "share_again" if item in kept else "share_keep"
        rows.append([(words.bot(key, locale, item=what), f"q.item.{care.id}.{index}")])
    lines.append(words.bot("share_danger", locale))
    if care.role != "responsible":
        rows.append([(words.bot("share_end", locale, name=pro.name), f"q.leave.{care.id}")])
    rows.append([help_button(scene.house, locale)])
    say(scene.tx, scene.who.person, "\n".join(lines), scene.now, rows=rows, client_id=client.id)
    return True


def toggle(scene: Scene, care_id: int, index: int) -> bool:
    """Keep an item back from one of them, or share it again. At once, without a reason."""
    found = own_care(scene, care_id)
    if found is None or index >= len(sharing.ITEMS):
        return False
    client, care, _ = found
    item = list(sharing.ITEMS)[index]
    care.hides = sharing.toggled(care.hides, item)
    clients.log_own(
        scene.tx, client, f"{'keeps back' if item in sharing.parse(care.hides) else 'shares'} {item}", scene.now
    )
    return see(scene, care_id)


def leave(scene: Scene, care_id: int) -> bool:
    """The client ends the sharing with a colleague. From now on they see and hear nothing of the client."""
    found = own_care(scene, care_id)
    if found is None or found[1].role == "responsible":
        return False
    client, care, pro = found
    care.until = scene.now
    scene.tx.session.flush()
    clients.log_own(scene.tx, client, "sharing ended", scene.now)
    _tell(scene, pro, "pro_share_ended", client)
    dropped = undelivered.drop(scene.tx, scene.house, client, undelivered.SHARED, scene.now, by=pro.id)
    meetings.call_off(scene.tx, dropped, scene.now)
    tell(scene.tx, scene.house, scene.who, "share_ended", scene.now, {"name": pro.name})
    return True
