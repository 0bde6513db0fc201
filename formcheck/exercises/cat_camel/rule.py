"""Cat-camel: the lower back goes round and hollow, slowly and evenly; hips and hands stay where they are.

Its range is reported and never judged.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from formcheck.exercises.base import ExerciseSpec, Measured, Options, PostureSignature, signal_table
from formcheck.exercises.cat_camel.cycle import CycleRows, judge_cycle
from formcheck.exercises.cat_camel.limits import CatCamelLimits
from formcheck.exercises.cat_camel.search import Found, Search, SearchState
from formcheck.exercises.own_reference import calibrator_of
from formcheck.judge.bands import edges_of
from formcheck.judge.calibration import CalibrationState, Reference, Refusal
from formcheck.judge.config import ExerciseConfig, Strictness
from formcheck.judge.main_faults import MainFault
from formcheck.judge.movement_faults import movement_fault_bits
from formcheck.judge.other_posture import Sign, told_apart
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.vocabulary import NOTHING_SEEN
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals import stance
from formcheck.signals.all_fours import arm_tilt_deg, thigh_tilt_deg
from formcheck.signals.body import ELBOW, HIP, KNEE, SHOULDER, WRIST, Body
from formcheck.signals.cycle_state import Cycles
from formcheck.signals.gates import shoulder_across
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.latches import NO_SAMPLE, Debounce, DebounceState, latest, running_best
from formcheck.signals.outline import DORSAL_BENDING, MAX_AGE_S, TangentChange
from formcheck.signals.picture_edge import both, near
from formcheck.signals.samples import (
    Codes,
    Flags,
    Samples,
    divide,
    is_nan,
    magnitude,
    minimum,
    negated,
    table,
    where,
    where_codes,
)
from formcheck.signals.smoothing import Smoother, SmoothState

SHORTEST_TRUNK = 0.6
"""Share of the longest trunk in a cycle. Even a fully rounded back spans more from hip to shoulder."""
CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="cat-camel",
    main_signal="lumbar_deg",
    needed=("lumbar_deg", "rocking", "cycle_s"),
    judged_line=("shoulder", "hip"),
    judged_point=None,
    plus_is_down=False,
    outline="dorsal",
    belly_down=True,
    moves=True,
    calibrated=("lumbar_deg", "neutral_is_midpoint"),
    main_faults=(MainFault("back_curve", "lumbar_deg"),),
    posture_signature=PostureSignature(("quadruped",), sign="swings"),
    posture_places=near(SHOULDER, WRIST, HIP, KNEE),
    needs={
        "lumbar_deg": near(SHOULDER, HIP),
        "trunk_pitch_deg": both(SHOULDER, HIP),
        "elbow_angle_deg": near(SHOULDER, ELBOW, WRIST),
        "rocking": near(SHOULDER, HIP, KNEE),
        "cycle_s": near(SHOULDER, HIP),
        "lumbar_unevenness": near(SHOULDER, HIP),
    },
)


class CatCamelRows(NamedTuple):
    """What is measured of every frame: signs and units as in `signals.measures`.

    Attributes:
        near_thigh, far_thigh, near_arm, far_arm: tilt from the vertical, degrees.
        rhythm: movement of head and hips together, degrees, + round.
        hip_x: middle of the hips in the canonical plane, pixels.
        height: middle of the hips over the near knee, torso lengths.
        trunk: hip to shoulder, pixels.
        shank: see `stance.shank_rise`.
        over_knees: middle of the hips ahead of the middle of the knees, pixels.
    """

    near_thigh: Samples
    far_thigh: Samples
    near_arm: Samples
    far_arm: Samples
    pitch: Samples
    across: Samples
    elbow: Samples
    rhythm: Samples
    hip_x: Samples
    height: Samples
    trunk: Samples
    shank: Samples
    over_knees: Samples


_Held = tuple[tuple[float, float], tuple[float, float]]
"""(value, time) of the bits of all faults and of the major ones that a cycle showed last."""


@dataclass(frozen=True, slots=True)
class CatCamelState:
    """State of the filters, the posture, the search, the hips' travel, the neutral, the shown faults."""

    smooth: SmoothState
    lumbar: tuple[float, float]
    delay: DelayState
    posture: DebounceState
    search: SearchState
    travel: tuple[float, ...]
    calibration: CalibrationState
    middle: Reference | None
    shown: _Held


class CatCamel:
    """Cat-camel seen from the side."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig[CatCamelLimits], options: Options) -> None:
        self.config = config
        self._options = options
        self._k = k = config.limits
        self._edges = edges_of(config.bands, Strictness(options.strictness))
        self._curve = TangentChange(DORSAL_BENDING)
        self._smoother = Smoother(CatCamelRows)
        self._delay = Delay(STILL_LAG_S)
        self._all_fours = k.all_fours()
        timing = config.timing
        self._posture = Debounce((timing.posture_on_s,), (timing.posture_off_s,))
        self._search = Search(k)
        self._calibrator = calibrator_of(config, SPEC.calibrated, STILL_LAG_S)

    def start(self, reference: Reference | None) -> CatCamelState:
        """Nothing seen yet."""
        return CatCamelState(
            self._smoother.start(),
            NO_SAMPLE,
            self._delay.start(),
            self._posture.start(),
            self._search.start(),
            (-math.inf,) * 7,
            self._calibrator.start(reference),
            None,
            (NO_SAMPLE, NO_SAMPLE),
        )

    def reference(self, state: CatCamelState) -> Reference | None:
        """The back at rest before the first movement; without that the middle of the first cycle."""
        return state.calibration.reference or state.middle

    def refused(self, state: CatCamelState) -> tuple[Refusal, ...]:
        """What was read and is no reference, see `Calibrator`."""
        return state.calibration.refused

    def measure(
        self, track: Track, time: Samples, body: Body, usable: Flags, state: CatCamelState
    ) -> tuple[Measured, CatCamelState]:
        """Signals of a chunk of at least one frame."""
        k = self._k
        line = self._curve(track)
        # Not smoothed like the rest: the search takes medians itself, and the line shown must not lag.
        held, lumbar_state = latest(line, time, state.lumbar, MAX_AGE_S)
        s, smooth = self._smoother.step(self._raw(body), time, state.smooth)
        (pitch_before, held_before), delay = self._delay.step((s.pitch, held), time, state.delay)
        # While the trunk goes down or up, neither its line nor the head shows anything of the back.
        tipping = magnitude(s.pitch - pitch_before) > k.settled_deg
        on, off, seen = self._on_all_fours(s)
        on = on & negated(tipping)
        (settled,), _, posture = self._posture.step((on,), (off,), time, state.posture)
        line, swing = where(tipping, math.nan, line), where(tipping, math.nan, s.rhythm)
        found, search = self._search.step(line, swing, is_nan(held), settled, time, state.search)
        cycles = found.cycles
        rocking, heaving, travel = self._travel(s, cycles.active, state.travel)

        still = magnitude(held - held_before) < k.steady_deg
        untouched = negated(cycles.active) & is_nan(found.curve.middle)
        good = still & untouched & on & usable & self._options.calibrates(time)
        neutral, calibration, middle = self._neutral(held, found.curve, good, time, state)
        unseen = is_nan(held) & is_nan(s.rhythm)
        signals = {
            "lumbar_deg": held - neutral,
            "trunk_pitch_deg": s.pitch,
            "elbow_angle_deg": s.elbow,
            # Without outline and head nothing shows the back, and no movement can be seen.
            "rocking": where(unseen, math.nan, rocking),
            "cycle_s": where(
                unseen, math.nan, where(cycles.active, time - cycles.start_s, 0.0) + s.hip_x * 0.0
            ),
            "lumbar_unevenness": found.curve.spread + held * 0.0,
        }
        shown, held_faults = self._shown(found, heaving, time, state.shown)
        extra = CycleRows(
            done=cycles.done,
            begun=cycles.begun,
            start_s=cycles.start_s,
            end_s=cycles.end_s,
            high=cycles.high,
            low=cycles.low,
            returned=cycles.returned,
            taken_s=cycles.taken_s,
            spread=found.curve.spread,
            neutral=neutral,
            heaving=heaving,
            blind=where(found.blind, 1.0, 0.0),
        )
        after = CatCamelState(
            smooth, lumbar_state, delay, posture, search, travel, calibration, middle, held_faults
        )
        drive = where(cycles.active, 1.0, 0.0)
        known = negated(is_nan(neutral))
        rows = signal_table(signals, time)
        return Measured(rows, on, off, drive, known, table(extra), shown, seen=seen), after

    def _neutral(
        self, held: Samples, curve: Cycles, good: Flags, time: Samples, state: CatCamelState
    ) -> tuple[Samples, CalibrationState, Reference | None]:
        """What the line reads at neutral; the states of the first rest and of the middle."""
        values = (held, held * 0.0)
        reference, calibrated, calibration = self._calibrator.step(values, good, time, state.calibration)
        middle = state.middle
        if middle is None and calibration.reference is None and self._options.calibrate:
            middle = _middle_of(curve)
        else_middle = curve.middle if self._options.calibrate else math.nan
        return where(calibrated, reference[0], else_middle) + held * 0.0, calibration, middle

    def _raw(self, body: Body) -> CatCamelRows:
        x = (body.x[0][HIP] + body.x[1][HIP]) / 2
        knees_x = (body.x[0][KNEE] + body.x[1][KNEE]) / 2
        height = divide((body.y[0][HIP] + body.y[1][HIP]) / 2 - body.y[0][KNEE], body.trunk_px)
        return CatCamelRows(
            near_thigh=thigh_tilt_deg(body),
            far_thigh=thigh_tilt_deg(body, 1),
            near_arm=arm_tilt_deg(body),
            far_arm=arm_tilt_deg(body, 1),
            pitch=m.trunk_pitch_deg(body),
            across=shoulder_across(body),
            elbow=m.elbow_angle_deg(body),
            # When the back rounds, the chin goes to the chest and the hips rise: hence the opposite signs.
            rhythm=self._k.rhythm_hips_deg * height - m.neck_deg(body),
            hip_x=x,
            height=height,
            trunk=body.trunk_px,
            shank=stance.shank_rise(body),
            over_knees=x - knees_x,
        )

    def _on_all_fours(self, s: CatCamelRows) -> tuple[Flags, Flags, Codes]:
        k, thighs, arms = self._k, (s.near_thigh, s.far_thigh), (s.near_arm, s.far_arm)
        on, off = self._all_fours(thighs, arms, s.pitch, s.across, all_down=True)
        other = told_apart(Sign("knees_off_floor", s.shank, k.shank_on, k.shank_off))
        seen = where_codes(on, other.seen, NOTHING_SEEN)
        return on & negated(other.keeps_out), off | other.ends, seen

    @staticmethod
    def _travel(
        s: CatCamelRows, active: Flags, before: tuple[float, ...]
    ) -> tuple[Samples, Samples, tuple[float, ...]]:
        """How far the hips have gone to and fro, and up and down, in this cycle, torso lengths; the state.

        A real movement shows in the picture and against the knees, which stay on the mat; a tracker that
        slips moves both, or only one. The unit is the longest torso in this cycle, because a rounded back
        brings the shoulders' points nearer. A much shorter torso shows that the points are wrong.
        """
        reset = negated(active)
        length, longest = running_best(s.trunk, reset, before[-1])
        there = (s.trunk > SHORTEST_TRUNK * length) | reset
        best, after = [], []
        rows = [way for values in (s.hip_x, s.over_knees, s.height) for way in (values, -values)]
        for row, last in zip(rows, before[:-1], strict=True):
            furthest, carried = running_best(where(there, row, -math.inf), reset, last)
            best.append(furthest)
            after.append(carried)
        after.append(longest)
        along = divide(minimum(best[0] + best[1], best[2] + best[3]), length)
        along = where(active, along, 0.0) + s.hip_x * 0.0
        return along, where(active, best[4] + best[5], 0.0), tuple(after)

    def _shown(
        self, found: Found, heaving: Samples, time: Samples, before: _Held
    ) -> tuple[tuple[Codes, Codes], _Held]:
        """Bits of the faults (all, and major ones) of the cycle that has just ended, held long enough to be
        read; and the state.
        """
        cycles, blind = found.cycles, found.blind
        done = (cycles.done != 0.0) & negated(blind & (heaving < self._k.rhythm_hips_least))
        values = {
            "cycle_s": where(cycles.begun == 1.0, cycles.end_s - cycles.start_s, math.nan),
            "lumbar_unevenness": where(blind, math.nan, found.curve.spread),
        }
        faults, major = movement_fault_bits(self._edges, values, done)
        faults, last_faults = latest(where(done, faults, math.nan), time, before[0], self._k.told_s)
        major, last_major = latest(where(done, major, math.nan), time, before[1], self._k.told_s)
        return (_bits(faults), _bits(major)), (last_faults, last_major)

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A cycle with its time and range, or nothing."""
        return judge_cycle(segment, self._k, self._edges)


def _bits(held: Samples) -> Codes:
    """Bits from floats; none where there are none."""
    held = where(is_nan(held), 0.0, held)
    return int(held) if isinstance(held, float) else held.astype(np.int64)


def _middle_of(curve: Cycles) -> Reference | None:
    """The middle of the first cycle in place of a rest before it, once there has been a cycle."""
    middle, start, end = (np.atleast_1d(x) for x in (curve.middle, curve.start_s, curve.end_s))
    known = np.flatnonzero(middle == middle)
    if not len(known):
        return None
    first = int(known[0])
    return Reference(float(start[first]), float(end[first]), np.array([middle[first], 1.0]))
