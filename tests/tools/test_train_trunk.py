"""The trunk head's labels say what a picture shows; of the head itself what needs no training."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.pose.region import CROP, Region
from tools.synth.body.figure import Figure
from tools.synth.picture.camera import Camera, orbit
from tools.synth.rotations import UP, about, about_x, about_y
from tools.train_trunk.labels import SHAPES, SIZE, Label, Truth, mirrored, slices, view_axes

BESIDE = orbit(10.0)
PLACE = np.array([0.1, 0.4, 0.0])
TURNED = Region(430.0, 250.0, 420.0, 0.7)


def some_truth(seed: int = 1) -> Truth:
    random = np.random.default_rng(seed)
    pelvis = about(random.normal(size=3), 0.8)
    spine = np.linspace([0.4, 0.5, 0.0], [-0.1, 0.45, 0.02], 9)
    return Truth(spine, pelvis, pelvis @ about_x(0.2), 11.5, (0.01, 0.03), spine[-1], spine[1])


def flat(label: Label) -> NDArray[np.float32]:
    return label.flat()


def test_a_label_has_all_its_numbers_in_their_places() -> None:
    label = some_truth().label(BESIDE, TURNED)
    numbers = flat(label)
    assert numbers.shape == (SIZE,)
    assert {f.name for f in fields(label)} == set(SHAPES)
    for name, rows in slices().items():
        assert numbers[rows].reshape(SHAPES[name]) == pytest.approx(getattr(label, name), abs=1e-6)


@pytest.mark.parametrize("rotation", [-2.5, -0.4, 0.0, 1.2, 3.0])
def test_the_picture_s_vertical_in_a_crop_turned_clockwise_is_turned_the_other_way(rotation: float) -> None:
    # Straight ahead of a level camera at the place's own height nothing else turns it.
    camera = Camera((0.0, 1.0, 3.0), (0.0, 1.0, 0.0))
    x, y, z = view_axes(camera, np.array([0.0, 1.0, 0.0]), rotation) @ UP
    assert (x, y, z) == pytest.approx((-np.sin(rotation), np.cos(rotation), 0.0), abs=1e-9)


def test_view_axes_are_those_of_the_crop() -> None:
    """A step along X moves a point to the right in the crop, one along Y up, one along Z hardly."""
    axes = view_axes(BESIDE, PLACE, TURNED.rotation)
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-12)
    pixels, _ = BESIDE.project(np.stack([PLACE, *(PLACE + 0.01 * axes)]))
    cos, sin = np.cos(TURNED.rotation), np.sin(TURNED.rotation)
    right, up, near = (pixels[1:] - pixels[0]) @ np.array([[cos, -sin], [sin, cos]])
    assert right[0] > 0.9 * np.hypot(*right)
    assert up[1] < -0.9 * np.hypot(*up)
    assert np.hypot(*near) < 0.1 * np.hypot(*right)


def test_the_verticals_agree() -> None:
    label = some_truth().label(BESIDE, TURNED)
    assert label.pelvis.T @ label.up == pytest.approx(label.pelvis_up, abs=1e-9)
    assert label.thorax.T @ label.up == pytest.approx(label.thorax_up, abs=1e-9)


def test_a_mirror_swaps_the_sides_and_twice_is_nothing() -> None:
    label = some_truth().label(BESIDE, TURNED)
    other = mirrored(label)
    assert other.pelvis_up == pytest.approx(label.pelvis_up * [-1, 1, 1])
    assert np.linalg.det(other.pelvis) == pytest.approx(1.0)
    assert other.spine[:, 0] == pytest.approx(1 - label.spine[:, 0])
    assert flat(mirrored(other)) == pytest.approx(flat(label), abs=1e-6)


def test_a_roll_to_the_left_reads_left_side_up() -> None:
    upright = about_y(0.3)
    rolled = about(upright[:, 2], np.radians(15.0)) @ upright
    truth = some_truth()
    level = Truth(truth.spine, rolled, rolled, 0.0, (0.0, 0.0), truth.hips, truth.shoulders)
    assert np.degrees(np.arcsin(level.label(BESIDE, TURNED).pelvis_up[0])) == pytest.approx(15.0, abs=1e-6)


def test_bodies_of_training_are_no_bodies_of_the_benchmark() -> None:
    from benchmarks.accuracy.more_bodies import HELD_OUT, SEEN, WIDE
    from tools.train_trunk.labels import FIRST_BODY

    seeds = {seed for group in (HELD_OUT, SEEN, WIDE) for numbers in group.values() for seed in numbers}
    assert max(seeds) < FIRST_BODY


def test_a_head_that_learnt_nothing_says_what_the_landmarks_say() -> None:
    torch = pytest.importorskip("torch", reason="needs PyTorch: make train-test")
    from tools.train_trunk.network import TrunkHead, first_guess, parts, six

    head = TrunkHead().eval()
    torch.nn.init.zeros_(head.last.weight)
    torch.nn.init.zeros_(head.last.bias)
    random = np.random.default_rng(2)
    marks = torch.from_numpy(random.uniform(60, CROP - 60, (3, 195))).float()
    world = torch.from_numpy(random.normal(0, 0.3, (3, 117))).float()
    turn = torch.tensor([[0.0, 1.0]] * 3)
    maps = (torch.rand(3, 48, 64, 64), torch.rand(3, 88, 16, 16), torch.rand(3, 288, 4, 4))
    said = parts(head(*maps, marks, world, turn))
    assert torch.allclose(said["pelvis"], six(first_guess(world)[0]), atol=1e-6)
    assert not said["lumbar"].any()


def test_the_window_holds_the_shoulders_of_a_trunk_seen_from_its_end_and_stands_upright() -> None:
    torch = pytest.importorskip("torch", reason="needs PyTorch: make train-test")
    from tools.train_trunk.network import lay, window

    marks = torch.full((1, 39, 5), 128.0)
    # Shoulders 60 pixels apart, hips 12 pixels above them and 20 to the side: the landmarks' axis is off.
    marks[0, 11, :2], marks[0, 12, :2] = torch.tensor([98.0, 140.0]), torch.tensor([158.0, 140.0])
    marks[0, 23, :2], marks[0, 24, :2] = torch.tensor([138.0, 128.0]), torch.tensor([158.0, 128.0])
    turn = torch.tensor([[0.0, 1.0]])
    laid = lay(marks.flatten(1), turn)
    assert laid.axis[0].tolist() == pytest.approx([0.0, 1.0], abs=1e-6)
    assert laid.scale[0].item() == pytest.approx(1.4 * 60 / 256)
    places = (window(laid)[0].reshape(-1, 2) + 1) * 128
    assert (places.amin(0) < torch.tensor([98.0, 100.0])).all()
    assert (places.amax(0) > torch.tensor([158.0, 170.0])).all()


def test_the_window_of_a_trunk_seen_from_the_side_lies_along_it() -> None:
    torch = pytest.importorskip("torch", reason="needs PyTorch: make train-test")
    from tools.train_trunk.network import lay

    marks = torch.full((1, 39, 5), 128.0)
    marks[0, 11, :2] = marks[0, 12, :2] = torch.tensor([168.0, 98.0])
    marks[0, 23, :2] = marks[0, 24, :2] = torch.tensor([88.0, 158.0])
    laid = lay(marks.flatten(1), torch.tensor([[0.0, 1.0]]))
    assert laid.axis[0].tolist() == pytest.approx([0.8, -0.6], abs=1e-6)
    assert laid.vertical[0].tolist() == pytest.approx([0.6, -0.8], abs=1e-6)


def test_all_sizes_of_an_angle_are_drawn_alike_and_a_level_trunk_is_no_majority() -> None:
    from tools.train_trunk.weights import MOST_ODDS, Columns, odds, weights

    random = np.random.default_rng(3)
    angle = np.concatenate([random.normal(0, 2, 900), random.uniform(-20, 20, 300)])
    often = odds(angle)
    assert often.mean() == pytest.approx(1.0)
    assert often.max() / often.min() <= MOST_ODDS + 1e-9
    level = np.abs(angle) < 5
    assert level.mean() > 0.75
    assert (often * level).sum() / often.sum() < 0.55
    assert odds(np.zeros(0)).shape == (0,)
    kind = np.array(["filmed bird_dog_front rolled", "standing", "bridge"] * 400)
    drawn = weights([Columns(kind[:600], np.full(600, 90.0), angle[:600], angle[:600])] * 2)
    assert drawn.mean() == pytest.approx(1.0)
    assert drawn[kind == "standing"].max() < drawn[kind == "bridge"].mean() < drawn[kind == kind[0]].mean()


def test_the_trunk_rolls_without_regard_to_the_limbs(figure: Figure) -> None:
    from tools.synth.spine import trunk_orientation
    from tools.train_trunk.rolled import ROLL_DEG, draw_rolled

    drawn = draw_rolled(figure, np.random.default_rng(5), 12)
    roll = np.degrees(np.arcsin([(trunk_orientation(figure, d.posed)[0].T @ UP)[0] for d in drawn]))
    assert (np.abs(roll) <= ROLL_DEG + 1).all()
    assert np.ptp(roll) > ROLL_DEG
    hands = np.array([[d.posed.head[figure.index[f"wrist.{s}"]][1] for s in "LR"] for d in drawn])
    raised = np.sign(hands[:, 1] - hands[:, 0]) * (np.abs(np.ptp(hands, axis=1)) > 0.1)
    assert {-1, 1} <= {int(r) for r in raised * np.sign(roll)}


def test_the_short_form_makes_crops_a_head_and_its_report(tmp_path: Path, figure: Figure) -> None:
    for name in ("torch", "onnx"):
        pytest.importorskip(name, reason="needs PyTorch and onnx: make train-test")
    from tools.train_trunk.__main__ import main

    assert main(["night", str(tmp_path), "--short", "--workers", "1"]) == 0
    report = (tmp_path / "REPORT.md").read_text(encoding="utf-8")
    assert "free of the limbs" in report
    assert "pose_trunk_full" in report
    head = (tmp_path / "head.pt").stat().st_mtime_ns
    assert main(["night", str(tmp_path), "--short", "--workers", "1"]) == 0
    assert (tmp_path / "head.pt").stat().st_mtime_ns == head


def test_training_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="needs PyTorch: make train-test")
    from tools.train_trunk.network import TrunkHead
    from tools.train_trunk.train import Course

    random, course = np.random.default_rng(1), Course(TrunkHead(), 1e-3, 5)
    course.keep(tmp_path / "a.state", 3, random, [{"step": 3.0}])
    expected = random.random(4)
    other, again = np.random.default_rng(9), Course(TrunkHead(), 1e-3, 5)
    assert again.take_up(tmp_path / "a.state", other) == (4, [{"step": 3.0}])
    assert other.random(4) == pytest.approx(expected)
    for one, two in zip(course.head.parameters(), again.head.parameters(), strict=True):
        assert one.equal(two)
    with pytest.raises(ValueError, match="other crops or epochs"):
        Course(TrunkHead(), 1e-3, 6).take_up(tmp_path / "a.state", other)


def test_who_is_filmed_from_in_front_is_seen_both_ways_up() -> None:
    from tools.train_trunk.weights import Columns
    from tools.train_trunk.where import azimuth_deg, from_the_front

    ahead, beside = orbit(90.0), orbit(5.0)
    assert azimuth_deg(ahead) == pytest.approx(90.0)
    assert from_the_front("quadruped>prone", ahead)
    assert not from_the_front("quadruped", beside)
    assert not from_the_front("standing", ahead)
    none = np.zeros(3)
    columns = Columns(np.array(["quadruped", "standing", "filmed bird_dog_front"]), none + 90, none, none)
    assert columns.front.tolist() == [True, False, True]


def test_the_shipped_head_read_back_says_what_its_graph_says() -> None:
    for name in ("torch", "onnx"):
        pytest.importorskip(name, reason="needs PyTorch and onnx: make train-test")
    import onnxruntime
    import torch

    from tools.train_trunk.dataset import Batch
    from tools.train_trunk.export import SHAPES as GIVEN
    from tools.train_trunk.export import Told
    from tools.train_trunk.network import lay
    from tools.train_trunk.shipped import read_shipped, spread_norms

    graph = Path("models/pose_trunk_full.onnx")
    torch.manual_seed(1)
    given = {name: torch.rand(16, *shape[1:]) for name, shape in GIVEN.items()}
    given["landmarks"] *= CROP
    head = read_shipped(graph)
    first = {name: values[:1] for name, values in given.items()}
    said = onnxruntime.InferenceSession(graph).run(None, {name: v.numpy() for name, v in first.items()})

    def says() -> list[NDArray[np.float32]]:
        with torch.no_grad():
            return [one.numpy() for one in Told(head)(*first.values())][:2]

    assert [one.tolist() for one in says()] == [pytest.approx(one, abs=1e-3) for one in said[:2]]
    laid = lay(given["landmarks"], given["turn"])
    spread_norms(head, Batch(list(given.values()), laid, {}))
    assert [one.tolist() for one in says()] == [pytest.approx(one, abs=1e-3) for one in said[:2]]
    norms = [module for module in head.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    assert all(float(norm.running_var.std()) > 0 for norm in norms)


def test_the_mean_of_heads_lies_between_them(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="needs PyTorch: make train-test")
    from tools.train_trunk.__main__ import main
    from tools.train_trunk.network import TrunkHead
    from tools.train_trunk.train import read_head, write_head

    paths = [tmp_path / "a.pt", tmp_path / "b.pt"]
    for seed, path in enumerate(paths):
        torch.manual_seed(seed)
        write_head(TrunkHead(), path)
    assert main(["mean", *map(str, paths), "--out", str(tmp_path / "mean.pt")]) == 0
    one, other, mean = (read_head(path).last.weight for path in (*paths, tmp_path / "mean.pt"))
    torch.testing.assert_close(mean, (one + other) / 2)
    assert not torch.equal(one, other)
