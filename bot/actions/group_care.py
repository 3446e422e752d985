"""Care in the group: ground rules, help, a message that somebody reports, and words that the word check finds grave."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.actions import group_agree, strayed
from bot.actions.group_heard import NOBODY, GroupHeard, Replied, Said
from bot.actions.group_join import standing
from bot.actions.group_voice import rules_text, to_chat, to_moderators
from bot.actions.help_now import ACUTE, ask_gently, crisis_texts, help_text, say_to
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import Speaker, find, of_client, say, tell
from bot.domain import groups as rules
from bot.domain.languages import spoken
from bot.domain.safety import Concern
from bot.domain.safety import hear as classify
from bot.storage import clients, group_posts, groups, hushes, network, outbox, people, timers
from bot.storage.database import Transaction
from bot.storage.group_tables import Group, GroupReport, GroupReportCopy
from bot.storage.timers import Due
from bot.storage.together_tables import GroupProposal
from bot.words import short_day

MOST_REPORTED = 1500  # characters of a reported message that the moderators are shown


def said(tx: Transaction, house: House, heard: GroupHeard, group: Group | None, concern: Concern) -> None:
    """What the bot was given in a group, answered; `concern` is what the word check made of it."""
    assert isinstance(heard.what, Said)
    locale = group.locale if group is not None else spoken(heard.language, house.customs.locale)
    if concern is Concern.S:
        _soft(tx, house, heard, locale)
    if concern in ACUTE:
        _grave(tx, house, heard, group, concern, locale)
    elif heard.what.edited:
        return
    elif heard.what.meaning == "help":
        _help(tx, house, heard, locale)
    elif group is not None and heard.what.meaning == "rules":
        _rules(tx, house, heard, group)
    elif group is not None and heard.what.meaning == "agreed":
        group_agree.said(tx, house, heard, group)
    elif heard.what.meaning == "group":
        _to_private(tx, house, heard)
    elif group is not None and heard.what.meaning == "report":
        report(tx, house, heard, group, heard.what)
        _take_command_away(tx, heard, heard.what.message_id)


def concern_in(house: House, heard: GroupHeard) -> tuple[Concern, str]:
    """The word check on what the bot was given. In a group its silence means even less: the bot is given little."""
    if not isinstance(heard.what, Said):
        return Concern.N, ""
    found = classify(house.safety, heard.what.text)
    return found.concern, found.rule_id


def _reachable(tx: Transaction, heard: GroupHeard) -> Speaker | None:
    who = find(tx, heard.telegram_id)
    return who if who is not None and who.person.unreachable_at is None else None


def _grave(
    tx: Transaction, house: House, heard: GroupHeard, group: Group | None, concern: Concern, locale: str
) -> None:
    """
    A client was answered in private before this, in a transaction of its own; others are answered here.

    Violence is never echoed in a group: what is said there is the general help.
    """
    who = _reachable(tx, heard)
    if who is None and _first_post(tx, f"grave.{concern.value}", heard):
        text = (
            help_text(house, locale)
            if concern is Concern.V
            else "\n\n".join(crisis_texts(house, None, concern, locale))
        )
        to_chat(tx, heard.chat_id, text, heard.at, topic=heard.topic, kind="help")
    elif who is not None and who.client is None:
        for text in crisis_texts(house, who, concern):
            say_to(tx, who.person.chat_id, text, heard.at)
    # Hidden writers share one number, so they are not taken for one person.
    length = rules.RULES_EVERY if heard.telegram_id == NOBODY else rules.ALARM_EVERY
    alarm = f"alarm.{concern.value}"
    if group is not None and hushes.first(tx, alarm, heard.chat_id, heard.telegram_id, heard.at, length):
        to_moderators(tx, house, group, "group_grave", heard.at)


def _soft(tx: Transaction, house: House, heard: GroupHeard, locale: str) -> None:
    """A client is asked in private, anybody known gets the words there; the group only ever sees the general help."""
    who = _reachable(tx, heard)
    if who is None and _first_post(tx, "soft", heard):
        to_chat(tx, heard.chat_id, help_text(house, locale), heard.at, topic=heard.topic, kind="help")
    elif who is not None and who.client is None:
        for text in crisis_texts(house, None, Concern.C, who.locale):
            say_to(tx, who.person.chat_id, text, heard.at)
    elif who is not None:
        scene = Scene.of(tx, house, who, heard.at)
        ask_gently(scene, heard.update_id, concern_in(house, heard)[1])


def _first_post(tx: Transaction, what: str, heard: GroupHeard) -> bool:
    """The others read it once a minute at most. Each kind for itself: help is never hushed by a report."""
    return hushes.first(tx, what, heard.chat_id, NOBODY, heard.at, rules.RULES_EVERY)


def speak_again(tx: Transaction, timer: Due) -> None:
    """A hush is over."""
    timers.done(tx, timer.id)


def _help(tx: Transaction, house: House, heard: GroupHeard, locale: str) -> None:
    """In private where the person is known; else neutrally where it was asked."""
    who = _reachable(tx, heard)
    if who is not None:
        say_to(tx, who.person.chat_id, help_text(house, who.locale), heard.at)
    elif _first_post(tx, "help", heard):
        to_chat(tx, heard.chat_id, help_text(house, locale), heard.at, topic=heard.topic, kind="help")


def _to_private(tx: Transaction, house: House, heard: GroupHeard) -> None:
    """What somebody can do with a group is between them and the bot; whoever is unknown has nothing there."""
    who = _reachable(tx, heard)
    if who is not None:
        say(tx, who.person, house.words.bot("group_here", who.locale), heard.at)


def _rules(tx: Transaction, house: House, heard: GroupHeard, group: Group) -> None:
    if rules.may_say_rules(group.rules_at, heard.at):
        group.rules_at = heard.at
        to_chat(tx, heard.chat_id, rules_text(house, group.locale), heard.at, topic=heard.topic)


def report(tx: Transaction, house: House, heard: GroupHeard, group: Group, said: Said) -> None:
    """The message that was answered goes to the moderators, without saying who reported it. Kept until they have looked."""
    who = _reachable(tx, heard)
    replied = _passed_on(tx, group, said.replied) if said.replied is not None and said.replied.mine else said.replied
    if replied is None:
        _answer(tx, house, heard, group, who, "group_report_how")
        return
    full = group_posts.open_reports(tx, group.id) >= rules.MOST_OPEN_REPORTS
    if full or group_posts.is_reported(tx, group.id, replied.message_id):
        _answer(tx, house, heard, group, who, "group_report_passed")
        return
    words = replied.text.strip()[:MOST_REPORTED]
    row = GroupReport(group_id=group.id, words=words, at=heard.at, message_id=replied.message_id)
    _note_writer(tx, group, row, replied)
    tx.keep(row)
    buttons = (
        ("group_report_rules", f"g.remind.{row.id}"),
        ("group_report_step", f"g.step.{row.id}"),
        ("group_report_close", f"g.looked.{row.id}"),
    )
    written = replied.at or heard.at

    def facts(locale: str) -> dict[str, object]:
        return {"words": words, "time": house.words.lasting(written, group.timezone, locale)}

    key = "group_report" if words else "group_report_wordless"
    for person_id, copy in to_moderators(tx, house, group, key, heard.at, facts, buttons=buttons):
        tx.session.add(GroupReportCopy(report_id=row.id, person_id=person_id, outbox_id=copy))
    _answer(tx, house, heard, group, who, "group_report_passed")


def _take_command_away(tx: Transaction, heard: GroupHeard, message_id: int) -> None:
    """The others need not see who reported whom. Without the right it stays, and whoever wrote it was told so."""
    params: dict[str, object] = {"message_id": message_id}
    outbox.add(tx, chat_id=heard.chat_id, method="deleteMessage", params=params, now=heard.at, kind="tidy")


def _passed_on(tx: Transaction, group: Group, replied: Replied) -> Replied | None:
    """What the bot said for a member, as that member's own. The name stays hidden from everybody. None: its own words."""
    found = group_posts.said_for(tx, group, replied.message_id)
    if found is None:
        return None
    client = clients.own(tx, found.client_id) if found.client_id is not None else None
    writer = of_client(tx, client).person.telegram_id if client is not None else NOBODY
    words = found.words if isinstance(found, GroupProposal) else replied.text
    return replace(replied, text=words, writer=writer)


def _note_writer(tx: Transaction, group: Group, row: GroupReport, replied: Replied) -> None:
    """Whom the moderators may speak to; never one of themselves. It is forgotten when the report is closed."""
    stands, who, _ = standing(tx, group, replied.writer)
    if replied.writer != NOBODY and stands is not rules.Standing.MODERATOR:
        row.about = replied.writer
        row.client_id = who.client.id if who is not None and who.client is not None else None


def _answer(tx: Transaction, house: House, heard: GroupHeard, group: Group, who: Speaker | None, key: str) -> None:
    """To the person alone where they are known; otherwise one neutral line."""
    stands, _, _ = standing(tx, group, heard.telegram_id)
    private = who is not None and stands is not rules.Standing.STRANGER
    key, facts = _who_looks(tx, group, who.locale if who is not None and private else group.locale, key, heard.at)
    if who is not None and private:
        say(tx, who.person, house.words.bot(key, who.locale, **facts), heard.at)
    elif _first_post(tx, key, heard):
        to_chat(tx, heard.chat_id, house.words.bot(key, group.locale, **facts), heard.at, topic=heard.topic)


def _who_looks(tx: Transaction, group: Group, locale: str, key: str, now: datetime) -> tuple[str, dict[str, object]]:
    """
    When somebody looks at a report, as far as anybody has said: the group's hours, in its own words.

    If everybody who guides the group has told the bot of an absence, the day after which the first of them is back.
    """
    if key != "group_report_passed":
        return key, {}
    guiding = [pro for pro, _ in groups.moderators(tx, group.id)]
    until = [pro.away_until for pro in guiding if network.away(pro, now) and pro.away_until is not None]
    if guiding and len(until) == len(guiding):
        return "group_report_away", {"until": short_day(min(until), locale)}
    return key, {"hours": group.hours}


def _mine(scene: Scene, report_id: int) -> tuple[GroupReport, Group] | None:
    """The report, if the one who taps guides its group."""
    row, pro = group_posts.report(scene.tx, report_id), scene.who.professional
    group = groups.get(scene.tx, row.group_id) if row is not None else None
    if row is None or group is None or pro is None or not groups.moderates(scene.tx, group.id, pro.id):
        strayed.group(scene, row.about if row is not None else None)
        return None
    return row, group


def remind(scene: Scene, report_id: int) -> None:
    """The ground rules once more, to all and about nobody."""
    found = _mine(scene, report_id)
    if found is None:
        return
    group = found[1]
    if group.chat_id is None or group.state != "open" or not rules.may_say_rules(group.rules_at, scene.now):
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return
    group.rules_at = scene.now
    to_chat(scene.tx, group.chat_id, rules_text(scene.house, group.locale), scene.now, topic=group.topic)


def looked(scene: Scene, report_id: int) -> None:
    """A moderator has looked at it: nothing of the message stays with us."""
    found = _mine(scene, report_id)
    if found is None:
        return
    row = found[0]
    if row.closed_at is None:
        assert scene.who.professional is not None
        row.closed_by = scene.who.professional.id
        _let_go(scene.tx, scene.house, row, scene.now)
    tell(scene.tx, scene.house, scene.who, "group_report_closed", scene.now)


def let_all_go(tx: Transaction, house: House, group: Group, now: datetime) -> None:
    """The group ends: nobody moderates it any more."""
    for row in group_posts.reports(tx, now, group_id=group.id):
        _let_go(tx, house, row, now)


def let_old_go(tx: Transaction, house: House, now: datetime) -> None:
    """Reports that nobody looked at for two weeks."""
    for row in group_posts.reports(tx, now - rules.KEEP_REPORTS):
        _let_go(tx, house, row, now)


def _let_go(tx: Transaction, house: House, row: GroupReport, now: datetime) -> None:
    """The words, and who wrote them, leave the database and every moderator's screen."""
    row.words, row.closed_at = "", now
    row.about, row.client_id, row.message_id = None, None, None
    for copy in group_posts.report_copies(tx, row.id):
        person = people.by_id(tx, copy.person_id)
        outbox.add(
            tx,
            chat_id=person.chat_id,
            method="editMessageText",
            params={"text": house.words.bot("group_report_closed", person.locale)},
            after=copy.outbox_id,
            now=now,
            kind="tidy",
        )
        tx.session.delete(copy)
