"""
A client's measures as the professional sees them: what was agreed to be seen, suggestions, a wish for values now.

Reading goes through the door and into the access log. A value that the client keeps back is not here, and no value is
marked as good or bad.
"""

from __future__ import annotations

from bot.actions import measure_times
from bot.actions.desk import Work
from bot.actions.disclosure import own_words
from bot.actions.form_screen import Buttons, upper
from bot.actions.forms import INSTRUMENT
from bot.actions.letters import deliver
from bot.actions.measure_choice import MOST_NAME, MOST_UNIT, short
from bot.actions.measured import name_of, results, start_and_now, title, value
from bot.actions.question import paired
from bot.actions.speaker import of_client
from bot.domain import sharing
from bot.domain.own_measures import KINDS, OTHER, kind_of
from bot.domain.roles import Action, may_any
from bot.storage import measures, network, plans
from bot.storage.measure_tables import Measure
from bot.storage.measures import Answered, Followed
from bot.storage.tables import Client

DRAFT = "draft"
"""A suggestion that was not sent yet. The client does not see it."""


def show(work: Work, client: Client) -> None:
    """What is followed, the values of what may be seen, and what can be done."""
    lines = [work.text("pro_measures_head", pseudonym=client.pseudonym), *_lines(work, client)]
    if len(lines) == 1:
        lines = [work.text("pro_measures_none", pseudonym=client.pseudonym)]
    rows: Buttons = []
    if may_any(Action.SUGGEST_MEASURES, network.relations(work.scene.tx, client.id, work.pro.id, work.scene.now)):
        rows.append([(work.text("pro_measures_suggest"), f"p.mpick.{client.id}")])
        rows.append([(work.text("pro_measures_ask"), f"p.mask.{client.id}")])
    work.show("\n".join(lines), [*rows, work.to_card(client)])


def _lines(work: Work, client: Client) -> list[str]:
    tx, lines = work.scene.tx, []
    care = network.care(tx, client.id, work.pro.id)
    kept_back = care is not None and "measures" in sharing.parse(care.hides)
    followed = {each.id: each for each in measures.readings_of(tx, client.id)}
    runs = [run for run in measures.answers_of(tx, client.id) if run.finished]
    for row in measures.chosen(tx, client.id):
        what = _name(work, row)
        if row.state == "asked":
            lines.append(work.text("pro_measures_asked", what=what))
        elif row.state == "on" and (not row.shared or kept_back):
            lines.append(work.text("pro_measures_hidden", what=what))
        elif row.state == "on" and row.sort == INSTRUMENT:
            lines += _instrument(work, client, row, [run for run in runs if run.instrument == row.key])
        elif row.state == "on":
            lines += _number(work, followed[row.id], what)
    return lines


def _name(work: Work, row: Measure) -> str:
    """What it is called; the client's own name for it only where the channel may carry her words."""
    if row.key == OTHER and row.professional_id is None:
        return own_words(work.scene.house, row.name, work.locale)
    return name_of(work.words, work.scene.house.instruments, row, work.locale)


def _number(work: Work, followed: Followed, what: str) -> list[str]:
    """Start and now, and what the newest corrected."""
    lines = [start_and_now(work.words, followed, work.locale, what)]
    if followed.newest is not None and followed.newest.corrected:
        kind = kind_of(followed.key, followed.unit)
        before = ", ".join(value(kind, numbers, work.locale) for numbers in followed.newest.corrected)
        lines.append(work.text("pro_measures_was", values=before))
    return lines


def _instrument(work: Work, client: Client, row: Measure, runs: list[Answered]) -> list[str]:
    house = work.scene.house
    locale = of_client(work.scene.tx, client).locale
    if runs and row.key in house.instruments.known:
        left = sum(answer is None for answer in runs[-1].answers.values())
        lines = [results(work.words, house.instruments, runs, work.locale)]
        return [*lines, work.text("pro_measures_left", n=left)] if left else lines
    if house.instruments.said(row.key, locale) is None:
        return [work.text("pro_measures_unsaid", what=title(house.instruments, row.key, work.locale))]
    what = title(house.instruments, row.key, locale)
    return [work.text("measure_no_result", what=what)]


def pick(work: Work, client: Client) -> None:
    """What could be suggested. Tapping chooses or lets go; nothing is sent before the last button."""
    instruments, locale = work.scene.house.instruments, of_client(work.scene.tx, client).locale
    rows: Buttons = []
    drafts = [row for row in measures.chosen(work.scene.tx, client.id) if row.state == DRAFT]
    if drafts:
        rows.append([(work.text("pro_measures_send", n=len(drafts)), f"p.msend.{client.id}")])
    elif _model(work, client):
        rows.append([(work.text("pro_measures_model"), f"p.mmodel.{client.id}")])
    there = {row.key: row.state for row in measures.chosen(work.scene.tx, client.id) if row.key != OTHER}
    offered = [(key, upper(work.text(f"measure_{key}"))) for key in KINDS]
    # By the title that the client will read: made-up words must not bear the instrument's name.
    offered += [(known.key, title(instruments, known.key, locale)) for known in instruments.offered(locale)]
    taps = []
    for index, key in enumerate(_keys(work)):
        what = dict(offered).get(key)
        if what is not None and there.get(key, "off") in ("off", DRAFT):
            shown = work.text("pro_measures_chosen", what=what) if there.get(key) == DRAFT else what
            taps.append((shown, f"p.mtap.{client.id}.{index}"))
    rows += paired(taps)
    rows += [[(upper(row.name), f"p.mdrop.{client.id}.{row.id}")] for row in drafts if row.key == OTHER]
    rows.append([(work.text("measures_own"), f"p.mown.{client.id}")])
    rows.append([(work.text("pro_measures_back"), f"p.meas.{client.id}")])
    work.show(work.text("pro_measures_pick", pseudonym=client.pseudonym), rows)


def _keys(work: Work) -> list[str]:
    """Every key that a button may name by its place."""
    return [*KINDS, *work.scene.house.instruments.known]


def _model(work: Work, client: Client) -> list[str]:
    """What the client's working model measures and the client does not follow yet."""
    period = plans.period_of(work.scene.tx, client.id)
    profile = work.scene.house.profiles.get(period.profile) if period is not None else None
    if profile is None:
        return []
    locale = of_client(work.scene.tx, client).locale
    offered = {known.key for known in work.scene.house.instruments.offered(locale)}
    keys = [key for key in (*profile.instruments, *profile.own_measures) if key in KINDS or key in offered]
    there = {row.key for row in measures.chosen(work.scene.tx, client.id) if row.state != "off"}
    return [key for key in keys if key not in there]


def tap(work: Work, client: Client, index: int) -> None:
    keys = _keys(work)
    if index < len(keys):
        _toggle(work, client, keys[index])
    pick(work, client)


def model(work: Work, client: Client) -> None:
    """Choose all that the working model measures; still nothing is sent."""
    for key in _model(work, client):
        _toggle(work, client, key)
    pick(work, client)


def _toggle(work: Work, client: Client, key: str) -> None:
    draft = next(
        (row for row in measures.chosen(work.scene.tx, client.id) if (row.key, row.state) == (key, DRAFT)), None
    )
    if draft is not None:
        measures.let_go(work.scene.tx, draft)
        return
    row = Measure(client_id=client.id, professional_id=work.pro.id, state=DRAFT, made_at=work.scene.now, key=key)
    row.sort, row.unit = ("number", KINDS[key].unit) if key in KINDS else (INSTRUMENT, "")
    measures.suggest(work.scene.tx, row)


def drop(work: Work, client: Client, measure_id: int) -> None:
    """Let go of an own number that was not sent yet."""
    row = measures.get(work.scene.tx, measure_id)
    if row is not None and (row.client_id, row.state) == (client.id, DRAFT):
        measures.let_go(work.scene.tx, row)
    pick(work, client)


def ask_own(work: Work, client: Client) -> None:
    work.ask("pro_measure", {"pseudonym": client.pseudonym, "subject": client.id})


def add_own(work: Work, client: Client, said: str) -> None:
    """Another number, in the professional's words."""
    unit = str(work.scene.facts.get("unit", ""))
    row = Measure(client_id=client.id, professional_id=work.pro.id, state=DRAFT, made_at=work.scene.now, key=OTHER)
    row.name, row.unit = short(said, MOST_NAME), short(unit, MOST_UNIT)
    measures.suggest(work.scene.tx, row)
    pick(work, client)


def send(work: Work, client: Client) -> None:
    """All chosen suggestions in one message, so that they cost one place in the client's budget."""
    tx = work.scene.tx
    if client.stage == "break":
        work.say(work.text("pro_on_break", pseudonym=client.pseudonym))
        return
    drafts = [row for row in measures.chosen(tx, client.id) if row.state == DRAFT]
    if not drafts:
        pick(work, client)
        return
    for row in drafts:
        row.state, row.professional_id, row.made_at = "asked", work.pro.id, work.scene.now
    locale = of_client(tx, client).locale
    names = ", ".join(name_of(work.words, work.scene.house.instruments, row, locale) for row in drafts)
    text = work.words.bot("measures_suggested", locale, pro=work.pro.name, names=names)
    rows = [[(work.words.bot("measures_look", locale), "m.list")]]
    deliver(work, client, text, rows, "measures_suggested")
    work.show(
        work.text("pro_measures_sent", pseudonym=client.pseudonym),
        [[(work.text("pro_measures_back"), f"p.meas.{client.id}")]],
    )


def ask_now(work: Work, client: Client) -> None:
    """Ask for what the client follows, now. On a break nothing is asked."""
    if client.stage == "break":
        work.say(work.text("pro_on_break", pseudonym=client.pseudonym))
        return
    at = measure_times.invite_for(work, client)
    if at is None:
        work.say(work.text("pro_measures_nothing", pseudonym=client.pseudonym))
        return
    when = work.words.moment(at, work.scene.now, work.pro.timezone, work.locale)
    work.say(work.text("pro_measures_asking", pseudonym=client.pseudonym, when=when))
