"""The replay draws what the report draws."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.overlay.primitives import Line, Polygon, Polyline
from formcheck.pipeline.judge_memory import JudgedExercise
from formcheck.pose.track import Track
from formcheck.report.drawing import draw
from formcheck.visits import replay as module
from formcheck.visits.again import judged_again
from formcheck.visits.replay import Replay, neutral_of
from formcheck.words.catalogue import Words
from tests.support.practice import sample
from tests.support.replayed import ReadPart, read_part

WORDS = Words("en")


def replayed(name: str) -> tuple[Replay, Track, JudgedExercise]:
    one = sample(name)
    poses, plan, judged = judged_again(one.recording, one.result.exercise)
    return Replay(poses.chunks, judged, plan), Track.concatenate(poses.chunks), judged


def whole(replay: Replay) -> ReadPart:
    parts = [read_part(replay.part(number, WORDS)) for number in range(replay.parts)]
    return ReadPart(parts[0].head, parts[0].times, [frame for part in parts for frame in part.frames])


@pytest.mark.parametrize("name", ["plank-sag", "bird-dog-over_lift"])
def test_the_worst_moment_is_drawn_as_in_the_report(name: str) -> None:
    replay, track, judged = replayed(name)
    part = whole(replay)
    fault = next(fault for event in judged.result.events for fault in event.faults)
    row = int(np.abs(part.times - fault.peak_at_s).argmin())
    assert part.times[row] == pytest.approx(fault.peak_at_s, abs=1e-3)
    drawer, crop = replay._drawer, replay._crop
    at = int(np.abs(track.time - fault.peak_at_s).argmin())
    shapes = drawer.shapes(at, drawer.hud(at))
    assert draw(shapes, track.size).shapes  # the same primitives become the report's still
    found = part.frames[row][2]
    assert len(found) == len(shapes)
    for shape, (style, values) in zip(shapes, found, strict=True):
        if isinstance(shape, Line | Polyline | Polygon):
            points = (shape.a, shape.b) if isinstance(shape, Line) else shape.points
            back = np.reshape(values, (-1, 2)) * (crop.width, crop.height) + (crop.x, crop.y)
            assert np.allclose(back, points, atol=2e-4)
            assert style[1] == shape.role
    assert part.frames[row][0] in ("almost", "different")


def test_a_replay_has_every_second_but_not_every_picture() -> None:
    replay, track, judged = replayed("plank-good")
    part = whole(replay)
    assert len(part.frames) == len(part.times) == part.head["frames"]
    steps = np.diff(part.times)
    assert steps.max() < 1 / module.MOST_A_SECOND + 0.04
    assert part.times[0] == pytest.approx(track.time[0])
    assert part.times[-1] == pytest.approx(track.time[-1], abs=0.1)
    assert len(part.frames) < 16 * (track.time[-1] - track.time[0]) + 20
    assert judged.result.word == "good"


def test_parts_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    one = whole(replayed("plank-sag")[0])
    monkeypatch.setattr(module, "PART", 50)
    several = replayed("plank-sag")[0]
    assert several.parts > 2
    many = whole(several)
    assert np.array_equal(many.times, one.times)
    assert [frame[:2] for frame in many.frames] == [frame[:2] for frame in one.frames]
    assert [[values for _, values in frame[2]] for frame in many.frames] == [
        [values for _, values in frame[2]] for frame in one.frames
    ]


def test_the_neutral_is_that_of_the_reference() -> None:
    replay, track, judged = replayed("plank-good")
    spec = judged.report.spec
    neutral = neutral_of(track, judged.result, spec)
    assert neutral is not None
    start_s, end_s = judged.result.calibration.start_s, judged.result.calibration.end_s
    assert start_s is not None
    assert end_s is not None
    rows = (track.time >= start_s - 1e-3) & (track.time <= end_s + 1e-3)
    assert np.allclose(neutral, np.nanmedian(track.dorsal[rows], axis=0), atol=1e-5, equal_nan=True)
    assert whole(replay).frames[-60][2][0][0][:2] == ["poly", "far"]  # behind everything else
