"""Reading one card of a script: what is said, how it can be answered, and the ways on."""

from __future__ import annotations

from string import Formatter

from dialogs.errors import Problems, did_you_mean
from dialogs.model import Asks, Branch, Button, Card, Code, Date, Do, Line, Listen, Number, Scale, Time
from dialogs.tables import NAME, Table

ASKS = {
    "scale": ("keep", "low", "high", "first", "last"),
    "ruler": ("keep", "low", "high", "first", "last"),
    "listen": ("keep", "most"),
    "number": ("keep", "low", "high", "unit"),
    "time": ("keep",),
    "date": ("keep",),
}
CARD = ("say", *ASKS, "buttons", "other", "decline", "exit", "do", "sub", "branch", "next")
LINE = ("mi", "text", "or", "when", "note")
BUTTON = ("text", "go", "keep", "do", "tag", "when", "note")
TAGS = ("CT_D", "CT_A", "CT_R", "CT_N", "CT_C", "CT_AC", "CT_T", "ST", "NEUTRAL")

MOST_BUTTONS = 12  # more do not fit a phone's screen together with the words above them
MOST_LETTERS = 4000  # a message of Telegram holds 4096 characters; the words are sent back inside one


def read_card(name: str, raw: object, problems: Problems) -> Card:
    table = Table(raw, problems, name, "The card", CARD)
    if not table.raw:
        table.wrong("The card is empty.", "Say something, or take the card away.")
    return Card(
        name=name,
        lines=tuple(_line(line) for line in table.tables("say", "line", LINE)),
        buttons=_buttons(table),
        asks=_asks(table),
        other=table.text("other"),
        decline=table.text("decline"),
        exit=table.flag("exit", True),
        do=_dos(table),
        sub=table.text("sub"),
        branches=tuple(filter(None, (_branch(branch) for branch in table.tables("branch", "branch", ("when", "go"))))),
        next=table.text("next"),
    )


def _line(table: Table) -> Line:
    code = table.text("mi", needed=True)
    if code and code not in set(Code):
        remedy = did_you_mean(code.upper(), set(Code), f"Choose one of: {', '.join(Code)}.")
        table.wrong(f"{table.what} has an unknown code “{code}”.", remedy)
    texts = (table.text("text", needed=True), *table.texts("or"))
    if len(set(texts)) < len(texts):
        table.wrong(f"{table.what} has one wording twice.", "Take one away.")
    return Line(
        code=Code(code) if code in set(Code) else Code.NC,
        texts=tuple(spoken(table, text) for text in texts),
        when=table.condition(),
        note=table.text("note"),
    )


def spoken(table: Table, text: str) -> str:
    """The text itself; braces that cannot be filled are noted as mistakes."""
    try:
        fields(text)
    except ValueError:
        table.wrong(f"Braces of “{text}” do not hold the name of a fact.", "Write {energy}, one name, nothing else.")
        return ""
    return text


def fields(text: str) -> frozenset[str]:
    """
    The facts a text needs: {"energy"} for "An energy of {energy}."

    Raises:
        ValueError: The braces are not closed, or hold something else than a name.
    """
    found = set()
    for _, name, spec, conversion in Formatter().parse(text):
        if name is None:
            continue
        if spec or conversion or not NAME.fullmatch(name):
            raise ValueError("not the name of a fact")
        found.add(name)
    return frozenset(found)


def _buttons(card: Table) -> tuple[Button, ...]:
    found = tuple(_button(table) for table in card.tables("buttons", "button", BUTTON))
    texts = [button.text for button in found if button.when is None]
    for text in sorted({text for text in texts if texts.count(text) > 1}):
        card.wrong(f"The button “{text}” stands twice.", "Give each button words of its own.")
    if len(found) > MOST_BUTTONS:
        card.wrong(f"There are {len(found)} buttons.", f"{MOST_BUTTONS} are the most that a person can take in.")
    return found


def _button(table: Table) -> Button:
    tag = table.text("tag")
    if tag and tag not in TAGS:
        table.wrong(f"{table.what} has an unknown tag “{tag}”.", f"Choose one of: {', '.join(TAGS)}.")
    return Button(
        text=spoken(table, table.text("text", needed=True)),
        go=table.text("go"),
        keep=table.values("keep", f"what {table.what} keeps"),
        do=_dos(table),
        tag=tag,
        when=table.condition(),
        note=table.text("note"),
    )


def _dos(table: Table) -> tuple[Do, ...]:
    found = table.tables("do", f"command of {table.what}:", ())
    return tuple(Do(do.text("command", needed=True), do.literals(without="command")) for do in found)


def _branch(table: Table) -> Branch | None:
    when, go = table.condition(), table.text("go", needed=True)
    if when is None:
        table.wrong(f"{table.what} has no condition.", "Add when = { ... }, or write next = ... for what always holds.")
        return None
    return Branch(when, go)


def _asks(card: Table) -> Asks | None:
    asked = [kind for kind in ASKS if kind in card]
    if len(asked) > 1:
        card.wrong(f"The card asks for {' and '.join(asked)} at once.", "Ask for one thing a card.")
    if not asked:
        return None
    kind = asked[0]
    table = card.table(kind, f"“{kind}”", ASKS[kind])
    assert table is not None  # `kind in card` was true
    keep = table.text("keep", needed=True)
    if keep and not NAME.fullmatch(keep):
        table.wrong(f"A fact cannot be called “{keep}”.", "Use small letters, digits and _.")
    return _ask(kind, keep, table)


def _ask(kind: str, keep: str, table: Table) -> Asks:
    match kind:
        case "scale" | "ruler":
            return _scale(table, keep, ruler=kind == "ruler")
        case "listen":
            most = table.whole("most", 1000)
            if not 1 <= most <= MOST_LETTERS:
                table.wrong(f"“most” is {most}.", f"Choose 1 to {MOST_LETTERS} characters.")
            return Listen(keep, most)
        case "number":
            low, high = table.measure("low"), table.measure("high")
            if low >= high:
                table.wrong("The lowest number is not below the highest.", "Change “low” or “high”.")
            return Number(keep, low, high, table.text("unit"))
        case "time":
            return Time(keep)
        case _:
            return Date(keep)


def _scale(table: Table, keep: str, *, ruler: bool) -> Scale:
    first, last = table.whole("first", 0), table.whole("last", 10)
    if not 0 <= first < last <= 10:
        table.wrong(f"The scale runs from {first} to {last}.", "It must rise, between 0 and 10.")
    low, high = table.text("low", needed=True), table.text("high", needed=True)
    return Scale(keep, spoken(table, low), spoken(table, high), first, last, ruler)
