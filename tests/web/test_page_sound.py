"""What the page lets hear: a visit with eyes closed, and the question before the first exercise."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from formcheck.words.catalogue import Words
from tests.support.eyes_closed import Visit, eyes_closed

pytestmark = pytest.mark.waits

SILENCE_S = 0.5
"""So much longer than the longest pause of a recording nothing may be heard while it plays. A share of its
length would ask how often a busy machine listens, and how its sound stutters."""
LATE_S = 1.2
"""A sentence ends so much after the length of its recording at the latest; a tone may come before it."""


def test_a_visit_with_eyes_closed_is_heard_in_full(playwright: Playwright, tmp_path: Path) -> None:
    visit = eyes_closed(playwright, tmp_path, "nl")
    print("\n".join(one.line for one in visit.heard))
    check_sentences(visit)
    check_nothing_at_once(visit)
    words = Words("nl")
    texts = [one.text for one in visit.heard]
    keys = ("coach.pain", "exercise.plank.start", "coach.hold_still", "fault.sag.cue", "coach.done")
    at = [texts.index(words.text(key)) for key in keys]
    assert at == sorted(at)
    assert set(visit.captions) <= {words.text("page.sound.trial"), *texts}
    assert {"start", "correction", "end"} <= set(visit.tones)


def check_sentences(visit: Visit) -> None:
    """Each was played from its recording and heard, to its end unless the next one cut it off."""
    assert len(visit.heard) > 12
    for one in visit.heard[1:]:  # the first is the trial, cut off by the answer that it was not heard
        assert one.audible_s > 0.05, one
        assert one.silent_s < one.pause_s + SILENCE_S, one
    said = [one for one in visit.heard if one.by != "tone"]
    assert {one.by for one in said} == {"packaged"}
    cut = [one for one in said if one.long_s < one.recorded_s - 0.1]
    assert [one for one in said if one.long_s > one.recorded_s + LATE_S] == []
    assert len(cut) <= 3, cut  # the trial, and what an order or a correction cuts off


def check_nothing_at_once(visit: Visit) -> None:
    """No two recordings of sentences sounded at the same time."""
    said = [one for one in visit.heard if one.by != "tone"]
    assert all(one.at_s + one.long_s <= after.at_s + 0.01 for one, after in pairwise(said))
    played = sorted(p for p in visit.played if (p[1] - p[0]) > 1000)
    assert len(played) >= len(said) - 6
    assert all(before[1] <= after[0] + 60 for before, after in pairwise(played))
