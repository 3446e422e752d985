"""Alembic's doorway: the connection is handed in by `bot/storage/schema.py`; autogenerate compares with the tables."""

from alembic import context
from sqlmodel import SQLModel

import bot.storage.crew_tables
import bot.storage.dose_tables
import bot.storage.evaluation_tables
import bot.storage.group_tables
import bot.storage.lock_tables
import bot.storage.measure_tables
import bot.storage.network_tables
import bot.storage.plan_tables
import bot.storage.record_tables
import bot.storage.tables
import bot.storage.together_tables  # noqa: F401 - registers the tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
