"""What a look here and there finds in a film, beside what its scoring finds."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import formcheck
from formcheck.errors import InputError
from formcheck.media.film_times import film_times
from formcheck.pipeline.inspect import inspect
from formcheck.pipeline.looks import LOOK_S, MOST, plan_looks
from formcheck.pose.fake_estimator import FakePoseEstimator
from tests.support.cli_films import film, poses
from tests.support.foreign_files import media_pipe, recorded, sports2d
from tests.support.make_video import make, numbered


def seen(scene: str) -> FakePoseEstimator:
    return FakePoseEstimator(poses(scene))


def test_a_sample_shows_its_exercise(root: Path) -> None:
    found = formcheck.inspect(root / "sample_videos" / "bridge_hollow_low.mp4")
    assert found.names == ["bridge"]
    (part,) = found.exercises
    assert abs(part.start_s - 2.5) < 2 * found.looked.every_s
    assert abs(part.end_s - 30) < 2 * found.looked.every_s
    assert part.measured > 0.9
    assert found.looked.frames <= 66
    assert found.looked.of == found.source.frames == 462
    assert found.person.seen == 1.0
    assert found.view_found is not None
    assert found.view_found.view == "side"
    assert found.turn_deg == 0


@pytest.mark.parametrize(("scene", "reason"), [("nobody", "no_person"), ("crowd", "several_people")])
def test_what_stands_in_the_way_is_told(tmp_path: Path, scene: str, reason: str) -> None:
    found = inspect(film(tmp_path / "f.mp4", 20), estimator=seen(scene))
    assert found.looked.frames < found.looked.of == 300
    reasons = found.exercises[0].reasons if found.exercises else found.reasons
    assert max(reasons, key=lambda why: reasons[why]) == reason
    assert all(part.measured == 0.0 for part in found.exercises)
    assert found.person.seen == float(scene == "crowd")
    assert found.person.several == float(scene == "crowd")


def test_a_picture_on_its_side_is_turned_before_it_is_told(tmp_path: Path) -> None:
    whole = poses("plank")
    lying = FakePoseEstimator(whole.turned(90))
    found = inspect(film(tmp_path / "f.mp4", 20), estimator=lying)
    assert (found.turn_deg, found.names) == (270, ["plank"])


def test_gaps_and_rate_come_from_all_pictures(tmp_path: Path) -> None:
    times = [0.1 * i + 3.0 * (i >= 30) for i in range(60)]
    path = make(tmp_path / "gap.mkv", numbered(60), times)
    found = inspect(path, estimator=seen("plank"))
    assert found.rate.fps == 10.0
    assert [(gap.start_s, gap.end_s) for gap in found.rate.gaps] == [(2.9, 6.0)]
    assert found.rate.gaps_s == 3.1


def test_pictures_too_far_apart_measure_nothing(tmp_path: Path) -> None:
    path = make(tmp_path / "sparse.mkv", numbered(12), [2.0 * i for i in range(12)])
    found = inspect(path, estimator=seen("plank"))
    assert found.reasons == {"frame_rate": 1.0}
    assert all(part.measured == 0.0 for part in found.exercises)


@pytest.mark.parametrize("seconds", [0.07, 0.5, 3, 15, 17, 64, 300])
def test_looks_lie_over_the_whole_film(tmp_path: Path, seconds: float) -> None:
    times = film_times(film(tmp_path / "f.mp4", seconds, (32, 32)))
    looks = plan_looks(times)
    at = times.time_s[looks.numbers]
    assert (np.diff(at) > 0).all()
    assert at[0] <= looks.every_s
    assert at[-1] >= times.time_s[times.in_order()][-1] - looks.every_s
    assert looks.looks <= MOST
    assert len(at) <= 4 * MOST
    gaps = np.diff(at)[np.diff(at) > LOOK_S]
    assert (gaps < 2 * looks.every_s).all()


def test_a_recording_is_looked_at_throughout(root: Path, tmp_path: Path) -> None:
    recording = root / "benchmarks" / "recordings" / "plank_sag.parquet"
    found = inspect(recording)
    assert found.kind == "recording"
    assert found.looked.frames == found.looked.of == found.source.frames
    assert found.names == ["plank"]
    shutil.copy(recording, tmp_path / "recording.parquet")
    inside = inspect(tmp_path)
    assert inside.model_copy(update={"file": found.file}) == found


def test_poses_of_another_program_are_looked_at_throughout(tmp_path: Path) -> None:
    track = recorded("plank_sag")
    (tmp_path / "p.trc").write_text(sports2d(track), "utf-8")
    found = inspect(tmp_path / "p.trc", size=(640, 360))
    assert (found.kind, found.names, found.source.frames) == ("poses", ["plank"], len(track))
    assert found.looked.frames == found.looked.of == len(track)
    assert found.points is not None
    assert found.points.found["left_hip"] == 1.0
    assert len(found.points.found) + len(found.points.absent) == 33
    (tmp_path / "cat.csv").write_text(media_pipe(recorded("catcamel")[:150], "named"), "utf-8")
    (cat,) = inspect(tmp_path / "cat.csv", size=(640, 360)).exercises
    assert cat.unmeasured["back_curve"] == "no_outline"


def test_pictures_that_cannot_be_decoded_are_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "f.mp4", 3)
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + 4
    data[start : data.index(b"moov") - 4] = bytes(data.index(b"moov") - 4 - start)
    path.write_bytes(data)
    with pytest.raises(InputError, match="no picture that can be decoded"):
        inspect(path, estimator=seen("plank"))
