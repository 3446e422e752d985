"""
The environment, read once into one frozen `Config`. Nobody else reads `os.environ`.

A wrong or missing value ends the start with one line that names the setting and the remedy.
"""

from __future__ import annotations

import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.domain.languages import LOCALES
from bot.domain.locks import Policy

SHORTEST_WATCH = 30  # seconds; a loop may wait ten for the database, twice in a round
SHORTEST_KEY = 43  # characters: 256 bits in base64
os.environ.setdefault("PTB_TIMEDELTA", "1")  # python-telegram-bot warns at every RetryAfter otherwise


class WrongSetting(Exception):
    """A setting cannot be used. The operator mends it; the text names it and the remedy, never its value."""


class Mode(StrEnum):
    POLLING = "polling"
    WEBHOOK = "webhook"


class Disclosure(StrEnum):
    """How much of a client a notice or a digest may carry through the channel."""

    POINTER = "pointer"  # that there is something, and about how many
    PSEUDONYM = "pseudonym"  # pseudonym, taps and numbers
    WORDS = "words"  # also the words that the client ticked for it


class Config(BaseSettings):
    """Every setting. Each one is in `.env.example`, with a comment; a test compares the two."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    bot_token: SecretStr = SecretStr("")
    bot_api_url: str = "https://api.telegram.org/bot"
    bot_file_url: str = "https://api.telegram.org/file/bot"
    database_url: str = "sqlite:///rinnalla.db"
    encryption_keys: SecretStr = SecretStr("")
    mode: Mode = Mode.POLLING
    webhook_url: str = ""
    webhook_listen: str = "127.0.0.1:8443"
    webhook_secret: SecretStr = SecretStr("")
    default_locale: str = "fi"
    timezone: str = "Europe/Helsinki"
    log_level: str = "INFO"
    invite_days: Annotated[int, Field(ge=1, le=90)] = 14
    messages_per_second: Annotated[int, Field(gt=0, le=1000)] = 30
    service_hours: str = "08:00-16:00"
    eves_off: bool = True
    disclosure: Disclosure = Disclosure.PSEUDONYM
    instrument_wording: str = ""
    health_listen: str = ""
    watchdog_seconds: Annotated[int, Field(ge=0, le=3600)] = 90
    watchdog_exit: bool = True
    second_factor: Policy = Policy.REQUIRED
    lock_after_hours: Annotated[int, Field(ge=1, le=168)] = 12
    unit_phone: str = ""

    @field_validator("default_locale")
    @classmethod
    def _known_locale(cls, value: str) -> str:
        if value not in LOCALES:
            raise ValueError(f"use one of {', '.join(LOCALES)}")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("use a name from the time zone database, like Europe/Helsinki")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("use DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("use sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME")
        return value

    @field_validator("encryption_keys")
    @classmethod
    def _known_keys(cls, value: SecretStr) -> SecretStr:
        if any(len(key.strip()) < SHORTEST_KEY for key in value.get_secret_value().split(",") if key.strip()):
            raise ValueError("each key has at least 43 characters. Make one with: python -m bot new-key")
        return value

    @field_validator("watchdog_seconds")
    @classmethod
    def _patient_watchdog(cls, value: int) -> int:
        if 0 < value < SHORTEST_WATCH:
            raise ValueError(f"use 0, or {SHORTEST_WATCH} and more: waiting for the database may take ten seconds")
        return value

    @field_validator("service_hours")
    @classmethod
    def _known_hours(cls, value: str) -> str:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", value):
            raise ValueError("write it like 08:00-16:00")
        return value

    @field_validator("unit_phone")
    @classmethod
    def _known_phone(cls, value: str) -> str:
        if not re.fullmatch(r"(\+?\d[\d ]{4,18})?", value.strip()):
            raise ValueError("write it like 013 123 4567 or +358 13 123 4567, or leave it empty")
        return value.strip()

    @field_validator("webhook_listen", "health_listen")
    @classmethod
    def _known_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"[^:\s]+:\d{1,5}", value):
            raise ValueError("write it like 127.0.0.1:8443")
        return value

    @model_validator(mode="after")
    def _whole_webhook(self) -> Config:
        if self.mode is Mode.WEBHOOK:
            if not self.webhook_url.startswith("https://"):
                raise ValueError("WEBHOOK_URL: MODE=webhook needs the public https:// address that Telegram calls")
            if not re.fullmatch(r"[^\s/]+(/[A-Za-z0-9._~/-]*)?", self.webhook_url.removeprefix("https://")):
                raise ValueError("WEBHOOK_URL: its path may hold letters, digits and . _ ~ / - only")
            if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", self.webhook_secret.get_secret_value()):
                raise ValueError("WEBHOOK_SECRET: MODE=webhook needs 16 to 256 letters, digits, - or _")
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def keys(self) -> str:
        """The encryption keys, newest first, with commas between; empty for the key file beside a SQLite file."""
        return self.encryption_keys.get_secret_value()

    def own_keys(self) -> str:
        """The same, for running in earnest. Raises WrongSetting where a key file would be no key management."""
        if not self.keys() and not self.database_url.startswith("sqlite:"):
            raise WrongSetting(
                "ENCRYPTION_KEYS: PostgreSQL needs a key kept apart from it. Make one with: python -m bot new-key"
            )
        return self.keys()

    def token(self) -> str:
        """The bot's token. Raises WrongSetting when there is none or it cannot be one."""
        token = self.bot_token.get_secret_value()
        if not re.fullmatch(r"\d+:[A-Za-z0-9_-]{20,}", token):
            raise WrongSetting("BOT_TOKEN: missing or not a token. Ask @BotFather for one and put it into .env.")
        return token


def supervisor() -> str:
    """Where systemd listens for READY=1 and WATCHDOG=1; empty without one."""
    return os.environ.get("NOTIFY_SOCKET", "")


ENV_FILE = "ENV_FILE"
"""The environment may name another file of settings than `.env`: one installation may run several bots."""


def secret_folders() -> list[Path]:
    """Where a supervisor puts secrets as files, each named like its setting: systemd's credentials, a container's secrets."""
    if ENV_FILE in os.environ:  # one bot of several: nothing may be common to them
        return []
    folders = (os.environ.get("CREDENTIALS_DIRECTORY", ""), "/run/secrets")
    return [Path(folder) for folder in folders if folder and Path(folder).is_dir()]


class _Apart(Config):
    """The settings of one file and nothing of this process's own environment."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: Any, **named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (named["init_settings"], named["dotenv_settings"])


def environment_for(env_file: Path) -> dict[str, str]:
    """The environment of a process that runs this file's bot: this one's, without its settings."""
    own = {name.upper() for name in Config.model_fields}
    kept = {name: value for name, value in os.environ.items() if name.upper() not in own}
    return kept | {ENV_FILE: str(env_file)}


def read_apart(env_file: Path) -> Config:
    """Read one file of settings alone; what this process's environment says does not count."""
    return _read(_Apart, env_file)


def read(env_file: Path | None = Path(".env"), **given: Any) -> Config:
    """Read the settings; values given by name win over the environment, then the file, then files of secrets."""
    if env_file == Path(".env") and (chosen := os.environ.get(ENV_FILE)):
        env_file = Path(chosen)
        if not env_file.is_file():  # the default database would be taken for that bot's
            raise WrongSetting(f"{ENV_FILE}: there is no file {env_file.name}. Name the settings of one bot.")
    return _read(Config, env_file, **given)


def _read(kind: type[Config], env_file: Path | None, **given: Any) -> Config:
    try:
        return kind(_env_file=env_file, _secrets_dir=secret_folders() or None, **given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else ""
        said = first["msg"].removeprefix("Value error, ")
        raise WrongSetting(f"{name}: {said}." if name else f"{said}.") from None
    except UnicodeDecodeError:
        raise WrongSetting("the file of settings is no text in UTF-8. Save it as UTF-8.") from None
