"""Working models: the five that come along, and errors that a professional can act on."""

from pathlib import Path

import pytest

from bot.building import DATA, SCRIPTS
from bot.domain.plan import Moment, Stage
from bot.domain.profiles import ProfileError, Prompts, parse
from bot.sentences import SENTENCES
from bot.storage.profile_files import read_profiles
from dialogs.loader import load_folder

PROFILES = read_profiles(DATA / "profiles", {"dialog": {script.name for script in load_folder(SCRIPTS)}})
GOOD = (DATA / "profiles" / "gas_icf.toml").read_text("utf-8")


def test_the_five_source_models_come_along_each_with_a_name():
    assert set(PROFILES) == {
        "gas_icf",
        "kela_self_directed",
        "lifestyle_coaching",
        "rehabilitation_counselling",
        "social_rehabilitation",
    }
    assert all(profile.title_key in SENTENCES for profile in PROFILES.values())


@pytest.mark.parametrize("key", PROFILES)
def test_every_dialog_that_a_stage_offers_has_words_for_its_button(key):
    offered = {dialog for stage in PROFILES[key].stages for dialog in stage.dialogs}
    assert {name for name in offered if f"offer_{name}" not in SENTENCES} == set(), "add offer_… to sentences_plan.py"


@pytest.mark.parametrize("key", PROFILES)
def test_a_period_is_six_months_unless_somebody_changes_it(key):
    assert PROFILES[key].weeks in (26, 27), "R79: six months, reviews inside"


@pytest.mark.parametrize("key", PROFILES)
def test_meetings_are_enough_while_people_get_to_know_each_other(key):
    stage = PROFILES[key].stage(Stage.GETTING_TO_KNOW)
    assert stage is not None
    assert stage.prompts is Prompts.NONE  # R7


@pytest.mark.parametrize("key", PROFILES)
def test_the_same_is_measured_at_start_mid_and_end(key):
    measured = [stage.measure for stage in PROFILES[key].stages if stage.measure is not None]
    assert measured == [Moment.START, Moment.MID, Moment.END]  # R88


@pytest.mark.parametrize(
    ("old", "new", "place", "remedy"),
    [
        ('key = "plan"', 'key = "plann"', "stage 2 (plann), key", "Did you mean “plan”?"),
        ('prompts = "none"', 'prompts = "nothing"', "stage 1 (getting_to_know), prompts", "Use one of"),
        ("weeks = 8", "weeks = 0", "stage 3 (trials), weeks", "Use 1 to 104"),
        ("weeks = 8", "weeks = true", "stage 3 (trials), weeks", "Use 1 to 104"),
        ('"experiment", ', '"experimentt", ', "stage 3 (trials), dialogs", "Did you mean “experiment”?"),
        ('measure = "mid"', 'measure = "middle"', "measure", "Did you mean “mid”?"),
        ('measure = "mid"', 'measure = "between"', "measure", "Use one of start"),
        ('group = "offered"', "", "[about]", "Add a line"),
        ("\n[measures]", "\n[mesures]", "the file", "Did you mean “measures”?"),
        ('requirements = ["R65"', 'requirements = ["65"', "[about] requirements", "Write it like"),
        ('key = "continuation"', 'key = "farewell"', "[[stage]]", "Keep to"),
        ("source =", "source", "the file", "Mend the line"),
    ],
)
def test_an_error_names_file_place_and_remedy(old, new, place, remedy):
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    with pytest.raises(ProfileError) as caught:
        parse("gas_icf", text, {"dialog": {script.name for script in load_folder(SCRIPTS)}})
    said = str(caught.value)
    assert said.startswith("bot/data/profiles/gas_icf.toml, ")
    assert place in said
    assert remedy in said


def test_a_plan_comes_before_trials_in_every_model():
    without = "\n".join(part for part in GOOD.split("\n\n") if 'key = "plan"' not in part)
    with pytest.raises(ProfileError, match="“plan” is missing"):
        parse("gas_icf", without)  # R77


def test_an_empty_folder_is_an_error_and_not_a_bot_without_models(tmp_path: Path):
    with pytest.raises(ProfileError, match="no profile"):
        read_profiles(tmp_path)
