"""
All rules over all scripts and languages.

    findings = check_all(load_folder(), Texts.load())

A rule is a function in `dialogs/rules`; a new one is added to a list here, with a script that breaks it and one that
keeps it in the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dialogs.house import CONTEXT, HOUSE
from dialogs.language import GROUPS, languages
from dialogs.library import Library
from dialogs.model import Script
from dialogs.paths import walk
from dialogs.rules import choice, figures, honesty, knowledge, order, rhythm, wording
from dialogs.rules.finding import Finding, Given, Rule
from dialogs.rules.wording import Page, WordingRule
from dialogs.words import ENGLISH, Texts

__all__ = ["RULES", "WORDING_RULES", "Finding", "check", "check_all", "survey"]

RULES: tuple[Rule, ...] = (
    figures.never_against_the_client,
    figures.reflects_at_least_as_often_as_it_asks,
    figures.reflects_with_depth,
    figures.works_together,
    rhythm.asks_one_thing_at_a_time,
    rhythm.reflects_between_questions,
    rhythm.affirms_sparingly,
    rhythm.speaks_briefly,
    rhythm.ends_in_time,
    rhythm.is_short_on_a_bad_day,
    honesty.reflects_only_after_an_answer,
    honesty.reflects_what_was_answered,
    honesty.pretends_no_understanding,
    choice.leaves_decisions_to_the_client,
    choice.has_a_way_out,
    choice.leaves_room_for_other_answers,
    knowledge.asks_before_it_tells,
    knowledge.advises_with_permission,
    knowledge.asks_why_not_lower,
    knowledge.knows_its_sources,
    order.is_tagged,
    order.is_walked_to_the_end,
    order.codes_what_it_says,
    order.knows_what_it_names,
)

WORDING_RULES: tuple[WordingRule, ...] = (
    wording.is_translated,
    wording.names_the_same_facts,
    wording.speaks_kindly,
    wording.speaks_plainly,
    wording.fits_the_screen,
)


def check_all(library: Library, texts: Texts) -> list[Finding]:
    """Everything that is wrong, by script and card; each thing once, however many paths lead there."""
    found: set[Finding] = set(_house(texts))
    for given in survey(library).values():
        found.update(check(given, texts))
    return sorted(found)


def check(given: Given, texts: Texts) -> Iterator[Finding]:
    """One script, in all languages."""
    for rule in RULES:
        yield from rule(given)
    for locale in texts.locales:
        page = Page(given, texts, locale)
        for wording_rule in WORDING_RULES:
            yield from wording_rule(page)


def survey(library: Library) -> dict[str, Given]:
    """Every script of a library, walked."""
    scripts = {script.name: script for script in library}
    entered = frozenset(_entered(scripts))
    return {name: Given(walk(script, scripts), scripts, entered) for name, script in scripts.items()}


def _entered(scripts: Mapping[str, Script]) -> Iterable[str]:
    return (card.sub for script in scripts.values() for card in script.cards.values() if card.sub)


def _house(texts: Texts) -> Iterator[Finding]:
    """The few words that belong to no script."""
    for locale in texts.locales:
        for msgid in HOUSE.values():
            if not texts.has(CONTEXT, msgid, locale):
                yield Finding(
                    CONTEXT, "", locale, "untranslated", f"Not translated: “{msgid}”", wording.where(locale, CONTEXT)
                )
                continue
            said = texts.say(CONTEXT, msgid, wording.Unfilled(), locale)
            for group, word in languages().get(locale, languages()[ENGLISH]).forbidden(said):
                problem = f"{GROUPS[group]} (“{word}”): “{said}”"
                yield Finding(CONTEXT, "", locale, "banned", problem, "Say it without this word.")
