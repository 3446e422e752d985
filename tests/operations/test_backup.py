"""A backup is taken while the bot works, put back into an empty place, and the bot goes on kindly."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot import backups
from bot.__main__ import cli
from bot.storage import erasure_file, outbox, restore, rotation, schema, sealing
from bot.storage.database import Store, build_engine
from bot.storage.restore import CannotRestore
from bot.storage.tables import Client
from sandbox.model import User
from tests.operations.conftest import KEY, config, keyed_town, move
from tests.town import MORNING, Town

PIECES = 5  # places at which a file is damaged


def rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    engine = build_engine(url, sealing.Keyring([KEY]))
    tables = schema.metadata().sorted_tables
    with engine.connect() as connection:
        counts = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]
    engine.dispose()
    return dict(zip((table.name for table in tables), counts, strict=True))


async def lived(place: Town, pseudonym: str = "Koivu", pro: User | None = None) -> tuple[User, User]:
    """A professional, and a client who answered once."""
    pro = pro or await place.professional()
    client = await place.client(pro, pseudonym)
    await place.to_check_in(client)
    await place.press(client, "7")
    return pro, client


async def goes_on(place: Town, client: User) -> None:
    """The bot answers her, and asks her again when it is time."""
    await place.say(client, "/valikko")
    assert place.offered(client)
    heard = len(place.desk.messages(client.id))
    await place.to_check_in(client)
    assert len(place.heard(client, heard)) == 1


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("source", "target"), [("sqlite_migrated", "postgres_place"), ("postgres_migrated", "sqlite_place")]
)
async def test_a_house_moves_between_databases_and_loses_nothing(
    source: str, target: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    migrated: str = request.getfixturevalue(source)
    url, file = request.getfixturevalue(target), tmp_path / "move.backup"
    async with keyed_town(migrated) as place:
        # given a client in the middle of her check-in, and a bot that was stopped
        _, client = await lived(place)
        await place.coach.stop()
        before = rows(migrated)
        # when its backup is put into an empty place of either kind
        written = backups.write(config(migrated), file, place.clock.now())
        done = backups.put_back(config(url), file, place.clock.now(), stopped=True)
        # then every row is there, and the bot goes on with her old buttons
        assert rows(url) == before
        assert done.rows == written == sum(before.values())
        schema.check(url, KEY)
        move(place, url)
        await place.coach.start()
        asked = place.offered(client)
        await place.press(client, asked[0])
        assert place.offered(client) != asked
        await goes_on(place, client)


async def test_a_backup_under_load_is_one_moment_and_what_was_sent_since_is_not_sent_again(
    migrated: str, sqlite_place: str, tmp_path: Path
) -> None:
    file = tmp_path / "load.backup"
    async with keyed_town(migrated) as place:
        pro, client = await lived(place)
        others = [await place.client(pro, name) for name in ("Haapa", "Paju")]
        # given a message that waits at the moment of the backup, while others write
        person = client.id
        await place.coach.store.run(
            lambda tx: outbox.add(tx, chat_id=person, params={"text": "odottaa"}, kind="", not_before=None)
        )
        write = asyncio.to_thread(backups.write, config(migrated), file, place.clock.now())
        taken, *_ = await asyncio.gather(write, *(place.say(other, "/valikko") for other in others for _ in range(5)))
        await place.settle()
        assert taken > 0
        # when the machine is lost a day later and the backup put back
        await place.coach.stop()
        place.clock.move(timedelta(days=1))
        done = backups.put_back(config(sqlite_place), file, place.clock.now())
        said = [len(place.heard(other)) for other in (client, *others)]
        move(place, sqlite_place)
        await place.coach.start()
        await place.settle()
        # then nobody hears again what was waiting then; it is all one moment
        assert done.calmed.waiting == 0
        again = [text for user in (client, *others) for text in place.heard(user)].count("odottaa")
        assert again <= 1
        # but for the answers to what was heard and not yet answered at that moment: an alarm might be among it
        new = sum(len(place.heard(other)) - count for other, count in zip(others, said[1:], strict=True))
        assert new <= done.calmed.heard
        # and an old question's button is not taken for a new question: she is shown the question again
        before = place.offered(client)
        await place.press(client, before[0])
        assert any("aiempaan kysymykseen" in text for text in place.heard(client, said[0]))
        assert place.offered(client) == before
        # and her button of now works
        await place.press(client, before[0])
        assert place.offered(client) != before


async def test_timers_that_came_due_while_the_machine_was_down_do_not_rain(
    sqlite_migrated: str, sqlite_place: str, tmp_path: Path
) -> None:
    file = tmp_path / "old.backup"
    async with keyed_town(sqlite_migrated) as place:
        # given three clients of daily rhythm, and a backup
        pro = await place.professional()
        clients = [await place.client(pro, name, days=1) for name in ("Koivu", "Haapa", "Paju")]
        backups.write(config(sqlite_migrated), file, place.clock.now())
        await place.coach.stop()
        # when it is put back nine days later, in the middle of the night
        night = (MORNING + timedelta(days=9)).replace(hour=1)
        place.clock.move_to(night)
        backups.put_back(config(sqlite_place), file, night)
        move(place, sqlite_place)
        said = [len(place.desk.messages(client.id)) for client in clients]
        await place.coach.start()
        await place.coach.tick()
        await place.settle()
        # then nobody is woken
        assert [len(place.desk.messages(client.id)) for client in clients] == said
        # and in the next two days each is asked once a day at most
        await place.wait(timedelta(days=2))
        new = [len(place.heard(client, count)) for client, count in zip(clients, said, strict=True)]
        assert all(1 <= count <= 2 for count in new)


async def test_an_erased_client_stays_erased_after_a_restore_from_before(
    sqlite_migrated: str, sqlite_place: str, tmp_path: Path
) -> None:
    monday, tuesday = tmp_path / "monday.backup", tmp_path / "tuesday.backup"
    async with keyed_town(sqlite_migrated) as place:
        # given a backup of Monday, an erasure after it, and a backup of Tuesday
        pro, client = await lived(place)
        await lived(place, "Haapa", pro)
        backups.write(config(sqlite_migrated), monday, place.clock.now())
        await place.say(client, "/tietoni")
        for button in ("Poista kaikki", "Kyllä, poista kaikki", "Poista nyt"):
            await place.press(client, button)
        await place.coach.stop()  # waits until the list beside the database is written
        erasure_file.beside(sqlite_migrated).unlink()  # type: ignore[union-attr]  # as if another machine had written it
        backups.write(config(sqlite_migrated), tuesday, place.clock.now())
        # when Monday's is put back where nothing is left of the old place
        backups.put_back(config(sqlite_place), monday, place.clock.now())
        # then she is not in it, the other one is, and the list goes on in the new place
        store = Store.open(sqlite_place, keys=KEY)
        left = store.run_now(lambda tx: tx.execute(select(Client.pseudonym)).scalars().all())  # type: ignore[call-overload]
        store.close_now()
        assert list(left) == ["Haapa"]
        assert len(erasure_file.read(erasure_file.beside(sqlite_place))) == 1


async def test_an_erased_client_stays_erased_also_when_the_keys_were_rotated_since(
    sqlite_migrated: str, sqlite_place: str, tmp_path: Path
) -> None:
    monday, newest = tmp_path / "monday.backup", sealing.new_key()
    async with keyed_town(sqlite_migrated) as place:
        # given a backup of Monday, and an erasure after it
        pro, client = await lived(place)
        await lived(place, "Haapa", pro)
        backups.write(config(sqlite_migrated), monday, place.clock.now())
        await place.say(client, "/poista")
        for button in ("Kyllä, poista kaikki", "Poista nyt"):
            await place.press(client, button)
        await place.coach.stop()
        backups.write(config(sqlite_migrated), tmp_path / "tuesday.backup", place.clock.now())
        # when it is put back after a new key came, and the old one is taken out of the settings then
        done = backups.put_back(config(sqlite_place, f"{newest},{KEY}"), monday, place.clock.now())
        assert done.resealed > 0
        move(place, sqlite_place)
        place.config = place.config.model_copy(update={"encryption_keys": config(sqlite_place, newest).encryption_keys})
        place._build()
        await place.coach.start()
        # then she is not in it, the other one is, and the bot goes on with him
        left = await place.coach.store.run(lambda tx: tx.execute(select(Client.pseudonym)).scalars().all())  # type: ignore[call-overload]
        assert list(left) == ["Haapa"]
        schema.check(sqlite_place, newest)


async def test_keys_are_rotated_only_while_nobody_is_at_work(migrated: str) -> None:
    new = sealing.new_key()
    async with keyed_town(migrated) as place:
        await lived(place)
        # given a bot at work, when an operator rotates, then nothing is touched
        with pytest.raises(rotation.BotRuns):
            rotation.rotate(migrated, f"{new},{KEY}")
        schema.check(migrated, KEY)
        # and once it has stopped, the same command does it
        await place.coach.stop()
        assert rotation.rotate(migrated, f"{new},{KEY}") > 0
        schema.check(migrated, new)


@pytest.fixture
def backup_file(tmp_path: Path) -> Path:
    url, file = f"sqlite:///{tmp_path / 'small.db'}", tmp_path / "small.backup"
    schema.migrate(url, KEY)
    backups.write(config(url), file, MORNING)
    return file


def test_a_changed_or_cut_file_is_refused_before_anything_is_touched(backup_file: Path, sqlite_place: str) -> None:
    whole = backup_file.read_bytes()
    step = len(whole) // PIECES
    changed = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(20, len(whole), step)]
    for bad in (*changed, *(whole[:at] for at in range(0, len(whole), step)), whole[:-1], whole + b"x", whole + whole):
        backup_file.write_bytes(bad)
        with pytest.raises(CannotRestore, match=r"damaged|none of these keys"):
            restore.restore(sqlite_place, KEY, backup_file, MORNING, stopped=True, then=lambda tx: None)
        assert not Path(sqlite_place.removeprefix("sqlite:///")).exists()


def test_a_backup_opens_only_with_its_key_and_tells_nothing_without(backup_file: Path, sqlite_place: str) -> None:
    with pytest.raises(CannotRestore, match="none of these keys opens this backup"):
        backups.put_back(config(sqlite_place, sealing.new_key()), backup_file, MORNING)
    with pytest.raises(CannotRestore, match="there is no key here"):
        backups.put_back(config(sqlite_place, ""), backup_file, MORNING)
    assert b"client" not in backup_file.read_bytes()
    assert backup_file.stat().st_mode & 0o077 == 0
    # and one made before the keys were rotated opens while the old key is still there
    done_key = sealing.new_key()
    done = backups.put_back(config(sqlite_place, f"{done_key},{KEY}"), backup_file, MORNING)
    assert done.resealed == 0  # nobody is in it
    schema.check(sqlite_place, done_key)


def test_a_backup_goes_only_into_an_empty_place_and_never_over_another(backup_file: Path, sqlite_place: str) -> None:
    schema.migrate(sqlite_place, KEY)
    settings = {"DATABASE_URL": sqlite_place, "ENCRYPTION_KEYS": KEY}
    there = CliRunner().invoke(cli, ["restore", str(backup_file)], env=settings)
    assert (there.exit_code, there.stderr) == (
        2,
        "DATABASE_URL: there is a database already. Restore only into an empty place.\n",
    )
    over = CliRunner().invoke(cli, ["backup", str(backup_file)], env=settings)
    assert over.exit_code == 2
    assert "is there already" in over.stderr


def test_an_older_backup_is_brought_up_to_date_and_a_newer_one_refused(
    backup_file: Path, sqlite_place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "knows", lambda revision: False)  # what the program of last year knew
    with pytest.raises(CannotRestore, match="newer program"):
        backups.put_back(config(sqlite_place), backup_file, MORNING)
    monkeypatch.undo()
    backups.put_back(config(sqlite_place), backup_file, MORNING)
    schema.check(sqlite_place, KEY)
