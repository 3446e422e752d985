"""The picture of energy, by its structure: what stands in it, in which colours, and the same as words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from bot import building
from bot.actions.pictures import LONGEST_ALT, energy_picture
from bot.domain.course import Course, course, own_start
from bot.domain.languages import LOCALES
from bot.pictures import ink
from bot.pictures.charts import EnergyChart
from bot.pictures.drawing import draw, figure_of
from bot.words import Words
from sandbox.files import image_size

FIRST, TODAY = date(2026, 9, 28), date(2026, 11, 25)
COLOURS = {name: value for name, value in vars(ink).items() if name.isupper()}


@pytest.fixture(scope="module")
def words() -> Words:
    return Words.load(building.LOCALE_FOLDER)


def eight_weeks(**more: float) -> Course:
    """Three weeks with answers, one without, one with, then a break of two."""
    weeks = {0: (2, 3), 1: (4,), 2: (5, 3, 4), 4: (6, 5)}
    given = [
        (FIRST + timedelta(days=7 * week + 2 * place), energy)
        for week, energies in weeks.items()
        for place, energy in enumerate(energies)
    ]
    away = (FIRST + timedelta(days=35), FIRST + timedelta(days=48))
    return course(given, [away], FIRST, TODAY, **more)


def found(figure: Figure, gid: str) -> list[object]:
    [axes] = figure.axes
    return [artist for artist in axes.get_children() if artist.get_gid() == gid]


def test_the_picture_has_a_dot_for_each_answer_and_a_line_that_stops_at_gaps(words: Words) -> None:
    figure = figure_of(energy_picture(words, eight_weeks(), "fi"))
    [dots] = found(figure, "answers")
    stretches = found(figure, "stretch")
    assert len(dots.get_offsets()) == 8
    assert [len(line.get_xdata()) for line in stretches] == [3, 1]


def test_breaks_are_shaded_hatched_and_named(words: Words) -> None:
    figure = figure_of(energy_picture(words, eight_weeks(), "fi"))
    [shade] = found(figure, "break")
    assert shade.get_hatch()
    assert "tauko" in [text.get_text() for text in figure.axes[0].texts]


def test_the_own_start_is_shown_only_where_it_is_asked_for(words: Words) -> None:
    without, with_it = eight_weeks(), eight_weeks(start=3.0)
    assert found(figure_of(energy_picture(words, without, "fi")), "start") == []
    assert len(found(figure_of(energy_picture(words, with_it, "fi")), "start")) == 1
    assert "Oma alku: 3" in energy_picture(words, with_it, "fi").alt


def test_the_scale_is_always_the_whole_scale(words: Words) -> None:
    """A picture that zooms in makes a change of one look like much; under two it is noise (domain 3)."""
    for given in ([(FIRST, 5)], [(FIRST, 0), (TODAY, 10)]):
        low, high = figure_of(energy_picture(words, course(given, [], FIRST, TODAY), "fi")).axes[0].get_ylim()
        assert (low, high) == (-0.5, 10.5)


def test_the_file_is_twice_a_telephones_width_small_and_without_metadata(words: Words) -> None:
    body = draw(energy_picture(words, eight_weeks(start=3.0), "fi"))
    assert image_size(body) == (1280, 960)
    assert len(body) < 200_000
    assert b"matplotlib" not in body.lower()


def test_letters_are_large_enough_on_a_telephone(words: Words) -> None:
    figure = figure_of(energy_picture(words, eight_weeks(start=3.0), "fi"))
    shown_at = 340 / (figure.get_figwidth() * 72)  # telephone pixels for each point
    said = [*figure.texts, *figure.axes[0].texts, *figure.axes[0].get_xticklabels()]
    assert min(text.get_fontsize() for text in said if text.get_text()) * shown_at >= 9.5


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("weeks", [1, 2, 8, 27, 60, 110])
def test_nothing_is_cut_off_and_no_two_dates_touch(words: Words, locale: str, weeks: int) -> None:
    first = TODAY - timedelta(weeks=weeks - 1)
    given = [(first + timedelta(days=n), n % 11) for n in range(7 * weeks - 6)]
    figure = figure_of(energy_picture(words, course(given, [], first, TODAY, own_start(given)), locale))
    canvas = figure.canvas
    canvas.draw()
    renderer = canvas.get_renderer()
    boxes = [name.get_window_extent(renderer) for name in figure.axes[0].get_xticklabels()]
    assert all(a.x1 + 8 < b.x0 for a, b in pairwise(boxes))
    for text in (*figure.texts, *figure.axes[0].get_xticklabels(), *figure.axes[0].get_yticklabels()):
        box = text.get_window_extent(renderer)
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.width
        assert box.y0 >= 0


def contrast(one: str, other: str) -> float:
    """WCAG 2: from 1 (the same) to 21."""

    def light(colour: str) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("colour", "least"), [("INK", 7), ("QUIET", 4.5), ("LINE", 4.5), ("DOT", 3)])
def test_what_carries_meaning_stands_out_also_in_grey(colour: str, least: float) -> None:
    assert contrast(COLOURS[colour], ink.PAPER) >= least  # contrast is about lightness only, so greyscale keeps it


def test_no_colour_is_a_grade() -> None:
    assert len(COLOURS) >= 8
    for name, value in COLOURS.items():
        red, green, blue = to_rgb(value)
        assert red <= max(green, blue) + 0.06, f"{name} is reddish"
        assert green <= max(red, blue) + 0.06, f"{name} is greenish"


def numbers_in(chart: EnergyChart) -> list[float]:
    return [middle for stretch in chart.line for _, middle in stretch]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_text_alternative_says_the_same_numbers_in_the_readers_language(words: Words, locale: str) -> None:
    chart = energy_picture(words, eight_weeks(), locale)
    said = [
        float(line.rpartition(": ")[2].replace(",", ".")) for line in chart.alt.splitlines()[1:] if line[-1].isdigit()
    ]
    assert said == numbers_in(chart) == [2.5, 4, 4, 5.5]
    assert ("2.5" if locale == "en" else "2,5") in chart.alt
    assert {"fi": "tauko", "sv": "paus", "en": "break"}[locale] in chart.alt
    assert {"fi": "ei vastauksia", "sv": "inga svar", "en": "no answers"}[locale] in chart.alt
    assert {"fi": "28.9.2026", "sv": "28.9.2026", "en": "28 Sep 2026"}[locale] in chart.alt


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("weeks", [27, 104])
def test_the_text_alternative_of_the_longest_way_fits_below_a_photo(words: Words, locale: str, weeks: int) -> None:
    first = TODAY - timedelta(weeks=weeks - 1)
    given = [(first + timedelta(days=7 * n), 10) for n in range(weeks)]
    chart = energy_picture(words, course(given, [], first, TODAY, 10.0), locale)
    assert len(chart.alt) <= LONGEST_ALT
    assert len(chart.alt.splitlines()) == 2 + len(numbers_in(chart))  # no line was left out


def test_no_word_judges(words: Words) -> None:
    for locale in LOCALES:
        chart = energy_picture(words, eight_weeks(start=3.0), locale)
        said = " ".join([chart.title, chart.scale, chart.break_word, chart.start_word, chart.alt]).casefold()
        assert not re.search(r"paremp|huonomp|hyvä|bättre|sämre|better|worse|good|bad|!", said)


def test_one_day_is_said_as_one_day(words: Words) -> None:
    monday = date(2026, 11, 23)
    chart = energy_picture(words, course([(monday, 6)], [], monday, monday, 6.0), "fi")
    assert chart.alt.splitlines()[0].startswith("Voimat 23.11.2026 asteikolla")
    assert chart.alt.splitlines()[-1] == "23.11.: 6"
