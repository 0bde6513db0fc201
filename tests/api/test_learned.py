"""What a patient has learned, as programs read it."""

from formcheck.api.patients import LearnedOut
from formcheck.learn.progress import Learned


def test_cards_come_in_the_order_in_which_they_are_shown() -> None:
    learned = Learned(frozenset({"discs", "muscles"}), {"scan": "true"}, {"discs": "not_true"})
    shown = LearnedOut.of(learned)
    assert shown.seen == ["muscles", "discs"]
    assert (shown.before, shown.after) == ({"scan": "true"}, {"discs": "not_true"})
