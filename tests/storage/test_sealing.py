"""What lies in the database and its files cannot be read without the keys, and keys can be changed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.config import WrongSetting, read
from bot.storage import people, rotation, schema, sealing
from bot.storage.database import Store
from bot.storage.sealing import Keyring, NoSuchKey, WrongKey
from bot.storage.tables import Note, Person
from tests.conftest import NOON

OLD, NEW = sealing.new_key(), sealing.new_key()
SECRET = "Salainen ajatus äidistä"


def write(store: Store) -> None:
    def work(tx) -> None:
        tx.session.add(Person(telegram_id=777000111, chat_id=777000111))
        tx.session.add(Note(client_id=1, kind="value", words=SECRET, at=NOON))

    store.run_now(work)


def raw(store: Store, what: str) -> list:
    return store.run_now(lambda tx: [row[0] for row in tx.execute(text(what))])


@given(st.text(), st.binary(max_size=12))
@settings(max_examples=150)
def test_what_is_sealed_opens_again_and_only_under_its_label(words: str, label: bytes) -> None:
    ring = Keyring([OLD])
    try:
        words.encode()
    except UnicodeEncodeError:
        return  # a lone surrogate is no text to any database
    sealed = ring.seal(words, label)
    assert ring.open(sealed, label) == words
    assert (sealed == "") == (words == "")
    if words:
        assert sealed != ring.seal(words, label)
        with pytest.raises(NoSuchKey):
            ring.open(sealed, label + b"x")


@given(st.integers(min_value=-(2**63), max_value=2**63 - 1), st.integers(min_value=-(2**63), max_value=2**63 - 1))
@settings(max_examples=150)
def test_a_sealed_number_can_be_compared_and_opened(one: int, other: int) -> None:
    ring = Keyring([OLD])
    assert ring.open_number(ring.seal_number(one)) == one
    assert (ring.seal_number(one) == ring.seal_number(other)) == (one == other)
    assert len(ring.seal_number(one)) == sealing.NUMBER_LENGTH


def test_words_and_telegrams_numbers_are_unreadable_in_the_database(store: Store) -> None:
    # given a person and a note
    write(store)
    # then the rows hold neither
    [words] = raw(store, "SELECT words FROM note")
    [number] = raw(store, "SELECT telegram_id FROM person")
    assert SECRET not in words
    assert "777000111" not in str(number)
    # and the program reads both, and finds the person by number
    assert store.run_now(lambda tx: tx.session.get(Note, 1).words) == SECRET
    assert store.run_now(lambda tx: people.find(tx, 777000111).chat_id) == 777000111
    assert store.run_now(lambda tx: people.find(tx, 777000112)) is None


def test_after_a_rotation_the_old_key_is_not_needed_any_more(database_url: str) -> None:
    # given a database sealed with the old key
    schema_with(database_url, OLD)
    # when the newest key has sealed it
    with pytest.raises(schema.OldKey):
        probe(database_url, f"{NEW},{OLD}")
    assert rotation.rotate(database_url, f"{NEW},{OLD}") == 2
    # then the new key alone reads everything, and the old one nothing
    probe(database_url, NEW)
    store = Store.open(database_url, keys=NEW)
    assert store.run_now(lambda tx: people.find(tx, 777000111)) is not None
    assert store.run_now(lambda tx: tx.session.get(Note, 1).words) == SECRET
    store.close_now()
    with pytest.raises(NoSuchKey):
        probe(database_url, OLD)


def schema_with(url: str, keys: str) -> None:
    store = Store.open(url, keys=keys)
    write(store)
    store.run_now(lambda tx: schema.set_probe(tx._connection, tx.keyring))
    store.close_now()


def probe(url: str, keys: str) -> None:
    """`schema.check`; these databases were made from the tables, so what is right is "not migrated"."""
    try:
        schema.check(url, keys)
    except schema.NotMigrated:
        return


def test_a_wrong_key_stops_the_start_before_anything_is_written_with_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'real.db'}"
    schema.migrate(url, OLD)
    schema.check(url, OLD)
    with pytest.raises(NoSuchKey):
        schema.check(url, NEW)


def test_a_key_file_is_rotated_too_and_keeps_only_the_new_key(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'real.db'}"
    schema.migrate(url)
    file = tmp_path / "real.db.key"
    before = file.read_text()
    rotation.rotate(url)
    assert file.read_text() != before
    assert len(file.read_text().split()) == 1
    schema.check(url)


def test_a_rotation_that_cannot_be_touches_no_key_file(tmp_path: Path) -> None:
    # given a database sealed with a key of the settings, and another that is not migrated
    url, empty = f"sqlite:///{tmp_path / 'real.db'}", f"sqlite:///{tmp_path / 'empty.db'}"
    schema.migrate(url, OLD)
    sealing.file_keys(tmp_path / "empty.db.key")
    before = (tmp_path / "empty.db.key").read_text()
    # when the setting is left out, wrong, or the place is empty
    with pytest.raises(NoSuchKey):
        rotation.rotate(url)
    with pytest.raises(NoSuchKey):
        rotation.rotate(url, NEW)
    with pytest.raises(schema.NotMigrated):
        rotation.rotate(empty)
    # then no key was made and none was changed
    assert not (tmp_path / "real.db.key").exists()
    assert (tmp_path / "empty.db.key").read_text() == before
    schema.check(url, OLD)


def test_what_is_deleted_does_not_lie_on_in_free_pages(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'real.db'}"
    schema.migrate(url, OLD)
    store = Store.open(url, keys=OLD)
    assert store.run_now(lambda tx: tx._connection.exec_driver_sql("PRAGMA secure_delete").scalar()) == 1
    store.close_now()


def test_database_and_key_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    schema.migrate(f"sqlite:///{tmp_path / 'deep' / 'real.db'}")
    store = Store.open(f"sqlite:///{tmp_path / 'deep' / 'real.db'}")
    write(store)
    files = list((tmp_path / "deep").iterdir())
    assert {file.name for file in files} >= {"real.db", "real.db.key", "real.db-wal"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    store.close_now()


def test_a_short_key_is_refused_without_being_shown() -> None:
    with pytest.raises(WrongKey) as refused:
        Keyring(["too-short-a-key"])
    assert "too-short" not in str(refused.value)
    with pytest.raises(WrongSetting) as told:
        read(None, encryption_keys="too-short-a-key")
    assert "too-short" not in str(told.value)


def test_postgresql_in_earnest_wants_a_key_of_its_own() -> None:
    with pytest.raises(WrongSetting, match="ENCRYPTION_KEYS"):
        read(None, database_url="postgresql+psycopg://u:p@h/n").own_keys()
