"""Builds the house: scripts, words, rules, helplines, instruments and customs, read once at the start."""

from __future__ import annotations

import secrets
from datetime import time, timedelta
from pathlib import Path

from bot import instrument_files
from bot.actions.house import Customs, House
from bot.config import Config
from bot.domain import helplines, own_measures, safety
from bot.domain.groups import parse_themes
from bot.domain.instruments import Instruments
from bot.domain.profiles import Known
from bot.domain.workdays import WorkingDays
from bot.storage.profile_files import read_profiles
from bot.words import Words
from dialogs.library import Library
from dialogs.loader import load_folder

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS, LOCALE_FOLDER, DATA = ROOT / "dialogs" / "scripts", ROOT / "locales", ROOT / "bot" / "data"
CODE_BYTES = 16  # of an invitation: 128 bits, not to be guessed; digits and a to f, so that none reads like words


def profile_names(library: Library, instruments: Instruments) -> Known:
    """What a working model may name."""
    dialogs = {script.name for script in library}
    return {"dialog": dialogs, "instrument": instruments.known, "measure": own_measures.KINDS}


def build_house(config: Config, bot_name: str) -> House:
    """Read scripts, words, rules and helplines once; nothing of it changes afterwards."""
    words = Words.load(LOCALE_FOLDER)
    library = load_folder(SCRIPTS)
    instruments = instrument_files.load(config.instrument_wording)
    opens, closes = (time.fromisoformat(part) for part in config.service_hours.split("-"))
    return House(
        library=library,
        words=words,
        understood=words.texts.wordings,
        safety=safety.Rules.load((DATA / "safety.toml").read_text("utf-8")),
        helplines=helplines.parse((DATA / "helplines.toml").read_text("utf-8")),
        working=WorkingDays.finland(config.eves_off, opens, closes, config.timezone),
        customs=Customs(
            locale=config.default_locale,
            timezone=config.timezone,
            invite_for=timedelta(days=config.invite_days),
            service_from=opens,
            service_until=closes,
            disclosure=str(config.disclosure),
            second_factor=str(config.second_factor),
            lock_after=timedelta(hours=config.lock_after_hours),
            unit_phone=config.unit_phone,
        ),
        bot_name=bot_name,
        make_code=lambda: secrets.token_hex(CODE_BYTES),
        themes=parse_themes((DATA / "group_themes.toml").read_text("utf-8")),
        profiles=read_profiles(DATA / "profiles", profile_names(library, instruments)),
        instruments=instruments,
    )
