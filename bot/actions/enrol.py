"""Coming in by invitation, consent, and going again without a trace."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import companion, limits_told, lock, menu, pseudonyms, rhythm, strayed
from bot.actions.disclosure import name
from bot.actions.heard import Heard
from bot.actions.help_now import say_to
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import Speaker, find, of, of_client, tell
from bot.actions.talking import ask_again, open_script
from bot.domain.escalation import Thresholds
from bot.domain.purposes import Purpose
from bot.domain.workdays import digest_due
from bot.storage import clients, code_tries, forgetting, people, register, timers
from bot.storage.database import Transaction
from bot.storage.network_tables import CloseOne
from bot.storage.tables import Care, Client, Invitation, Person, Professional

MOST_NAME = 40  # characters of a pseudonym or a name


def start(tx: Transaction, house: House, heard: Heard, code: str, locale: str) -> None:
    """`/start`, with or without a code. Running it again never loses anything."""
    who = find(tx, heard.telegram_id)
    if not code:
        if who is not None and _has_ended(tx, who):
            tell(tx, house, who, "period_over", heard.at)
        elif who is None or (who.client is None and who.professional is None):
            say_to(tx, heard.chat_id, house.words.bot("stranger", locale), heard.at)
        else:
            _welcome_back(tx, house, who, heard.at)
        return
    if code_tries.resting(tx, heard.telegram_id, heard.at):
        _refuse(tx, house, heard, who, "code_rest", locale)
        return
    close = register.invited(tx, code)
    if close is not None:
        _close_in(tx, house, heard, close, locale)
        return
    invited = people.invitation(tx, code)
    refusal = _refusal(tx, who, invited, heard.at)
    if refusal or invited is None:
        if invited is None:
            code_tries.count(tx, heard.telegram_id, heard.at)
        strayed.code(tx, who, invited, heard.at)
        _refuse(tx, house, heard, who, refusal, locale)
        return
    person = who.person if who else people.add(tx, heard.telegram_id, heard.chat_id, invited.locale)
    person.chat_id = heard.chat_id
    invited.used_at, invited.used_by = heard.at, person.id
    if invited.role == "professional":
        _professional_in(tx, house, person, invited, heard.at)
    else:
        _client_in(tx, house, person, invited, heard.at)


def _has_ended(tx: Transaction, who: Speaker) -> bool:
    here = who.client is not None or who.professional is not None
    return not here and people.ended_client_of(tx, who.person.id) is not None


def _close_in(tx: Transaction, house: House, heard: Heard, close: CloseOne, locale: str) -> None:
    """The code of a close person: another door, behind which there is next to nothing."""
    who = find(tx, heard.telegram_id)
    refused = companion.refusal(close, who, heard.at)
    if refused:
        strayed.code(tx, who, close, heard.at)
        _refuse(tx, house, heard, who, refused, locale)
    else:
        companion.come(tx, house, heard, close, locale)


def _refusal(tx: Transaction, who: Speaker | None, invited: Invitation | None, now: datetime) -> str:
    """Why this code does not open, as a key of SENTENCES; empty if it does."""
    if invited is None:
        return "code_wrong"
    if who is not None:
        if invited.role == "client" and who.professional is not None and who.professional.id == invited.professional_id:
            return "code_own"
        if (who.client if invited.role == "client" else who.professional) is not None:
            return "code_in_already"
    if invited.used_at is not None:
        return "code_used"
    if now >= invited.expires_at or (invited.role == "client" and not _somebody_there(tx, invited)):
        return "code_expired"
    return ""


def _somebody_there(tx: Transaction, invited: Invitation) -> bool:
    """Whether who invited is still at work; an invitation given back late may outlive them."""
    pro = people.professional(tx, invited.professional_id) if invited.professional_id is not None else None
    return invited.professional_id is None or (pro is not None and pro.active)


def _refuse(tx: Transaction, house: House, heard: Heard, who: Speaker | None, key: str, locale: str) -> None:
    if who is None:
        say_to(tx, heard.chat_id, house.words.bot(key, locale), heard.at)
        return
    tell(tx, house, who, key, heard.at)
    if who.client is not None:
        ask_again(Scene.of(tx, house, who, heard.at))


def _welcome_back(tx: Transaction, house: House, who: Speaker, now: datetime) -> None:
    scene = Scene.of(tx, house, who, now)
    if scene.talk.script:
        scene.lead = house.words.bot("unfinished", who.locale)
        if ask_again(scene):
            return
    if who.client is None:
        if who.professional is not None and not who.professional.name:
            open_script(scene, "welcome_professional")
        else:
            name = who.professional.name if who.professional else ""
            tell(tx, house, who, "pro_welcome", now, {"name": name})
    elif who.client.stage == "welcoming":
        open_script(scene, "welcome")
    else:
        scene.lead = house.words.bot("welcome_back", who.locale)
        open_script(scene, "idle")


def _professional_in(tx: Transaction, house: House, person: Person, invited: Invitation, now: datetime) -> None:
    pro = _the_professional(tx, house, person, invited, now)
    due = digest_due(pro.digest_weekday, pro.digest_hour, pro.timezone, now, house.working)
    timers.put(tx, "digest", pro.id, due)
    clients.log(tx, actor="professional", actor_id=pro.id, client_id=None, what="came in", why=Purpose.PEOPLE, now=now)
    who = of(tx, person)
    menu.offer(tx, house.words, who, now)
    if pro.name:
        _welcome_professional(Scene.of(tx, house, who, now), pro)
    else:
        alone = Speaker(person, None, who.professional)
        open_script(Scene.of(tx, house, alone, now), "welcome_professional")


def _the_professional(
    tx: Transaction, house: House, person: Person, invited: Invitation, now: datetime
) -> Professional:
    """A new one; with the operator's new code the same one in another account; somebody who left, back again."""
    pro = people.professional(tx, invited.professional_id or 0) or people.professional_once(tx, person.id)
    if pro is None:
        pro = Professional(person_id=person.id, name=invited.name, timezone=house.customs.timezone, since=now)
    pro.person_id, pro.active, pro.name = person.id, True, pro.name or invited.name
    tx.keep(pro)
    return pro


def name_professional(scene: Scene, name: str) -> None:
    """The name that clients see."""
    pro = scene.who.professional
    assert pro is not None
    pro.name = name.strip()[:MOST_NAME]
    _welcome_professional(scene, pro)


def _welcome_professional(scene: Scene, pro: Professional) -> None:
    """Said before the lock is there, which a required second factor brings."""
    tell(scene.tx, scene.house, Speaker(scene.who.person, None, pro), "pro_welcome", scene.now, {"name": pro.name})
    lock.came_in(scene, pro)


def invite(scene: Scene, pseudonym: str) -> None:
    """A one-time code for a client, shown once. Only its hash is kept."""
    pro = scene.who.professional
    assert pro is not None
    name = " ".join(pseudonym.split())[:MOST_NAME].strip()
    if clients.pseudonym_taken(scene.tx, pro.id, name):
        scene.closing.append(scene.house.words.bot("invite_taken", scene.who.locale, pseudonym=name))
        return
    code, until = scene.house.make_code(), scene.now + scene.house.customs.invite_for
    invitation = Invitation(
        role="client",
        professional_id=pro.id,
        name=name,
        locale=scene.who.locale,
        made_at=scene.now,
        expires_at=until,
    )
    people.add_invitation(scene.tx, code, invitation)
    when = scene.house.words.moment(until, scene.now, pro.timezone, scene.who.locale)
    facts = {"pseudonym": name, "until": when, "link": scene.house.link(code)}
    scene.closing.append(scene.house.words.bot("invited", scene.who.locale, **facts))


def invite_professional(
    tx: Transaction, house: House, now: datetime, *, name: str = "", locale: str = ""
) -> tuple[str, datetime]:
    """For the operator: a code that lets one professional in. Returns it with its expiry."""
    code, until = house.make_code(), now + house.customs.invite_for
    name = " ".join("".join(sign for sign in name if sign.isprintable()).split())[:MOST_NAME].strip()
    invitation = Invitation(
        role="professional", name=name, locale=locale or house.customs.locale, made_at=now, expires_at=until
    )
    people.add_invitation(tx, code, invitation)
    return code, until


def _client_in(tx: Transaction, house: House, person: Person, invited: Invitation, now: datetime) -> None:
    pseudonym = pseudonyms.free(tx, {invited.professional_id or 0}, invited.name)
    client = Client(
        person_id=person.id, pseudonym=pseudonym, since=now, timezone=house.customs.timezone, last_heard_at=now
    )
    tx.keep(client)
    if invited.professional_id is not None:
        tx.session.add(Care(client_id=client.id, professional_id=invited.professional_id, since=now))
    tx.session.flush()
    who = of_client(tx, client)
    open_script(Scene.of(tx, house, who, now), "welcome")


def consent(scene: Scene, kind: str, *, given: bool) -> None:
    """An explicit tap. Without consent to the service, nothing about the person is kept."""
    client = scene.client
    clients.log_own(scene.tx, client, f"consent {kind} {'given' if given else 'withdrawn'}", scene.now)
    if kind == "own_words":
        client.own_words = given
    elif given:
        client.consented_at = client.consented_at or scene.now
    elif client.consented_at is None:
        forget(scene)


def enrolled(scene: Scene) -> None:
    """The welcome is through: the first check-in is planned, and the professional hears that the client came."""
    client = scene.client
    if client.consented_at is None or client.stage not in ("welcoming", "active"):
        return
    first = client.stage == "welcoming"
    client.stage = "active"
    limits_told.after_welcome(client)
    client.told_limits_at = scene.now
    client.interval_days = max(client.interval_days, client.floor_days)
    scene.next_line = rhythm.next_line(scene, rhythm.replan(scene.tx, client, scene.now))
    if not first:
        return
    menu.offer(scene.tx, scene.house.words, of(scene.tx, scene.who.person), scene.now)
    silence = scene.now + timedelta(days=Thresholds().silence_days_low)
    timers.put(scene.tx, "silence", client.id, silence)
    for _, pro, person in people.carers(scene.tx, client.id):
        who = Speaker(person, None, pro)
        tell(scene.tx, scene.house, who, "client_came", scene.now, {"pseudonym": name(scene.house, client, who.locale)})


def forget(scene: Scene) -> None:
    """Nothing of somebody who said no stays; the invitation opens again until it expires."""
    client, person = scene.client, scene.who.person
    text, chat = scene.house.words.bot("nothing_kept", scene.who.locale), person.chat_id
    people.reopen_invitation(scene.tx, person.id)
    forgetting.erase(scene.tx, client, person)
    say_to(scene.tx, chat, text, scene.now)  # last: what waited for this chat is gone
    scene.stopped = True
