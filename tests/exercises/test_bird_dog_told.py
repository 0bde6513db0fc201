"""The bird-dog from high in front where the trunk head tells roll and shift."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from formcheck.judge.vocabulary import SIGNAL_ROW
from formcheck.pose.track import Track
from tests.support.scenarios import FRONT
from tests.support.scored import Scored, score
from tests.support.stick_figures import cut, rolled, rows, seconds, told_by_head
from tests.support.stick_postures import bird_dog_front

FPS, LENGTH_S = 15.0, 13.0
ARM_RISE = 0.5
"""Of the figure's raised hand, shoulder widths."""
ROLL, SHIFT = SIGNAL_ROW["trunk_roll_deg"], SIGNAL_ROW["lateral_shift"]


def film(roll_deg: float = 0.0, *, told: bool = True, error_deg: float = 3.0) -> Track:
    """The same pair twice; the trunk rolls each time while the limbs are out, and takes the arm along."""
    time = seconds(LENGTH_S, FPS)
    out = np.clip(np.minimum((time % 6.2) - 1.5, 5.7 - (time % 6.2)), 0.0, 1.0)
    arm = out * (1 + math.sin(math.radians(roll_deg)) / ARM_RISE)
    figure = bird_dog_front(time, left_arm=arm, right_leg=out, roll_deg=roll_deg * out)
    track = replace(figure, time=time).shown(FRONT)
    return told_by_head(track, np.isfinite(track.contrast), error_deg) if told else track


def judged(track: Track, chunks: list[Track] | None = None) -> Scored:
    return score(track, "bird-dog", view="front-high", chunks=chunks)


def kinds(scored: Scored) -> list[set[str]]:
    """Faults of each repetition."""
    return [{fault.kind for fault in event.faults} for event in scored.events]


@pytest.mark.parametrize("roll_deg", [-15.0, 15.0])
def test_who_tilts_every_time_is_told_every_time(roll_deg: float) -> None:
    scored = judged(film(roll_deg))
    assert kinds(scored) == [{"trunk_roll"}, {"trunk_roll"}]
    assert all(event.side == "left_arm_right_leg" for event in scored.events)
    top = np.nanmedian(scored.frames.signals[ROLL][scored.frames.time % 6.2 > 3])
    assert np.sign(top) == np.sign(roll_deg)


def test_the_first_repetition_is_judged_before_there_is_a_reference() -> None:
    """It begins as soon as somebody is down: no rest has been seen."""
    track = film(15.0)
    scored = judged(rows(track, track.time > 2.6))
    assert kinds(scored) == [{"trunk_roll"}, {"trunk_roll"}]


def test_a_level_trunk_is_good_and_measured_throughout() -> None:
    scored = judged(film())
    assert kinds(scored) == [set(), set()]
    assert "trunk_roll" not in scored.result.unmeasured
    assert np.isfinite(scored.frames.signals[[ROLL, SHIFT]]).mean() > 0.9


@pytest.mark.parametrize("camera_deg", [-8.0, -5.0, 5.0, 8.0])
def test_a_camera_that_is_not_level_brings_no_fault(camera_deg: float) -> None:
    assert kinds(judged(rolled(film(), camera_deg))) == [set(), set()]


def test_a_trunk_that_reads_tilted_at_rest_is_not_judged() -> None:
    """Either the camera is not level, or the head is wrong of this person."""
    scored = judged(rolled(film(15.0), 9.0))
    assert kinds(scored) == [set(), set()]
    assert "trunk_roll" in scored.result.unmeasured


def test_where_the_head_is_unsure_nothing_is_said() -> None:
    scored = judged(film(15.0, error_deg=20.0))
    assert kinds(scored) == [set(), set()]
    assert "trunk_roll" in scored.result.unmeasured


def test_landmarks_do_not_stand_in_for_the_head() -> None:
    """It told something, and then no more: the region no longer has the head up."""
    track = film(15.0)
    silent = track.time > 5.9
    gone = replace(track, trunk_roll=np.where(silent, np.nan, track.trunk_roll).astype(np.float32))
    scored = judged(gone)
    assert kinds(scored)[0] == {"trunk_roll"}
    assert np.isnan(scored.frames.signals[ROLL][scored.frames.time > 6.3]).all()


@pytest.mark.parametrize("from_s", [0.4, 2.9, 4.0])
def test_told_from_some_frame_on_frame_by_frame_is_the_whole(from_s: float) -> None:
    track = film(12.0)
    late = np.where(track.time < from_s, np.nan, track.trunk_roll).astype(np.float32)
    track = replace(track, trunk_roll=late)
    whole = judged(track)
    assert whole.same_bytes(judged(track, chunks=cut(track, [1] * len(track))))
    assert whole.same_bytes(judged(track, chunks=cut(track, [7, 0, 30, 1, 64])))
