"""A camera that is not level: the same events and faults, or "camera tilted"; never a false fault."""

import pytest

from benchmarks.accuracy.mirror import mirrored
from formcheck.exercises import get_exercise
from formcheck.pose.track import Track
from tests.support.scenarios import ALL, GOOD, Scenario
from tests.support.stick_figures import placed, rolled

FLOOR = [s for s in ALL if s.view == "side" and get_exercise(s.exercise).spec.floor is not None]
ON_FLOOR = pytest.mark.parametrize("scenario", FLOOR, ids=str)
LEVEL = [
    s for s in GOOD if s in FLOOR and (floor := get_exercise(s.exercise).spec.floor) and floor.needs_level
]


def film(scenario: Scenario, roll_deg: float) -> Track:
    """In a picture large enough for the turned body."""
    return rolled(placed(scenario.track(), 1.0, (80.0, 120.0), (800, 720)), roll_deg)


@ON_FLOOR
@pytest.mark.parametrize("roll_deg", [-8.0, -4.0, 4.0, 8.0])
def test_a_rolled_camera_changes_no_verdict(scenario: Scenario, roll_deg: float) -> None:
    scored = scenario.score(film(scenario, roll_deg))
    assert scored.faults == scenario.faults
    assert tuple(scored.kinds) == scenario.events
    assert scored.result.camera_roll_deg == pytest.approx(roll_deg, abs=2.5)


@pytest.mark.parametrize("scenario", LEVEL, ids=str)
def test_beyond_what_can_be_trusted_it_is_the_camera(scenario: Scenario) -> None:
    scored = scenario.score(film(scenario, 14.5))
    assert scored.faults == set()
    assert scored.result.word == "not_measured"
    assert "camera_tilted" in scored.result.coverage.reasons
    assert not {e.verdict for e in scored.events} - {"unmeasured"}


def test_the_plank_is_measured_even_then() -> None:
    """Its offsets are held against the body itself."""
    sag = next(s for s in FLOOR if s.faults == {"sag"})
    assert sag.score(film(sag, 14.5)).faults == {"sag"}


@pytest.mark.parametrize("scenario", [s for s in GOOD if s in FLOOR], ids=str)
def test_the_mirror_turns_its_sign(scenario: Scenario) -> None:
    track = film(scenario, 6.0)
    seen = scenario.score(track).result.camera_roll_deg
    assert seen is not None
    assert scenario.score(mirrored(track)).result.camera_roll_deg == pytest.approx(-seen, abs=0.11)
