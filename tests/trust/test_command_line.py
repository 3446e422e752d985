"""What an operator may mistype, and what may be wrong around the program: one plain line, no trace, no secret."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot.__main__ import cli, main
from bot.storage import audit, erasure_file, schema
from bot.storage.database import Store, Transaction
from bot.storage.tables import Invitation

KEY = "kanaria" * 8
GONE = "postgresql+psycopg://rinnalla:kanariasalasana@127.0.0.1:1/rinnalla"
AT = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a database, and nobody in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'rinnalla.db'}")
    monkeypatch.setenv("ENCRYPTION_KEYS", KEY)
    schema.migrate(f"sqlite:///{tmp_path / 'rinnalla.db'}", KEY)
    return tmp_path


def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str]:
    """The exit code, and everything that stands on the operator's screen."""
    monkeypatch.setattr("sys.argv", ["bot", *words])
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main()
    screen = capsys.readouterr()
    return ended.value.code, screen.out + screen.err


@pytest.mark.parametrize(
    ("words", "settings", "told"),
    [
        (["backup", "nowhere/x"], {}, "No such file"),
        (["restore", "."], {"DATABASE_URL": "sqlite:///other.db"}, "Is a directory"),
        (["evaluate", "--from", "2026-01-01", "--to", "2026-02-01", "--out", "rinnalla.db"], {}, "File exists"),
        (["clients"], {"DATABASE_URL": GONE}, "cannot be reached"),
        (["rotate-keys"], {"DATABASE_URL": GONE}, "cannot be reached"),
        (["clients"], {"DATABASE_URL": "sqlite:///words.txt"}, "is no database"),
        (["rotate-keys"], {"DATABASE_URL": "sqlite:///words.txt"}, "is no database"),
        (["clients"], {"ENCRYPTION_KEYS": "", "DATABASE_URL": "sqlite:///keyed.db"}, "each key is at least"),
        (["clients"], {"ENV_FILE": "mistyped.env"}, "ENV_FILE: there is no file mistyped.env"),
        (["clients"], {"ENV_FILE": "latin.env"}, "no text in UTF-8"),
        (["professionals", "deactivate", "9" * 30], {}, "less than or equal"),
        (["clients", "assign", "1", "--to", "9" * 30], {}, "less than or equal"),
    ],
)
def test_what_is_wrong_is_told_in_a_line_without_a_trace_or_a_secret(
    words: list[str],
    settings: dict[str, str],
    told: str,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (place / "words.txt").write_text("this was never a database, whatever its name is\n" * 100)
    (place / "keyed.db.key").write_text("short\n")
    (place / "latin.env").write_bytes(b"UNIT_PHONE=\xe4\n")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    code, screen = said(monkeypatch, capsys, *words)
    assert code == 2
    assert told in " ".join(screen.replace("│", " ").split())
    assert "Traceback" not in screen
    assert "kanaria" not in screen


def test_a_trace_never_shows_what_variables_hold() -> None:
    assert not cli.pretty_exceptions_show_locals


def test_an_invitation_holds_a_name_that_fits_a_line(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "Maija\n\x1b[31m\u202e  Virtanen" + "x" * 5000
    said(monkeypatch, capsys, "invite", "--role", "professional", "--name", name)
    store = Store.open(f"sqlite:///{place / 'rinnalla.db'}", keys=KEY)
    [kept] = store.run_now(lambda tx: [row.name for row in tx.session.exec(select(Invitation)).all()])
    store.close_now()
    assert kept.isprintable()
    assert kept.startswith("Maija[31m Virtanen")
    assert len(kept) == 40


def test_half_a_line_in_the_list_of_erasures_stops_nothing_and_a_broken_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rinnalla.db.erased"
    # given a list that a crash cut short
    erasure_file.add(file, [("a" * 64, AT)])
    with file.open("ab") as out:
        out.write(b"bbbb 2026-1")
    # when the next one is written, then both whole ones are read
    erasure_file.add(file, [("c" * 64, AT)])
    assert erasure_file.read(file) == [("a" * 64, AT), ("c" * 64, AT)]
    # and a line that somebody changed stops the start by its place
    file.write_bytes(file.read_bytes().replace(b"a" * 64, b"\xff"))
    with pytest.raises(erasure_file.BrokenList, match=r"rinnalla\.db\.erased, line 1"):
        erasure_file.read(file)


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        ("id <= 2", "FAULT access log: the oldest rows are missing, or row 3 was changed: somebody changed it"),
        ("id = 5", "FAULT access log: row 6 does not fit the one before it: somebody changed it"),
        ("id = 9", "FAULT access log: the newest rows are missing: somebody changed it"),
        (
            "id IN (1, 5, 9)",
            "row 2 was changed; row 6 does not fit the one before it; the newest rows are missing: some",
        ),
        ("id > 0", "FAULT access log: all rows are missing: somebody changed it"),
        ("id < 0", "access log: 9 rows fit together, head +"),
    ],
)
def test_the_operator_reads_which_end_of_the_access_log_is_missing(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], gone: str, told: str
) -> None:
    def nine_lines(tx: Transaction) -> None:
        for _ in range(9):
            audit.log(tx, actor="bot", actor_id=None, client_id=1, what="check_in", why="own", now=AT)

    # given a log from which lines were taken out, and a head that was put back to fit
    store = Store.open(f"sqlite:///{place / 'rinnalla.db'}", keys=KEY)
    store.run_now(nine_lines)
    store.run_now(lambda tx: tx.execute(text(f"DELETE FROM access_log WHERE {gone}")))  # noqa: S608 - from the list above
    fit = "UPDATE setting SET value = link FROM access_log WHERE name = 'log_head' AND id = (SELECT max(id) FROM access_log)"
    store.run_now(lambda tx: tx.execute(text(fit)))
    store.close_now()
    # when the operator checks, then she reads where
    code, screen = said(monkeypatch, capsys, "check")
    assert told in screen
    assert code != 0


def test_a_database_that_is_not_migrated_is_one_fault_and_nothing_in_it_is_looked_at(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # given a file without tables in the place of the database
    (place / "rinnalla.db").write_bytes(b"")
    # when the operator checks, then one line says what to run, and no other speaks of the same fault
    _, screen = said(monkeypatch, capsys, "check")
    assert "this database is not migrated. Run: python -m bot migrate" in screen
    assert "access log" not in screen
    assert "Error" not in screen.partition("token")[0]
