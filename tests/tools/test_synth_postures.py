"""Postures by lot: on the mat, possible, widely spread, and the same from the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from tools.synth.body.figure import Figure
from tools.synth.pose.floor import GIVE_M
from tools.synth.pose.lottery import KINDS, NEAR, PostureLottery
from tools.synth.pose.plausible import plausible
from tools.synth.pose.posture import MAT_M
from tools.synth.spine import lumbar_deg, trunk_orientation

WAYS = [">".join(pair) for pair in NEAR]


@pytest.fixture(scope="module")
def lottery(figure: Figure) -> PostureLottery:
    return PostureLottery(figure)


@pytest.mark.parametrize("kind", [*KINDS, *WAYS])
def test_a_posture_of_every_kind_lies_on_the_mat_and_is_possible(
    figure: Figure, lottery: PostureLottery, kind: str
) -> None:
    for seed in range(2):
        drawn = lottery.draw(np.random.default_rng([seed, 2]), kind)
        height = figure.skin(drawn.posed)[:, 1].min() - MAT_M
        assert drawn.kind == kind
        assert -GIVE_M - 0.004 < height < 0.001
        assert plausible(figure, drawn.posed)
        assert (drawn.seat_m is not None) == (kind == "chair_sitting")
        assert drawn.seat_m is None or 0.3 < drawn.seat_m < 0.6
        for turn in drawn.pose.turns.values():
            assert turn.T @ turn == pytest.approx(np.eye(3), abs=1e-6)


def test_what_carries_is_near_the_mat(figure: Figure, lottery: PostureLottery) -> None:
    carrying = {"standing": ("foot",), "high_plank": ("foot", "wrist"), "tall_kneeling": ("lowerleg01",)}
    for kind, bones in carrying.items():
        for seed in range(6):
            drawn = lottery.draw(np.random.default_rng(seed), kind)
            skin = figure.skin(drawn.posed)
            for bone in bones:
                low = skin[figure.moved_by(bone), 1].min() - MAT_M
                assert abs(low) < 0.05, (kind, seed, bone)


def test_trunks_bend_and_twist_as_far_as_faults_go_and_are_often_near_neutral(
    figure: Figure, lottery: PostureLottery
) -> None:
    lumbar, twist, kinds = [], [], set()
    for seed in range(150):
        drawn = lottery.draw(np.random.default_rng([7, seed]))
        pelvis, thorax = trunk_orientation(figure, drawn.posed)
        between = pelvis.T @ thorax
        lumbar.append(lumbar_deg(pelvis, thorax))
        twist.append(np.degrees(np.arctan2(between[0, 2], between[2, 2])))
        kinds.add(drawn.kind)
    assert np.percentile(lumbar, 4) < -20
    assert np.percentile(lumbar, 96) > 20
    assert np.percentile(np.abs(twist), 90) > 12
    assert 0.15 < np.mean(np.abs(lumbar) < 5) < 0.6
    assert len(kinds & set(KINDS)) > 15
    assert kinds & set(WAYS)


def test_the_same_seed_draws_the_same_posture(figure: Figure, lottery: PostureLottery) -> None:
    first, again = (drawer.draw(np.random.default_rng(5)) for drawer in (lottery, PostureLottery(figure)))
    assert first.kind == again.kind
    assert (first.posed.head == again.posed.head).all()
    assert (first.posed.orientation == again.posed.orientation).all()
