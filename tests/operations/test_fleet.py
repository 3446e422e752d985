"""Several bots in one installation: what two would share is refused, one's end is not the others', and no data crosses."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool
from sqlmodel import select

from bot import fleet
from bot.config import WrongSetting
from bot.storage import erasure_file, schema
from bot.storage.database import Store
from bot.storage.tables import Client, Inbox, Person
from tests.town import town

KEYS = {"harbour": "h" * 43, "island": "i" * 43}
TOKENS = {"harbour": "1:aaaaaaaaaaaaaaaaaaaaaaaa", "island": "2:bbbbbbbbbbbbbbbbbbbbbbbb"}


def write(folder: Path, name: str, **changed: str) -> None:
    values = {"BOT_TOKEN": TOKENS[name], "DATABASE_URL": f"sqlite:///{folder}/{name}.db", "ENCRYPTION_KEYS": KEYS[name]}
    (folder / f"{name}.env").write_text("".join(f"{key}={value}\n" for key, value in (values | changed).items()))


def test_each_file_is_a_bot_whatever_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # given two files, and a token in the environment
    for name in TOKENS:
        write(tmp_path, name)
    monkeypatch.setenv("BOT_TOKEN", "3:cccccccccccccccccccccccc")
    # when they are read, then each has its own
    assert [config.token() for config in fleet.read(tmp_path).values()] == list(TOKENS.values())


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("BOT_TOKEN", TOKENS["harbour"]),
        ("DATABASE_URL", "{folder}/harbour.db"),
        ("ENCRYPTION_KEYS", f"{'n' * 43},{KEYS['harbour']}"),
        ("HEALTH_LISTEN", "127.0.0.1:9464"),
    ],
)
def test_what_two_bots_would_share_is_refused_and_both_files_named(tmp_path: Path, setting: str, value: str):
    # given two files that have one thing in common
    write(tmp_path, "harbour", HEALTH_LISTEN="127.0.0.1:9464")
    prefix = "sqlite:///" if setting == "DATABASE_URL" else ""
    write(tmp_path, "island", **{setting: prefix + value.format(folder=tmp_path)})
    # when they are read, then the setting and both files are named, and no value
    with pytest.raises(WrongSetting, match=rf"{setting}: harbour\.env and island\.env") as refused:
        fleet.read(tmp_path)
    assert value not in str(refused.value)


def test_two_schemas_of_one_database_are_two_places_and_the_same_one_is_not(tmp_path: Path):
    base = "postgresql+psycopg://user:secret@host/county"
    write(tmp_path, "harbour", DATABASE_URL=f"{base}?options=-csearch_path%3Dharbour")
    write(tmp_path, "island", DATABASE_URL=f"{base}?options=-csearch_path%3Disland")
    urls = [config.database_url for config in fleet.read(tmp_path).values()]
    assert len({erasure_file.beside(url) for url in urls}) == 2
    write(tmp_path, "island", DATABASE_URL="postgresql+psycopg://other:x@host/county?options=-csearch_path%3Dharbour")
    with pytest.raises(WrongSetting, match="DATABASE_URL"):
        fleet.read(tmp_path)


def test_an_empty_folder_and_a_wrong_file_are_named(tmp_path: Path):
    with pytest.raises(WrongSetting, match=r"no file like NAME\.env"):
        fleet.read(tmp_path)
    write(tmp_path, "island", BOT_TOKEN="nonsense")
    with pytest.raises(WrongSetting, match=r"island\.env: BOT_TOKEN"):
        fleet.read(tmp_path)


BOT = """
import os, pathlib, sys
file = pathlib.Path(os.environ["ENV_FILE"])
with file.with_suffix(".lives").open("a") as out:
    out.write("x")
sys.exit({"harbour": 2, "island": 1 if file.with_suffix(".lives").stat().st_size < 2 else 2}[file.stem])
"""


async def test_a_bot_that_ends_by_a_fault_is_started_again_and_one_with_wrong_settings_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # given two bots: one is refused by its settings, the other ends once by a fault
    monkeypatch.setattr(fleet, "FIRST_PAUSE", 0.01)
    for name in TOKENS:
        write(tmp_path, name)
    # when both are kept running
    code = await fleet.sail(list(fleet.read(tmp_path)), (sys.executable, "-c", BOT))
    # then only the second had another life, and the end says that something is to be mended
    lives = {name: len((tmp_path / f"{name}.lives").read_text()) for name in TOKENS}
    assert (lives, code) == ({"harbour": 1, "island": 2}, fleet.WRONG)


SAYS_ITS_NUMBER = """
import os, pathlib, signal
pathlib.Path(os.environ["ENV_FILE"]).with_suffix(".pipe").write_text(str(os.getpid()))
signal.pause()
"""


async def test_a_bot_is_stopped_with_its_supervisor(tmp_path: Path):
    # given a bot that would run for ever
    write(tmp_path, "harbour")
    os.mkfifo(tmp_path / "harbour.pipe")
    running = asyncio.create_task(fleet._keep(tmp_path / "harbour.env", (sys.executable, "-c", SAYS_ITS_NUMBER)))
    number = int(await asyncio.to_thread((tmp_path / "harbour.pipe").read_text))
    # when its supervisor is told to stop, then its process is gone as well
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


@pytest.mark.postgres
async def test_one_persons_two_bots_in_one_database_know_nothing_of_each_other(postgres_url: str):
    # given two organisations' bots, each in a schema of its own, and somebody with the same telephone in both
    places = {}
    engine = create_engine(postgres_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in KEYS:
            connection.execute(text(f"CREATE SCHEMA {name}"))
            places[name] = make_url(postgres_url).update_query_dict({"options": f"-csearch_path={name}"})
    urls = {name: url.render_as_string(hide_password=False) for name, url in places.items()}
    for url in urls.values():
        schema.migrate(url)
    async with town(urls["harbour"]) as harbour, town(urls["island"]) as island:
        pro = await harbour.professional("Maija")
        client = await harbour.client(pro, "Koivu")
        other = island.desk.user("Koivu", "fi", id=client.id)
        # when she writes to the second one, where she was never invited
        await island.say(other, "hei")
        # then she is a stranger there, and a client in the first
        assert island.last(other).text != harbour.last(client).text
        for place, people in ((harbour, 2), (island, 0)):
            found = await place.coach.store.run(
                lambda tx: (len(tx.session.exec(select(Person)).all()), len(tx.session.exec(select(Client)).all()))
            )
            assert found == (people, people // 2)
    # and in the common part of the database there is nothing at all
    common = Store.open(postgres_url)
    assert common.run_now(lambda tx: len(tx.session.exec(select(Inbox)).all())) == 0
    await common.close()
