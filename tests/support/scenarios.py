"""Recordings that every exercise is tested on: a good one, and for each fault one that shows just that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from formcheck.exercises import get_exercise
from formcheck.pose.track import Track
from tests.support.lying_scenarios import bugs, prone_lifts
from tests.support.movements import (
    away,
    between,
    breathing,
    bridging,
    curling,
    dropping,
    dropping_less,
    front_pairs,
    hold,
    look,
    on_knees,
    on_one_leg,
    pairs,
    seat,
    side_hold,
    sinking_hold,
)
from tests.support.scored import Scored, score
from tests.support.stick_figures import Make, Scene, seconds
from tests.support.stick_on_feet import hip_stretch, leg_stretch, lifts_box, standing_up
from tests.support.stick_postures import (
    leg_up,
    push_up,
)
from tests.support.stick_upright import SEATED, UPRIGHT

SIDE = Scene(noise_px=0.25, seed=7)
ON_FEET = Scene(unit_px=125.0, origin=(180.0, 450.0), noise_px=0.25, seed=7)
LYING = replace(SIDE, outline_noise=0.002)
FRONT = Scene(unit_px=110.0, near="left", noise_px=0.25, seed=7)


@dataclass(frozen=True)
class Scenario:
    """A recording and what must come of it."""

    name: str
    exercise: str
    make: Make
    events: tuple[str, ...]
    faults: frozenset[str] = frozenset()
    length_s: float = 13.0
    view: str = "side"
    scene: Scene = SIDE
    fps: float = 30.0

    def __str__(self) -> str:
        return f"{self.exercise}-{self.name}"

    @property
    def sagittal(self) -> bool:
        """The camera sees the body from its side, so that one of its sides is near."""
        return self.view == "side" and get_exercise(self.exercise).spec.framing == "sagittal"

    def track(
        self, *, fps: float | None = None, stretch: float = 1.0, start_s: float = 0.0, **scene: Any
    ) -> Track:
        """Film it. `stretch` slows it down (above 1) or speeds it up. Nobody writes into what they get."""
        if fps is None and stretch == 1.0 and start_s == 0.0 and not scene:
            return _filmed(str(self))
        return self._film(self.fps if fps is None else fps, stretch, start_s, scene)

    def _film(self, fps: float, stretch: float, start_s: float, scene: dict[str, Any]) -> Track:
        time = seconds(self.length_s * stretch, fps)
        figure = replace(self.make(time / stretch), time=start_s + time)
        # One outline reading every tenth of a second, whatever the frame rate.
        every = max(round(fps / 10), 1)
        return figure.shown(replace(self.scene, **{"outline_every": every, **scene}))

    def fits(self, word: str) -> bool:
        """Whether a result's word is the one that belongs to this recording."""
        if not get_exercise(self.exercise).spec.scores_form:
            return word == "not_measured"
        return word in (("almost", "different") if self.faults else ("good",))

    def score(self, track: Track | None = None, **choices: Any) -> Scored:
        """Score it, or another track in its place."""
        if track is None and not choices:
            return _as_filmed(str(self))
        track = self.track() if track is None else track
        return score(track, self.exercise, view=self.view, **choices)


@cache
def _filmed(name: str) -> Track:
    """Drawn once, whatever number of tests take it."""
    scenario = next(s for s in ALL if str(s) == name)
    return scenario._film(scenario.fps, 1.0, 0.0, {})


@cache
def _as_filmed(name: str) -> Scored:
    """Most laws compare with the plain recording: it is scored once."""
    scenario = next(s for s in ALL if str(s) == name)
    return scenario.score(scenario.track())


def _faulty(exercise: str, fault: str, make: Make, *events: str, **more: Any) -> Scenario:
    return Scenario(more.pop("name", fault), exercise, make, events, frozenset({fault}), **more)


_REPS = ("rep", "rep")
_LYING: dict[str, Any] = {"scene": LYING, "fps": 15.0}  # slow and long: half the frames tell as much
_LOOK: dict[str, Any] = {"length_s": 13.5, "scene": UPRIGHT, "fps": 15.0}
_SEAT: dict[str, Any] = {"length_s": 26.0, "scene": SEATED, "fps": 15.0}
_ON_FEET: dict[str, Any] = {"scene": ON_FEET, "length_s": 13.5, "fps": 15.0}
_KNEELS: dict[str, Any] = {"scene": ON_FEET, "length_s": 13.0, "fps": 15.0}
_SHORT: dict[str, Any] = {"length_s": 10.0, "fps": 15.0}
_ON_BACK: dict[str, Any] = {"length_s": 13.0, "fps": 15.0}
_FROM_FRONT: dict[str, Any] = {"view": "front-high", "scene": FRONT}
_TOLD: dict[str, Any] = {"view": "front-high", "scene": replace(FRONT, told=True), "fps": 15.0}

GOOD = (
    Scenario("good", "plank", hold(), ("hold",)),
    Scenario("good around a push-up", "plank", between(push_up), ("hold", "hold")),
    Scenario("good around a lifted leg", "plank", between(leg_up), ("hold", "hold")),
    Scenario("good", "kneeling-plank", on_knees(), ("hold",), **_SHORT),
    Scenario("good", "side-plank", side_hold(), ("hold",)),
    Scenario("good on the knees", "side-plank", side_hold(bent_knees=True), ("hold",)),
    Scenario("good", "kneeling-side-plank", side_hold(bent_knees=True), ("hold",), fps=15.0),
    Scenario("good reps", "bridge", bridging(0.0, 0.0), _REPS),
    Scenario("good hold", "bridge", bridging(0.0, top_s=8.0), ("hold",)),
    Scenario("good", "single-leg-bridge", on_one_leg(0.0, 0.0), _REPS, fps=15.0),
    Scenario("good", "bird-dog", pairs(), _REPS),
    Scenario("calm", "drawing-in", breathing(), ("hold",), length_s=26.0, **_LYING),
    Scenario("good from front", "bird-dog", front_pairs(), _REPS, **_FROM_FRONT),
    Scenario("good from front, told", "bird-dog", front_pairs(), _REPS, **_TOLD),
    Scenario("as before", "standing", look(), ("hold",), **_LOOK),
    Scenario("from the front", "standing", look(front=True), ("hold",), **_LOOK),
    Scenario("good", "sitting", seat(), ("hold",), **{**_SEAT, "length_s": 16.0}),
    Scenario("good", "cat-camel", curling(30, 30), _REPS, length_s=14.0),
    Scenario("small, hollow first", "cat-camel", curling(-10, -10), _REPS, length_s=14.0),
    Scenario("good", "sit-to-stand", standing_up(), _REPS, **_ON_FEET),
    Scenario("good", "hip-flexor-stretch", hip_stretch(), ("hold",), **_KNEELS),
    Scenario(
        "good on the far knee", "hip-flexor-stretch", hip_stretch(near_rear=False), ("hold",), **_KNEELS
    ),
    Scenario("good", "back-extension", prone_lifts(), _REPS, length_s=10.5),
    Scenario("good", "dead-bug", bugs(), _REPS, length_s=11.0),
    Scenario("good", "lifting", lifts_box(), _REPS, **_ON_FEET),
    Scenario("good", "hamstring-stretch", leg_stretch(), ("hold",), **_ON_BACK),
    Scenario("good, the far leg", "hamstring-stretch", leg_stretch(near_up=False), ("hold",), **_ON_BACK),
)
FAULTY: tuple[Scenario, ...] = (
    _faulty("plank", "sag", hold(offset=away(0.08)), "hold"),
    _faulty("plank", "pike", hold(offset=away(-0.12)), "hold"),
    _faulty("plank", "knees_bent", hold(knee_deg=away(158, back=180)), "hold"),
    _faulty("plank", "elbow_position", hold(upper_arm_deg=away(48)), "hold"),
    _faulty("plank", "head_position", hold(head_deg=away(-35)), "hold"),
    _faulty("plank", "shoulder_sink", hold(sink=away(0.25)), "hold"),
    _faulty("kneeling-plank", "sag", on_knees(offset=away(0.085, 5.1, 6.2)), "hold", **_SHORT),
    _faulty("kneeling-plank", "pike", on_knees(offset=away(-0.13, 5.1, 6.2)), "hold", **_SHORT),
    _faulty("side-plank", "pelvis_drop", side_hold(offset=dropping), "hold"),
    _faulty("side-plank", "pelvis_hike", side_hold(offset=away(-0.11)), "hold"),
    _faulty("side-plank", "trunk_twist", side_hold(twist_deg=away(50)), "hold"),
    _faulty("side-plank", "elbow_position", side_hold(upper_arm_deg=away(48)), "hold"),
    _faulty("side-plank", "head_position", side_hold(head_deg=away(-35)), "hold"),
    _faulty("kneeling-side-plank", "pelvis_drop", side_hold(bent_knees=True, offset=dropping_less), "hold",
            fps=15.0),
    _faulty("bridge", "hyperextension", bridging(0.0, 0.24, knee_deg=70), *_REPS),
    _faulty("bridge", "hyperextension", bridging(0.0, 0.0, hollow_deg=-22), *_REPS, name="hollow belly line"),
    _faulty("bridge", "not_lifted", bridging(0.0, -0.09), *_REPS),
    _faulty("bridge", "hold_drop", sinking_hold, "hold"),
    _faulty("bridge", "knee_angle", bridging(0.0, 0.0, knee_deg=132), *_REPS),
    _faulty("single-leg-bridge", "not_lifted", on_one_leg(0.0, -0.09), *_REPS, fps=15.0),
    _faulty("single-leg-bridge", "free_leg", on_one_leg(0.0, 0.0, low_deg=-45.0), *_REPS, fps=15.0),
    _faulty("bird-dog", "trunk_pitch", pairs(pitch_deg=15), *_REPS),
    _faulty("bird-dog", "over_lift", pairs(leg_top_deg=22), *_REPS),
    _faulty("bird-dog", "incomplete_reach", pairs(leg_top_deg=-26), "attempt", "attempt", name="low leg"),
    _faulty("bird-dog", "incomplete_reach", pairs(arm_top_deg=-40), *_REPS, name="low arm"),
    Scenario("lumbar_hollow", "bird-dog", pairs(hollow_deg=-24, leg_top_deg=25), _REPS,
             frozenset({"lumbar_hollow", "over_lift"})),
    _faulty("bird-dog", "same_side", pairs(same_side=True), *_REPS),
    _faulty("bird-dog", "too_fast", pairs(top_s=0.2, rise_s=0.5), *_REPS),
    _faulty("drawing-in", "breath_hold", breathing((24.0, 40.0)), "hold", length_s=44.0, **_LYING),
    _faulty("standing", "lumbar_hollow", look(back_deg=away(-18, 4.5, 10.5)), "hold", **_LOOK),
    _faulty("standing", "lumbar_flat", look(back_deg=away(18, 4.5, 10.5)), "hold", **_LOOK),
    _faulty("standing", "head_forward", look(head_deg=away(26, 4.5, 10.5)), "hold", **_LOOK),
    _faulty("standing", "weight_aside", look(front=True, shift=0.75), "hold", **_LOOK),
    _faulty("sitting", "slump", seat(back_deg=away(20, 11.0, 24.0)), "hold", **_SEAT),
    _faulty("sitting", "slump", seat(lean_deg=away(22, 11.0, 24.0)), "hold", name="leaning", **_SEAT),
    _faulty("sitting", "head_forward", seat(head_deg=away(35, 11.0, 24.0)), "hold", **_SEAT),
    _faulty("bird-dog", "trunk_roll", front_pairs(roll_deg=18), *_REPS, **_FROM_FRONT),
    _faulty("bird-dog", "lateral_shift", front_pairs(shift=0.25), *_REPS, **_FROM_FRONT),
    _faulty("bird-dog", "trunk_roll", front_pairs(roll_deg=18), *_REPS, name="trunk_roll told", **_TOLD),
    _faulty("bird-dog", "lateral_shift", front_pairs(shift=0.25), *_REPS, name="shift told", **_TOLD),
    _faulty("bird-dog", "same_side", front_pairs(same_side=True), *_REPS, name="same side from front",
            **_FROM_FRONT),
    _faulty("cat-camel", "too_fast", curling(30, 30, last_s=3.2), *_REPS, length_s=12.0),
    _faulty("cat-camel", "uneven", curling(32, 12, 32, 12, 32), *_REPS, "rep", "rep", "rep", length_s=30.5),
    _faulty("cat-camel", "rocking", curling(30, 30, rock=0.075), *_REPS, length_s=14.0),
    _faulty("cat-camel", "elbow_position", curling(30, 30, elbow_deg=136), *_REPS, length_s=14.0),
    _faulty("sit-to-stand", "lumbar_round", standing_up(round_deg=38), *_REPS, **_ON_FEET),
    _faulty("sit-to-stand", "no_hinge", standing_up(lean_deg=12), *_REPS, **_ON_FEET),
    _faulty("sit-to-stand", "knees_forward", standing_up(feet=0.5, slower=1.4), *_REPS, **_ON_FEET),
    _faulty("sit-to-stand", "too_fast", standing_up(slower=0.45), *_REPS, **_ON_FEET),
    _faulty("hip-flexor-stretch", "pelvis_forward", hip_stretch(hollow_deg=-25), "hold", **_KNEELS),
    _faulty("hip-flexor-stretch", "trunk_lean", hip_stretch(lean_deg=32), "hold", **_KNEELS),
    _faulty("back-extension", "over_lift", prone_lifts(high=3.0, leg_deg=5), *_REPS, length_s=10.5),
    _faulty("back-extension", "head_position", prone_lifts(head_deg=28), *_REPS, length_s=10.5),
    _faulty("back-extension", "pike", prone_lifts(hips=0.16, leg_deg=4), *_REPS, length_s=10.5),
    _faulty("back-extension", "knees_bent", prone_lifts(knee_deg=132), *_REPS, length_s=10.5),
    _faulty("back-extension", "uneven", prone_lifts(far_more_deg=12, leg_deg=3), *_REPS, length_s=10.5),
    _faulty("back-extension", "too_fast", prone_lifts(rise_s=0.35), *_REPS, length_s=10.5),
    _faulty("dead-bug", "lumbar_hollow", bugs(hollow_deg=24), *_REPS, length_s=11.0),
    _faulty("dead-bug", "same_side", bugs(same_side=True), *_REPS, length_s=11.0),
    _faulty("dead-bug", "too_fast", bugs(rise_s=0.35), *_REPS, length_s=11.0),
    _faulty("dead-bug", "knee_angle", bugs(drift_deg=28), *_REPS, length_s=11.0),
    _faulty("lifting", "lumbar_round", lifts_box(round_deg=60), *_REPS, **_ON_FEET),
    _faulty("lifting", "hands_far", lifts_box(ahead=0.72, lean_deg=70.0), *_REPS, **_ON_FEET),
    _faulty("lifting", "legs_straight", lifts_box(straight=True), *_REPS, **_ON_FEET),
    _faulty("lifting", "too_fast", lifts_box(slower=0.3), *_REPS, **_ON_FEET),
    _faulty("hamstring-stretch", "pelvis_back", leg_stretch(hips_deg=13), "hold", **_ON_BACK),
    _faulty("hamstring-stretch", "leg_off_mat", leg_stretch(rest_deg=27), "hold", **_ON_BACK),
    _faulty("hamstring-stretch", "knees_bent", leg_stretch(knee_deg=38), "hold", **_ON_BACK),
)  # fmt: skip
ALL = (*GOOD, *FAULTY)
