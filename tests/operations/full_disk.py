"""A process of its own whose disk runs full and gets room again: `python -m tests.operations.full_disk FOLDER HOW`."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.storage import inbox, schema
from bot.storage.database import Store
from bot.storage.trouble import DatabaseTrouble
from tests.operations.conftest import KEY

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BLOCK = b"x" * 4096
PAYLOAD = json.dumps({"text": "sana " * 200})


def fill(folder: Path, how: str) -> None:
    """No byte more fits."""
    if how == "limit":
        largest = max(file.stat().st_size for file in folder.iterdir())
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
        return
    with suppress(OSError), (folder / "ballast").open("wb", buffering=0) as out:
        while out.write(BLOCK):
            pass


def make_room(folder: Path, how: str) -> None:
    if how == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    else:
        (folder / "ballast").unlink()


async def main(folder: Path, how: str) -> None:
    url = f"sqlite:///{folder / 'rinnalla.db'}"
    schema.migrate(url, KEY)
    store = Store.open(url, keys=KEY)
    kept, refused = [], []

    async def keep(number: int) -> None:
        try:
            await store.run(lambda tx: inbox.store(tx, [(number, 7, PAYLOAD)], NOW))
            kept.append(number)
        except DatabaseTrouble as error:
            refused.append([number, type(error).__name__])

    await keep(1)
    fill(folder, how)
    for number in range(2, 400):
        await keep(number)
        if refused:
            break
    while_full = len(kept)
    make_room(folder, how)
    await keep(refused[0][0] if refused else 400)
    found = await store.run(lambda tx: [update.update_id for update in inbox.claim(tx, NOW, 500)])
    rows = await store.run(inbox.waiting)
    await store.close()
    print(json.dumps({"kept": kept, "refused": refused, "first": found, "rows": rows, "while_full": while_full}))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
