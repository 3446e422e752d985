"""MITI figures: the vectors of the domain brief, and the corners of their definitions."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.miti import Counts, count, parse, summary
from dialogs.model import Code

NC, Q, SR, CR, AF, SEEK, EA = Code.NC, Code.Q, Code.SR, Code.CR, Code.AF, Code.SEEK, Code.EA
GI, PER, CON, PWP = Code.GI, Code.PER, Code.CON, Code.PWP

A = [[SEEK], [SR, Q], [CR, Q], [CR, AF], [CR, EA, Q], [CR, SEEK], [SR, EA]]
B = [[Q], [Q], [GI, PER, Q], [SR, Q]]
C = [[NC, Q], [CR, EA, Q], [CR, SEEK], [SR, EA], [AF]]


@pytest.mark.parametrize(
    ("path", "ratio", "percent", "adherent", "against"),
    [(A, 2.0, 66.67, 5, 0), (B, 0.25, 0.0, 0, 1), (C, 1.5, 66.67, 4, 0)],
    ids=["A", "B", "C"],
)
def test_the_vectors_of_the_domain_brief_hold(path, ratio, percent, adherent, against):
    found = count(path)
    assert found.ratio == pytest.approx(ratio)
    assert found.percent_complex == pytest.approx(percent, abs=0.005)
    assert (found.adherent, found.non_adherent) == (adherent, against)


def test_each_code_counts_once_a_volley():
    assert count([[Q, Q, EA, EA]]).by == {Q: 1, EA: 1}


def test_any_complex_reflection_makes_the_volleys_one_reflection_complex():
    found = count([[SR, CR], [SR, SR]])
    assert (found.by, found.reflections, found.percent_complex) == ({CR: 1, SR: 1}, 2, 50.0)


def test_what_is_not_coded_is_no_code():
    assert parse([NC]) == frozenset()
    assert count([[NC], [NC, Q], [NC]]).coded == 1


def test_without_questions_the_ratio_is_infinite_and_without_both_there_is_none():
    assert count([[SR]]).ratio == inf
    assert count([[AF]]).ratio is None
    assert count([[Q]]).ratio == 0.0


def test_the_strict_ratio_takes_what_we_coded_as_collaboration_for_questions():
    found = count([[SEEK], [CR, Q], [CR], [SR, SEEK]])
    assert (found.ratio, found.strict_ratio) == (3.0, 1.0)
    assert count([[SR], [CR]]).strict_ratio == inf
    assert count([[Q]]).percent_complex is None


def test_persuading_with_permission_is_neutral():
    assert count([[PWP]]).non_adherent == 0
    assert count([[PER], [CON]]).non_adherent == 2


def test_a_fourth_affirmation_adds_nothing():
    assert count([[AF]] * 5).adherent == 3


def test_a_summary_weighs_figures_by_their_paths_and_leaves_out_missing_ones():
    found = summary([(1.0, 1), (2.0, 3), (None, 50), (9.0, 1)])
    assert found is not None
    assert (found.low, found.median, found.high) == (1.0, 2.0, 9.0)
    assert summary([(None, 3)]) is None


def test_the_middle_of_an_even_number_of_paths_lies_between_two():
    found = summary([(1.0, 1), (2.0, 1)])
    assert found is not None
    assert found.median == 1.5


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.sampled_from(list(Code)), max_size=5), max_size=8))
def test_reflections_never_outnumber_volleys_and_the_share_is_a_share(path):
    found: Counts = count(path)
    assert found.reflections <= found.coded <= len(path)
    assert found.questions <= len(path)
    assert found.percent_complex is None or 0 <= found.percent_complex <= 100
