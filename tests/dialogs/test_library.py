"""Which script a talk finds: the newest, the one it began with, the one for its age."""

from __future__ import annotations

import pytest

from dialogs.errors import ScriptErrors
from dialogs.library import Library
from dialogs.loader import load_script, load_scripts
from tests.dialogs.writing import SOUND, about, talk


def test_the_newest_of_two_versions_has_the_higher_number():
    scripts = [load_script("talk", about(version=number) + SOUND) for number in (2, 10, 9)]
    library = Library(scripts)
    assert library.newest("talk").version.startswith("10-")
    assert (len(library), library.names()) == (1, ["talk"])


def test_an_older_version_never_becomes_the_newest_even_after_a_return_to_an_earlier_release():
    now, undone = (load_script("talk", about(version=number) + SOUND) for number in (3, 4))
    library = Library([now]).with_older([undone])
    assert library.newest("talk") == now
    assert library.script("talk", undone.version) == undone
    assert list(library) == [now]


def test_a_script_that_was_given_up_serves_only_the_talks_that_stand_in_it():
    given_up = load_script("gone", about() + SOUND)
    library = talk(SOUND).with_older([given_up])
    assert library.newest("gone") == given_up
    assert "gone" not in library
    assert library.names() == ["talk"]


AGED = 'instead_of = "talk"\nages = ["young"]\n'


def standing_in(head: str, facts: str = "") -> str:
    """A script whose [about] has these lines of its own."""
    return about(facts=facts).replace("[about]\n", f"[about]\n{head}") + SOUND


def test_clients_of_an_age_meet_the_script_that_stands_in_under_the_others_name():
    library = load_scripts({"talk": about() + SOUND, "talk_young": standing_in(AGED)})
    assert library.for_age("young").newest("talk").name == "talk_young"
    assert library.for_age("").newest("talk").name == "talk"
    assert library.newest("talk").name == "talk"


def test_an_open_talk_finds_its_script_whatever_the_age():
    library = load_scripts({"talk": about() + SOUND, "talk_young": standing_in(AGED)})
    version = library.newest("talk").version
    assert library.for_age("young").script("talk", version).name == "talk"


@pytest.mark.parametrize(
    ("head", "facts", "said"),
    [
        ('instead_of = "tlak"\nages = ["young"]\n', "", "does not exist"),
        ('instead_of = "talk"\nages = ["teen"]\n', "", "no age group"),
        ('instead_of = "talk"\n', "", "belong together"),
        ('ages = ["young"]\n', "", "belong together"),
        (AGED, "more = [1]", "needs the fact"),
    ],
)
def test_a_script_stands_in_for_one_that_exists_with_the_same_facts(head, facts, said):
    with pytest.raises(ScriptErrors, match=said):
        load_scripts({"talk": about() + SOUND, "talk_young": standing_in(head, facts)})
