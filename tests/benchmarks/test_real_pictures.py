"""Pictures of what is wrong: drawn from landmarks and outline, one file each, old ones taken away."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from benchmarks.accuracy.real.judging import Judged, Subject
from benchmarks.accuracy.real.labels import ClipTimes, read_row
from benchmarks.accuracy.real.pictures import draw_wrongs, near_side
from benchmarks.accuracy.real.pictures import read_row as outline_row
from benchmarks.accuracy.real.wrongs import Wrong
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import STATION_COUNT, ModelInfo, Track

ROW = {"id": "p", "kind": "photo", "exercise": "front plank", "view": "side", "form": "good"}


ACROSS = {"SHOULDER": 200, "ELBOW": 210, "WRIST": 180, "HIP": 330, "KNEE": 420, "ANKLE": 520}


def lying(outline: bool) -> Subject:
    xy = np.full((9, 33, 2), 240.0)
    for name, x in {
        "SHOULDER": 200,
        "ELBOW": 210,
        "WRIST": 180,
        "HIP": 330,
        "KNEE": 420,
        "ANKLE": 520,
    }.items():
        xy[:, [Landmark[f"LEFT_{name}"], Landmark[f"RIGHT_{name}"]], 0] = x
    line = np.full((9, STATION_COUNT), np.nan)
    line[::3] = 0.2 if outline else np.nan
    time, model = np.arange(9) / 15, ModelInfo("fake", "none")
    track = Track.build(time, xy, size=(640, 360), model=model, dorsal=line, ventral=line)
    nothing = Judged("plank", (), "good", (), frozenset(), ())
    label = read_row(ROW | {"whole_body": "yes"}, ClipTimes())
    return Subject(label, track, "recording", "none", nothing, {"plank": nothing})


def ink(path: Path) -> int:
    picture = np.asarray(cv2.imread(str(path)))
    return int((picture < 240).any(axis=2).sum())


def test_skeleton_and_outline_are_drawn(tmp_path: Path) -> None:
    wrong = [Wrong("p", "good called a fault", "hold 0.0-0.5 s, pike -0.07", 0.2)]
    (bare,) = draw_wrongs(wrong, {"p": lying(outline=False)}, tmp_path / "bare")
    (drawn,) = draw_wrongs(wrong, {"p": lying(outline=True)}, tmp_path / "drawn")
    assert drawn.name == "good-called-a-fault--p--000.2s.png"
    assert ink(drawn) > ink(bare) + 500


def test_what_an_earlier_run_drew_is_taken_away(tmp_path: Path) -> None:
    subjects = {"p": lying(outline=True)}
    draw_wrongs([Wrong("p", "one", "", 0.2)], subjects, tmp_path)
    assert draw_wrongs([], subjects, tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_the_outline_nearest_in_time_is_taken() -> None:
    track = lying(outline=True).track
    assert outline_row(track.dorsal, track.time, 4) == 3
    assert outline_row(track.dorsal, track.time * 10, 4) is None
    assert outline_row(np.full_like(track.dorsal, np.nan), track.time, 4) is None


def test_near_side() -> None:
    seen = np.full(33, 0.9, np.float32)
    seen[[Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE]] = 0.3
    assert near_side(seen) == "right"
