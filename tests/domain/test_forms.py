"""A form's place: on, back, and through the database and back again."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.forms import Queue

ITEMS = st.lists(st.from_regex(r"[a-z0-9]{1,5}", fullmatch=True), min_size=1, max_size=9, unique=True).map(tuple)


@given(ITEMS, st.lists(st.sampled_from(["on", "back"]), max_size=30))
def test_no_item_is_lost_or_doubled_whatever_way_is_taken(items, moves):
    queue = Queue.fresh(items)
    for move in moves:
        queue = Queue.parse(getattr(queue, move)().stored())
        assert tuple(name.removesuffix("*") for name in (*queue.asked, *queue.left)) == items
        assert 1 <= queue.place <= len(items) + 1


def test_an_item_that_was_gone_back_to_is_known_as_asked_before():
    queue = Queue.fresh(("a", "b")).on()
    assert (queue.current, queue.again) == ("b", False)
    assert (queue.back().current, queue.back().again) == ("a", True)
    assert (queue.back().on().current, queue.back().on().again) == ("b", False)


def test_at_the_ends_it_stays():
    assert Queue.fresh(("a",)).back() == Queue.fresh(("a",))
    assert Queue.fresh(("a",)).on().on().current == ""


def test_what_was_put_aside_is_not_asked_but_its_neighbours_are():
    assert Queue.fresh(("a", "b", "c")).without("a").left == ("b", "c")
