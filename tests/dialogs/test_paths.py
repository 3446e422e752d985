"""Paths: every way a talk can go, and no way twice."""

from __future__ import annotations

from dialogs.loader import load_script
from dialogs.paths import walk
from dialogs.volleys import Kind, Path, Walk

ABOUT = '[about]\ntitle = "T"\nversion = 1\nprocess = "engage"\nfirst = "a"\n'


def walked(source: str, facts: str = "", **subs: str) -> Walk:
    """Walk a script called “talk”; sub-dialogs by name."""
    sources = {"talk": source, **subs}
    scripts = {
        name: load_script(name, ABOUT + (facts if name == "talk" else "") + text) for name, text in sources.items()
    }
    return walk(scripts["talk"], scripts)


def told(path: Path) -> str:
    """A path in one line: cards said, and in brackets what was answered."""
    return " ".join(
        (f"<{volley.answer.text or volley.answer.values or volley.answer.kind}> " if volley.answer else "")
        + "+".join(message.at[1] for message in volley.messages)
        for volley in path.volleys
    )


def say(text: str = "Hello.") -> str:
    return f'say = [{{ mi = "NC", text = "{text}" }}]\n'


def test_every_button_is_a_path_and_flowing_cards_share_a_volley():
    found = walked(
        f'[a]\n{say()}buttons = [{{ text = "Yes", go = "b" }}, {{ text = "No", go = "c" }}]\n'
        f'[b]\n{say()}next = "c"\n[c]\n{say()}next = "end"\n'
    )
    assert [told(path) for path in found.paths] == ["a <Yes> b+c", "a <No> c"]
    assert found.complete


def test_values_of_a_scale_that_lead_the_same_way_are_one_answer():
    found = walked(
        f'[a]\n{say()}scale = {{ keep = "energy", low = "none", high = "plenty" }}\n'
        f'branch = [{{ when = {{ energy = "0-3" }}, go = "low" }}]\nnext = "rest"\n[low]\n{say()}next = "end"\n'
        f'[rest]\nsay = [{{ mi = "NC", text = "Plenty.", when = {{ energy = "9-10" }} }}]\nnext = "end"\n'
    )
    assert [path.volleys[1].answer.values for path in found.paths] == [(0, 1, 2, 3), (4, 5, 6, 7, 8), (9, 10)]
    # and the middle says nothing at all, which is no turn of the bot
    assert [len(path.turns) for path in found.paths] == [2, 1, 2]


def test_other_and_decline_are_answers_and_exits_are_only_counted():
    found = walked(
        f'[a]\n{say()}buttons = [{{ text = "Yes", go = "end" }}]\nother = "b"\ndecline = "end"\n'
        f'[b]\n{say()}listen = {{ keep = "words" }}\nnext = "end"\n'
    )
    assert [told(path) for path in found.paths] == ["a <Yes> ", "a <decline> ", "a <other> b <typed> "]
    assert found.exits == 2


def test_an_example_fact_makes_a_path_only_where_a_condition_asks_for_it():
    source = (
        f'[a]\n{say()}buttons = [{{ text = "Go on", go = "b" }}, {{ text = "Stop", go = "end" }}]\n'
        f'[b]\nsay = [{{ mi = "NC", text = "You have a step.", when = {{ has_step = true }} }}]\nnext = "end"\n'
    )
    found = walked(source, "facts = { has_step = [true, false], step = ['walk', 'swim'] }\n")
    assert [told(path) for path in found.paths] == ["a <Go on> b", "a <Go on> ", "a <Stop> "]


def test_a_button_with_a_condition_is_there_under_its_condition_only():
    source = (
        f'[a]\n{say()}buttons = [{{ text = "I did it", go = "end", when = {{ has_step = true }} }}, '
        f'{{ text = "Hello", go = "end" }}]\n'
    )
    found = walked(source, "facts = { has_step = [true, false] }\n")
    assert [(path.volleys[0].facts["has_step"], told(path)) for path in found.paths] == [
        (True, "a <I did it> "),
        (True, "a <Hello> "),
        (False, "a <Hello> "),
    ]


def test_a_loop_is_gone_round_once():
    found = walked(
        f'[a]\n{say()}buttons = [{{ text = "Again", go = "b" }}, {{ text = "Stop", go = "end" }}]\n'
        f'[b]\n{say()}next = "a"\n'
    )
    assert [told(path) for path in found.paths] == ["a <Stop> ", "a <Again> b+a <Stop> "]
    assert found.cut == 1


def test_a_sub_dialog_is_entered_and_comes_back_with_what_it_kept():
    found = walked(
        f'[a]\n{say()}sub = "deeper"\nbranch = [{{ when = {{ tired = true }}, go = "rest" }}]\nnext = "end"\n'
        f'[rest]\n{say()}next = "end"\n',
        deeper=f'[a]\n{say()}buttons = [{{ text = "Tired", keep = {{ tired = true }}, go = "end" }}, '
        f'{{ text = "Fine", go = "end" }}]\n',
    )
    assert [told(path) for path in found.paths] == ["a+a <Tired> rest", "a+a <Fine> "]


def test_commands_stand_in_the_volley_that_the_answer_led_to():
    found = walked(
        f'[a]\n{say()}buttons = [{{ text = "Pause", do = [{{ command = "break_start", days = 7 }}], go = "b" }}]\n'
        f'do = [{{ command = "none" }}]\n[b]\n{say()}next = "end"\n'
    )
    [path] = found.paths
    assert [[do.command for do in volley.did] for volley in path.volleys] == [[], ["break_start", "none"]]


def test_too_many_paths_are_bundled_but_all_of_them_are_counted():
    # given eight questions in a row with four answers each: 65,536 paths
    cards = "".join(
        f"[{here}]\n{say()}buttons = [" + ", ".join(f'{{ text = "{n}", go = "{there}" }}' for n in "1234") + "]\n"
        for here, there in zip("abcdefgh", [*"bcdefgh", "end"], strict=True)
    )
    # when
    found = walked(cards)
    # then
    assert (found.count, len(found.paths), found.complete) == (4**8, 1, True)
    assert len(found.volleys) == 1 + 8 * 4


def test_a_script_beyond_the_bound_says_that_it_was_not_walked_to_the_end():
    source = f'[a]\n{say()}buttons = [{{ text = "1", go = "end", tag = "ST" }}, {{ text = "2", go = "end" }}]\n'
    script = load_script("talk", ABOUT + source)
    assert not walk(script, {"talk": script}, single=1, bound=1).complete
    assert walk(script, {"talk": script}, single=1, bound=2).complete


def test_answers_of_different_kind_are_told_apart():
    found = walked(f'[a]\n{say()}listen = {{ keep = "words" }}\ndecline = "end"\nnext = "end"\n')
    assert [path.volleys[1].answer.kind for path in found.paths] == [Kind.TYPED, Kind.DECLINE]
