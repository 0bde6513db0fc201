"""What tools/synth says about its clips is true: sizes, supports, formats, and the same every time."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy.truth import load_truth
from tools.synth import checks
from tools.synth.body.figure import Figure
from tools.synth.clip import FPS, Clip, play
from tools.synth.picture import atlas
from tools.synth.picture.renderer import Renderer
from tools.synth.plan.breathing import breath_keys
from tools.synth.plan.curves import value_at
from tools.synth.plan.events import Fault
from tools.synth.plan.holds import plank
from tools.synth.plan.motion import Motion
from tools.synth.pose.limbs import Limbs
from tools.synth.pose.plank import Plank
from tools.synth.pose.posture import MAT_M
from tools.synth.pose.side_plank import SidePlank, mirrored
from tools.synth.presets import preset
from tools.synth.truth import measure, neutral_standing
from tools.synth.writer import renderer_of, write

AWAY = np.array([0.0, 0.0, 1.0])
SHORT = Fault("sag", 6.0, 1.0, 2.0)


def short_plank(seed: int = 4) -> Clip:
    clip = preset("plank_small_sag", seed)
    camera = replace(clip.camera, width=160, height=90)
    return replace(clip, name="short", plan=plank(seed, 4.0, (SHORT,), spine=-0.5), camera=camera)


def test_supports_lie_on_the_mat(figure: Figure) -> None:
    for finding in checks.contacts(figure, "m3"):
        assert finding.passed, finding


@pytest.mark.parametrize("sag", [-14.0, 0.0, 4.0, 17.0])
def test_a_plank_sags_as_far_as_asked_whatever_the_spine_does(figure: Figure, sag: float) -> None:
    posture, limbs = Plank(figure), Limbs(figure)
    for lumbar in (0.0, -0.6 * sag):
        posed = figure.kinematics(posture.pose({"sag": sag, "lumbar": lumbar}))
        values = measure(figure, limbs, posed, "plank")
        assert values["shoulder_hip_ankle_deg"] == pytest.approx(180 + sag, abs=0.02)
        assert values["lumbar_deg"] == pytest.approx(lumbar, abs=0.02)
        assert np.sign(values["hip_offset_fraction"]) == np.sign(sag) or abs(sag) < 0.1


def test_the_right_side_plank_is_the_left_ones_mirror_image(figure: Figure) -> None:
    posture, limbs = SidePlank(figure), Limbs(figure)
    left = posture.pose({"sag": 9.0, "roll": 4.0})
    right = mirrored(left)
    values = [
        measure(figure, limbs, figure.kinematics(pose), exercise)
        for pose, exercise in ((left, "side_plank_left"), (right, "side_plank_right"))
    ]
    assert values[0] == pytest.approx(values[1], abs=0.02)
    joints = [limbs.joints(figure.kinematics(pose)) for pose in (left, right)]
    for name, place in joints[0].items():
        other = name.replace("left", "L").replace("right", "left").replace("L", "right")
        assert joints[1][other] == pytest.approx(place * [-1, 1, 1], abs=1e-3)


def test_getting_into_position_never_leaves_or_enters_the_mat(figure: Figure) -> None:
    motion = Motion(figure, short_plank().plan.stages(figure))
    for time_s in (0.5, 1.2, 1.8, 2.4, 2.9):
        _, skin = motion.at(time_s)
        assert abs(skin[:, 1].min() - MAT_M) < 0.005


@pytest.fixture(scope="module")
def written(figure: Figure, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The short clip's truth file."""
    out = tmp_path_factory.mktemp("synth")
    write(short_plank(), figure, out, truth_only=True)
    return out / "short.json"


def drawn(clip: Clip, figure: Figure) -> Renderer:
    """What draws the clip, with a coarse texture: colours do not matter here, time does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atlas, "SIZE", 256)
        return renderer_of(clip, figure)


def test_made_again_it_is_the_same(figure: Figure, written: Path) -> None:
    """The same values and the same picture; another seed gives others."""
    truth = json.loads(written.read_text("utf-8"))["truth"]
    for seed, same in ((4, True), (5, False)):
        for instant in play(short_plank(seed), figure, every=50):
            if instant.number > 2 * FPS:  # before that the person has hardly moved
                now = {key: values[instant.number] for key, values in truth.items()}
                assert (now == instant.values) == same
    posed = next(iter(play(short_plank(), figure, every=10 * FPS))).posed
    pictures = [drawn(short_plank(seed), figure).frame(posed, 3) for seed in (4, 4, 5)]
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], pictures[2])


def test_benchmarks_read_the_file(figure: Figure, written: Path) -> None:
    read = load_truth(written, "plank")
    assert [event.kind for event in read.events] == ["hold"]
    assert [(fault.kind, fault.magnitude) for fault in read.faults] == [("sag", 6.0)]
    assert len(read.time_s) == short_plank().frames == len(read.joints["left_hip"])
    assert read.neutral == pytest.approx(neutral_standing(figure, Limbs(figure)))


def test_the_format_is_that_of_the_clips_in_shared(written: Path, synthetic: Path) -> None:
    theirs = json.loads((synthetic / "plank_sag.json").read_text("utf-8"))
    ours = json.loads(written.read_text("utf-8"))
    assert set(ours) - {"seed"} == set(theirs)
    for key in ("truth", "camera", "neutral_standing"):
        assert set(ours[key]) == set(theirs[key])
    assert ours["joint_names"] == theirs["joint_names"]
    assert [sorted(event) for event in ours["events"]] == [sorted(event) for event in theirs["events"]]


def test_an_interrupted_clip_leaves_nothing(figure: Figure, tmp_path: Path) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(short_plank(), figure, tmp_path, truth_only=True, progress=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_the_picture_shows_the_person_where_the_truth_says(figure: Figure) -> None:
    """Seen against the empty room, the person's pixels surround the joints."""
    clip = short_plank()
    renderer = drawn(clip, figure)
    instant = list(play(clip, figure, every=4 * FPS))[1]
    away = replace(instant.posed, head=instant.posed.head - 60.0 * AWAY)
    difference = np.abs(renderer.frame(instant.posed, 0).astype(int) - renderer.frame(away, 0)).max(axis=2)
    points = np.array(instant.values["joints2d"]).round().astype(int)
    inside = (points >= 0).all(axis=1) & (points < [clip.camera.width, clip.camera.height]).all(axis=1)
    assert inside.all()
    assert np.mean(difference[points[:, 1], points[:, 0]] > 25) > 0.8
    assert np.mean(difference > 25) < 0.25


def test_breaths_come_as_often_as_asked_and_stop_when_held() -> None:
    keys = breath_keys(3, 0.0, 60.0, 5.0, 0.012, (30.0, 45.0))
    t = np.arange(0, 60, 0.05)
    belly = np.array([value_at(keys, float(time_s)) for time_s in t])
    assert np.ptp(belly[(t > 30) & (t < 45)]) == 0.0
    free = belly[t < 29]
    rises = np.flatnonzero((free[1:] > 0.006) & (free[:-1] <= 0.006))
    assert len(rises) == pytest.approx(29 / 5, abs=1.2)
    assert belly.min() >= 0.0
    assert [b for (a, _), (b, _) in pairwise(keys) if b < a] == []
