"""Which patterns are worth trying on a sentence: what a pattern must begin with, read from the pattern."""

import pytest

from bot.domain.first_letters import Index, beginnings, cut


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        (r"\bhaluan", {"hal"}),
        (r"\b(?:haluan|aion) kuolla", {"hal", "aio"}),
        (r"\b(?:jo )?kuolla", {"jo", "kuo"}),
        (r"\bt+apan", None),
        (r"\bd(?:o|og)", None),
        (r"(?:\w+ )?haluan", None),
        (r"\b(?!haluan)tahdon", {"tah"}),
        (r"\bdo\b", {"do"}),
        (r"\bhalu?an", {"hal"}),
        (r"\bha?luan", None),
        (r"\b(?:en|[ae]i)", None),
        (r"\b(?:en[(]|ei\)|[]|]a)", None),
        (r"\b(?:enaa[)(]|eihan\()", {"ena", "eih"}),
    ],
)
def test_a_pattern_tells_the_first_letters_it_needs_or_that_it_needs_none(pattern, letters):
    assert beginnings(pattern) == (None if letters is None else frozenset(letters))


def test_only_signs_outside_brackets_cut():
    assert cut(r"a|(?:b|c)|[|]|\|d", "|") == ["a", "(?:b|c)", "[|]", r"\|d"]


def test_a_pattern_is_tried_where_the_words_it_needs_are():
    # given one that needs two words, and one that nothing is known of
    index = Index.of([r"\bhaluan ~kuolla", r"kuol\w*"])
    # then the first is tried where it may begin, when both words are there; the second always, anywhere
    assert list(index.near("nyt haluan kuolla")) == [(0, [4]), (1, None)]
    assert list(index.near("nyt haluan kotiin")) == [(1, None)]
