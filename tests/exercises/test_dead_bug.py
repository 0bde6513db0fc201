"""The dead bug: the lower back stays on the mat, opposite limbs go out, slowly, and the other leg stays."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from formcheck.exercises import get_exercise
from formcheck.signals.back_on_mat import DEG_PER_TORSO, BackOnMat
from formcheck.signals.limb_names import LEFT_ARM, RIGHT_ARM
from tests.support.lying_scenarios import bugs
from tests.support.posture_figures import bridge
from tests.support.scored import Scored, score
from tests.support.stick_figures import FAR, Scene, seconds
from tests.support.stick_lying import dead_bug

SCENE = Scene(noise_px=0.25, seed=7)
HOLLOW = next(b for b in get_exercise("dead-bug").config().bands if b.fault == "lumbar_hollow")


def reached(**changes: Any) -> Scored:
    """Two repetitions, the second as asked."""
    return score(bugs(**changes)(seconds(11.0, 15.0)).shown(SCENE), "dead-bug")


def faults(scored: Scored) -> list[set[str]]:
    return [{fault.kind for fault in event.faults} for event in scored.events]


@pytest.mark.parametrize(("beyond", "named"), [(-2.5, False), (2.5, True)])
def test_the_back_leaves_the_mat_where_the_band_says(beyond: float, named: bool) -> None:
    assert HOLLOW.calibrated_green is not None
    scored = reached(hollow_deg=-HOLLOW.calibrated_green[0] + beyond)
    assert faults(scored) == [set(), {"lumbar_hollow"} if named else set()]


def test_the_rise_of_the_outline_is_read_in_degrees() -> None:
    track = dead_bug(seconds(1.0), hollow_deg=20.0).shown(Scene())
    flat = dead_bug(seconds(1.0)).shown(Scene())
    back = BackOnMat()
    read = np.nanmedian(back(track)) - np.nanmedian(back(flat))
    assert read == pytest.approx(-20.0, abs=1.0)
    one = track[:1]
    assert back(one) == back(track)[0]  # type: ignore[index]
    assert math.isnan(float(back(track[1:2])))
    assert DEG_PER_TORSO > 0


def test_each_pair_has_its_name() -> None:
    assert [event.side for event in reached().events] == ["left_arm_right_leg", "right_arm_left_leg"]
    both = reached(same_side=True)
    assert [event.side for event in both.events] == ["left_arm_right_leg", None]
    assert faults(both) == [set(), {"same_side"}]


def test_the_leg_tells_the_pair_where_the_arms_were_taken_for_each_other() -> None:
    """At rest they are behind each other; the one that leaves has the other's name at first, as on a clip."""
    figure = bugs()(seconds(11.0, 15.0))
    behind = {name: place - FAR * (name in ("elbow", "wrist")) for name, place in figure.far.items()}
    track = replace(figure, far=behind).shown(SCENE)
    second = score(track, "dead-bug").events[1]
    xy = track.xy.copy()
    rows = np.flatnonzero((track.time > second.start_s) & (track.time < second.start_s + 0.7))[:, None]
    xy[rows, LEFT_ARM], xy[rows, RIGHT_ARM] = track.xy[rows, RIGHT_ARM], track.xy[rows, LEFT_ARM]
    scored = score(replace(track, xy=xy), "dead-bug")
    assert [event.side for event in scored.events] == ["left_arm_right_leg", "right_arm_left_leg"]
    assert faults(scored) == [set(), set()]


def test_how_far_limbs_are_lowered_is_not_judged() -> None:
    """Reached out to half of the way only."""
    time = seconds(6.0, 15.0)
    out = 0.62 * np.clip(np.minimum((time - 1.6) / 1.3, (5.2 - time) / 1.3), 0.0, 1.0)
    scored = score(dead_bug(time, near_leg=out, far_arm=out).shown(SCENE), "dead-bug")
    assert [event.kind for event in scored.events] == ["rep"]
    assert scored.result.word == "good"


def test_an_arm_alone_is_an_attempt() -> None:
    time = seconds(6.0, 15.0)
    out = np.clip(np.minimum((time - 1.6) / 1.3, (5.2 - time) / 1.3), 0.0, 1.0)
    scored = score(dead_bug(time, far_arm=out).shown(SCENE), "dead-bug")
    assert [event.kind for event in scored.events] == ["attempt"]


def test_without_an_outline_the_back_is_not_judged() -> None:
    figure = bugs(hollow_deg=30.0)(seconds(11.0, 15.0))
    scored = score(figure.shown(Scene(noise_px=0.25, contrast=0.0)), "dead-bug")
    assert "lumbar_hollow" in scored.result.unmeasured
    assert all("lumbar_hollow" in event.main_unmeasured for event in scored.events)


def test_lying_with_the_feet_on_the_mat_is_none() -> None:
    scored = score(bridge(0.0)(seconds(4.0)).shown(SCENE), "dead-bug")
    assert list(scored.events) == []
