"""`python -m bot check`: is everything in place? One answer for each thing that can be wrong before the start."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from bot import building, config, instrument_files
from bot.config import Config, WrongSetting
from bot.domain import helplines, safety
from bot.domain.instruments import WordingErrors
from bot.domain.languages import LOCALES
from bot.domain.profiles import ProfileError
from bot.sentences import SENTENCES
from bot.storage import audit, locks, schema
from bot.storage.database import Store
from bot.storage.profile_files import read_profiles
from bot.storage.sealing import NoSuchKey
from bot.words import Words
from dialogs.errors import ScriptErrors
from dialogs.loader import load_folder

BRACES = re.compile(r"\{(\w+)\}")
MOST_WORDS = 14  # in one sentence of the bot's own; numbers and names that facts bring are not counted
EXEMPT = ("crisis", "seen_rules", "digest_", "prompt_", "case_", "pro_")
"""Given word for word by the clinicians' design text, or read by professionals."""


@dataclass(frozen=True, slots=True)
class Result:
    """`fine`: nothing to do. `fault`: the bot should not run like this. Otherwise a note."""

    what: str
    said: str
    fine: bool = True
    fault: bool = False


class LogChanged(Exception):
    """The access log is not what was written. Whoever answers for the data has to find out why."""


TELLING = (LogChanged, WrongSetting, schema.NotMigrated, schema.OldKey, NoSuchKey, ScriptErrors, ProfileError)
"""Errors whose text is written for the operator and holds nothing secret; of all others only the name is said."""


def checkup(*, offline: bool, today: date) -> list[Result]:
    """All checks, in the order in which an operator would mend them."""
    try:
        settings = config.read(**({"env_file": None} if offline else {}))
    except WrongSetting as error:
        return [Result("configuration", str(error), fine=False, fault=True)]
    results = [Result("configuration", "every setting can be used")]
    if not offline:
        database = _guarded("database", lambda: _database(settings))
        results += [database]
        if database.fine:  # what stands in it can only be looked at then
            results += [_second_factors(settings), _guarded("access log", lambda: _access_log(settings))]
        results += [_guarded("token", lambda: _token(settings))]
    return [
        *results,
        _guarded("scripts", _scripts),
        _guarded("working models", _profiles),
        _translations(),
        _guarded("safety rules", _safety),
        _helplines(today),
        _instruments(settings),
    ]


def _guarded(what: str, look: Callable[[], str]) -> Result:
    try:
        return Result(what, look())
    except Exception as error:
        said = str(error) if isinstance(error, TELLING) else type(error).__name__
        return Result(what, said, fine=False, fault=True)


def _database(settings: Config) -> str:
    schema.check(settings.database_url, settings.keys())
    return "can be reached and is up to date"


def _access_log(settings: Config) -> str:
    store = Store.open(settings.database_url, keys=settings.keys())
    try:
        chain = store.run_now(audit.check)
    finally:
        store.close_now()
    if not chain.whole:
        raise LogChanged(
            f"{_what_is_wrong(chain)}: somebody changed it afterwards. Keep this database as it is and find out who."
        )
    said = f"{chain.rows} rows fit together, head {chain.head[:12] or 'empty'}"
    if chain.as_given:
        said += f". Older ones went before their end was held: row {chain.oldest} is taken as it stood then"
    return said


def _what_is_wrong(chain: audit.Chain) -> str:
    """Which end, which row: each fault that the walk found."""
    faults = (
        (chain.oldest_missing, f"the oldest rows are missing, or row {chain.oldest} was changed"),
        (bool(chain.broken_at), f"row {chain.broken_at} does not fit the one before it"),
        (chain.newest_missing and bool(chain.rows), "the newest rows are missing"),
        (chain.newest_missing and not chain.rows, "all rows are missing"),
    )
    return "; ".join(said for wrong, said in faults if wrong)


def _second_factors(settings: Config) -> Result:
    """How many professionals have one. Those without see nothing where it is required, and are open where it is not."""
    store = Store.open(settings.database_url, keys=settings.keys())
    try:
        have, all_ = store.run_now(locks.enrolled)
    except Exception as error:  # the line on the database says why
        return Result("second factors", type(error).__name__, fine=False)
    finally:
        store.close_now()
    said = f"{have} of {all_} professionals have one; SECOND_FACTOR={settings.second_factor}"
    return Result("second factors", said, fine=have == all_)


def _token(settings: Config) -> str:
    from telegram import Bot
    from telegram.error import InvalidToken, TelegramError

    from handlers.http import AiohttpRequest

    async def ask() -> str:
        async with Bot(settings.token(), settings.bot_api_url, request=AiohttpRequest()) as bot:
            return f"Telegram knows it as @{bot.username}"

    try:
        return asyncio.run(ask())
    except InvalidToken:
        raise WrongSetting("BOT_TOKEN: Telegram does not know it. Ask @BotFather for the right one.") from None
    except TelegramError:
        raise WrongSetting("BOT_API_URL: nobody answers there. Look at the address and the network.") from None


def _scripts() -> str:
    return f"{len(load_folder(building.SCRIPTS))} dialogs can be read; python -m dialogs check judges them"


def _profiles() -> str:
    known = building.profile_names(load_folder(building.SCRIPTS), instrument_files.load(""))
    return f"{len(read_profiles(building.DATA / 'profiles', known))} profiles"


def _safety() -> str:
    rules = safety.Rules.load((building.DATA / "safety.toml").read_text("utf-8"))
    return f"{len(rules.rules)} rules"


def _helplines(today: date) -> Result:
    lines = helplines.parse((building.DATA / "helplines.toml").read_text("utf-8"))
    if lines.to_come(today):
        return Result("helplines", "verified_on lies in the future, and would never grow old: mend it", False, True)
    state = lines.stale(today)
    oldest = min(line.verified_on for line in lines.lines)
    if state == "fail":
        return Result("helplines", f"last looked at on {oldest}: look at each number and its hours now", False, True)
    if state == "warn":
        return Result("helplines", f"last looked at on {oldest}: time to look at each number again", fine=False)
    return Result("helplines", f"{len(lines.lines)} numbers, looked at on {oldest} or later")


def _instruments(settings: Config) -> Result:
    """Without words instruments are not offered, which is a note; with wrong words the bot does not start."""
    try:
        found = instrument_files.in_earnest(settings.instrument_wording)
    except WordingErrors as error:
        return Result("instruments", str(error), fine=False, fault=True)
    said = instrument_files.told(found)
    if not found.words:
        return Result("instruments", f"{said}. INSTRUMENT_WORDING says where they are: docs/measures.md", fine=False)
    return Result("instruments", said)


def _translations() -> Result:
    faults = list(translation_faults(Words.load(building.LOCALE_FOLDER)))
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        return Result("translations", faults[0] + more, fine=False, fault=True)
    return Result(
        "translations", f"{len(SENTENCES)} sentences of the bot's own are complete in {len(LOCALES)} languages"
    )


def translation_faults(words: Words) -> Iterable[str]:
    """What is missing, has other {facts}, or breaks the house's plain language among the bot's own sentences."""
    for key, sentence in SENTENCES.items():
        msgid = sentence[0] if isinstance(sentence, tuple) else sentence
        for locale in LOCALES:
            context = f"bot.{key}"
            if not words.texts.has(context, msgid, locale):
                yield f"{key}: not translated into {locale}"
                continue
            text = words.texts.raw(context, msgid, locale)
            if sorted(set(BRACES.findall(text))) != sorted(set(BRACES.findall(msgid))):
                yield f"{key}: the facts in braces differ in {locale}"
            elif not key.startswith(EXEMPT) and (long := too_long(text)):
                yield f"{key}: {long} words in one sentence in {locale}"


def too_long(text: str) -> int:
    """Words of the first sentence that is longer than the house allows; 0 if none is."""
    for sentence in re.split(r"[.!?:\n]\s*", text):
        count = len(re.findall(r"[^\W\d]+(?:['’-][^\W\d]+)*", BRACES.sub("", sentence)))
        if count > MOST_WORDS:
            return count
    return 0
