"""The prone back extension and the dead bug of tools/synth: the truth is what was asked."""

from __future__ import annotations

import pytest

from tools.synth import lottery
from tools.synth.body.figure import Figure
from tools.synth.exercises.registry import drawable_of, drawables
from tools.synth.pose.dead_bug import DeadBug, Reached
from tools.synth.pose.limbs import Limbs
from tools.synth.pose.prone_lift import Lifted, ProneLift
from tools.synth.truth import measure


def test_a_prone_lift_is_as_high_as_asked(figure: Figure) -> None:
    posture, limbs = ProneLift(figure), Limbs(figure)

    def truth(now: Lifted) -> dict[str, float]:
        return measure(figure, limbs, figure.kinematics(posture.pose(now)), "back_extension")

    rest = truth(Lifted())
    top = truth(Lifted(lumbar=12.0, thoracic=5.0, left_leg=9.0, right_leg=15.0, head=20.0, knees=30.0))
    assert top["lumbar_deg"] == pytest.approx(-12.0, abs=0.3)
    assert top["trunk_pitch_deg"] > rest["trunk_pitch_deg"] + 6.0
    assert top["hip_height_m"] == pytest.approx(rest["hip_height_m"], abs=0.002)
    assert top["head_deg"] - rest["head_deg"] == pytest.approx(20.0, abs=1.5)
    assert 180.0 - top["left_knee_deg"] == pytest.approx(32.0, abs=2.5)
    assert top["right_leg_deg"] - top["left_leg_deg"] == pytest.approx(6.0, abs=0.5)
    straight = truth(Lifted(left_leg=9.0, right_leg=15.0, hips=0.0))
    assert straight["left_leg_deg"] - rest["left_leg_deg"] == pytest.approx(9.0, abs=0.5)
    assert truth(Lifted(hips=0.08))["hip_height_m"] - rest["hip_height_m"] == pytest.approx(0.08, abs=0.005)


def test_a_dead_bug_reaches_and_hollows_as_asked(figure: Figure) -> None:
    posture, limbs = DeadBug(figure), Limbs(figure)

    def truth(now: Reached) -> dict[str, float]:
        return measure(figure, limbs, figure.kinematics(posture.pose(now)), "dead_bug")

    out = truth(Reached(arms=(0.0, 1.0), legs=(1.0, 0.0), lumbar=18.0))
    assert out["lumbar_deg"] == pytest.approx(-18.0, abs=0.3)
    assert out["left_thigh_deg"] == pytest.approx(22.0, abs=2.5)
    assert out["right_thigh_deg"] == pytest.approx(90.0, abs=2.5)
    assert out["right_arm_deg"] < 20.0 < 80.0 < out["left_arm_deg"]
    assert abs(out["trunk_pitch_deg"]) < 6.0


def test_both_are_drawn_by_lot_and_known_to_the_truth() -> None:
    for name in ("back_extension", "dead_bug"):
        assert drawable_of(name) is drawables()[name]
        clips = [lottery.draw(seed, name) for seed in range(700, 716)]
        kinds = {event.fault.kind for clip in clips for event in clip.plan.events if event.fault}
        assert kinds <= set(drawables()[name].ranges)
        assert len(kinds) >= 3
        assert all(event.fault is None for clip in clips[::2] for event in clip.plan.events)
