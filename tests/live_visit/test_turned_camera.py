"""A camera that lies on its side: the visit says so, and does not ask for a posture that is already held."""

from __future__ import annotations

import pytest

from formcheck.coach.programme import Item
from formcheck.words.catalogue import Words
from tests.support.replays import begun, frames, played, recording, visit


@pytest.mark.parametrize("turned", [0, 90])
def test_the_patient_is_told_to_turn_the_camera(turned: int) -> None:
    track = recording("plank_sag").turned(turned)
    live = begun(visit(track, Item(exercise="plank", hold_s=60, sets=1)))
    said = [said.text for update in played(live, frames(track)) for said in update.said]
    live.close()
    assert (Words("en").text("reason.turned.say") in said) == bool(turned)
