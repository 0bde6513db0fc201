"""Cat-camel: the lower back goes round and hollow, slowly and evenly, while hips and hands stay where they are.

How far it goes is told, never judged.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.exercises.base import ExerciseSpec, Measured, Options, signal_rows
from formcheck.exercises.cat_camel.cycle import judge_cycle
from formcheck.judge.bands import edges_of
from formcheck.judge.calibration import CalibrationState, Calibrator, Reference
from formcheck.judge.config import ExerciseConfig, Strictness
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.whole import whole_bits
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals.all_fours import AllFours, arm_tilt_deg, thigh_tilt_deg
from formcheck.signals.body import HIP, KNEE, Body
from formcheck.signals.cycles import CycleFinder, Cycles, CycleState
from formcheck.signals.gates import shoulder_across
from formcheck.signals.history import Delay, DelayState
from formcheck.signals.lanes import Lane, Rows, divide, is_nan, lane_array, negated, stacked, where
from formcheck.signals.latches import Dwell, DwellState, latch, latest, running_best
from formcheck.signals.outline import DORSAL_BENDING, MAX_AGE_S, TangentChange
from formcheck.signals.smoothing import Smoother, SmoothState

CONFIG = Path(__file__).parent / "config.toml"
SPEC = ExerciseSpec(
    name="cat-camel",
    main_signal="lumbar_deg",
    needed=("lumbar_deg", "rocking"),
    judged_line=("shoulder", "hip"),
    judged_point=None,
    plus_is_down=False,
    outline="dorsal",
    belly_down=True,
    moves=True,
    calibrated=("lumbar_deg", "neutral_is_midpoint"),
)
LAG_S = 0.4
# Rows of the measured matrix; limbs near, far; hip in pixels of the canonical plane.
THIGH_N, THIGH_F, ARM_N, ARM_F, PITCH, ACROSS, ELBOW, RHYTHM, HIP_X, HEIGHT, TRUNK = range(11)


_Told = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class CatCamelState:
    """Carry of the filters, the posture, the two searches for cycles, the hips' travel and the neutral."""

    smooth: SmoothState
    lumbar: tuple[float, float]
    delay: DelayState
    posture: DwellState
    sight: DwellState
    blind: bool
    curve: CycleState
    rhythm: CycleState
    travel: tuple[float, ...]
    calibration: CalibrationState
    middle: Reference | None
    told: _Told


class CatCamel:
    """Cat-camel seen from the side."""

    spec = SPEC

    def __init__(self, config: ExerciseConfig, options: Options) -> None:
        self.config = config
        self._options = options
        self._k = k = config.limits
        self._edges = edges_of(config.bands, Strictness(options.strictness))
        self._curve = TangentChange(DORSAL_BENDING)
        self._smoother = Smoother(11, sparse=False)
        self._delay = Delay(LAG_S)
        self._all_fours = AllFours.of(k)
        timing = config.timing
        self._posture = Dwell((timing.posture_on_s,), (timing.posture_off_s,))
        self._sight = Dwell((k["blind_s"],), (k["seen_again_s"],))
        kept = int(k["uneven_cycles"])
        self._by_curve = CycleFinder(k["turn_deg"], k["least_deg"], k["close_deg"], k["noise_deg"], kept)
        self._by_rhythm = CycleFinder(
            k["rhythm_turn_deg"], k["rhythm_least_deg"], k["rhythm_close_deg"], 0.0, kept
        )
        self._calibrator = Calibrator(2, timing.calibrate_s, LAG_S)

    def start(self, reference: Reference | None) -> CatCamelState:
        """Nothing seen yet."""
        return CatCamelState(
            self._smoother.start(),
            (math.nan, -math.inf),
            self._delay.start(),
            self._posture.start(),
            self._sight.start(),
            False,
            self._by_curve.start(),
            self._by_rhythm.start(),
            (-math.inf,) * 4,
            self._calibrator.start(reference),
            None,
            ((math.nan, -math.inf),) * 2,
        )

    def reference(self, state: CatCamelState) -> Reference | None:
        """The back at rest before the first movement; without that the middle of the first cycle."""
        return state.calibration.reference or state.middle

    def measure(
        self, track: Track, time: Lane, body: Body, usable: Lane, state: CatCamelState
    ) -> tuple[Measured, CatCamelState]:
        """Signals of a chunk of at least one frame."""
        reading = self._curve(track)
        # Not smoothed like the rest: the search for cycles takes medians itself, and the line shown does not lag.
        held, lumbar_state = latest(reading, time, state.lumbar, MAX_AGE_S)
        s, smooth = self._smoother.step(self._raw(body), time, state.smooth)
        before, delay = self._delay.step(stacked([s[PITCH], held]), time, state.delay)
        tipping = abs(s[PITCH] - before[0]) > self._k["settled_deg"]
        on, off = self._on_all_fours(s)
        on = on & negated(tipping)
        settled, _, posture = self._posture.step(stacked([on]), stacked([off]), time, state.posture)
        away, unread = negated(settled[0]), is_nan(held)
        # While the trunk goes down or up, neither its line nor the head tells anything of the back.
        swing = where(tipping, math.nan, s[RHYTHM])
        rhythm, rhythm_state = self._by_rhythm.step(swing, time, away, state.rhythm)
        hidden, _, sight = self._sight.step(
            stacked([unread & settled[0]]), stacked([negated(unread)]), time, state.sight
        )
        seen_again = negated(hidden[0]) & negated(rhythm.active)
        blind = latch(hidden[0], seen_again, state.blind)
        reading = where(tipping, math.nan, reading)
        curve, curve_state = self._by_curve.step(reading, time, away | blind, state.curve)
        cycles = curve.or_else(rhythm, blind)
        rocking, heaving, travel = self._travel(s, cycles.active, state.travel)

        still = abs(held - before[1]) < self._k["steady_deg"]
        untouched = negated(cycles.active) & is_nan(curve.middle)
        good = still & untouched & on & usable & self._options.calibrate
        values = stacked([held, held * 0.0])
        reference, calibrated, calibration = self._calibrator.step(values, good, time, state.calibration)
        middle = state.middle
        if middle is None and calibration.reference is None and self._options.calibrate:
            middle = _middle_of(curve)
        neutral = where(calibrated, reference[0], curve.middle if self._options.calibrate else math.nan)
        signals = {
            "lumbar_deg": held - neutral,
            "trunk_pitch_deg": s[PITCH],
            "elbow_angle_deg": s[ELBOW],
            "rocking": rocking,
            "cycle_s": where(cycles.active, time - cycles.start_s, 0.0) + s[HIP_X] * 0.0,
            "lumbar_unevenness": curve.spread + held * 0.0,
        }
        neutral = neutral + held * 0.0
        told, last_told = self._told(cycles, curve.spread, heaving, blind, time, state.told)
        extra = [cycles.done, cycles.start_s, cycles.end_s, cycles.high, cycles.low, cycles.returned]
        extra += [cycles.taken_s]
        extra += [curve.spread, neutral, heaving, where(blind, 1.0, 0.0)]
        last = blind if type(blind) is bool else blind[-1].item()
        after = CatCamelState(
            smooth, lumbar_state, delay, posture, sight, last, curve_state, rhythm_state, travel, calibration,
            middle, last_told,
        )  # fmt: skip
        drive = where(cycles.active, 1.0, 0.0)
        known = calibrated | negated(is_nan(neutral))
        return Measured(signal_rows(signals, time), on, off, drive, known, stacked(extra), told), after

    def _raw(self, body: Body) -> list[Lane]:
        x = (body.x[0][HIP] + body.x[1][HIP]) / 2
        height = divide((body.y[0][HIP] + body.y[1][HIP]) / 2 - body.y[0][KNEE], body.trunk_px)
        return [
            thigh_tilt_deg(body),
            thigh_tilt_deg(body, 1),
            arm_tilt_deg(body),
            arm_tilt_deg(body, 1),
            m.trunk_pitch_deg(body),
            shoulder_across(body),
            m.elbow_angle_deg(body),
            # Rounding, the chin goes to the chest and the hips rise: the other sign of the same movement.
            self._k["rhythm_hips_deg"] * height - m.head_angle_deg(body),
            x,
            height,
            body.trunk_px,
        ]

    def _on_all_fours(self, s: Rows) -> tuple[Lane, Lane]:
        thighs, arms = (s[THIGH_N], s[THIGH_F]), (s[ARM_N], s[ARM_F])
        return self._all_fours(thighs, arms, s[PITCH], s[ACROSS], all_down=True)

    @staticmethod
    def _travel(s: Rows, active: Lane, before: tuple[float, ...]) -> tuple[Lane, Lane, tuple[float, ...]]:
        """How far the hips have gone to and fro, and up and down, in this cycle, in torso lengths; the carry."""
        reset = negated(active)
        best, after = [], []
        for row, last in zip((s[HIP_X], -s[HIP_X], s[HEIGHT], -s[HEIGHT]), before, strict=True):
            lane, last = running_best(row, reset, last)
            best.append(lane)
            after.append(last)
        along = where(active, divide(best[0] + best[1], s[TRUNK]), 0.0) + s[HIP_X] * 0.0
        return along, where(active, best[2] + best[3], 0.0), tuple(after)

    def _told(
        self, cycles: Cycles, spread: Lane, heaving: Lane, blind: Lane, time: Lane, before: _Told
    ) -> tuple[tuple[Lane, Lane], _Told]:
        """Faults of the cycle that has just ended, shown long enough to be read; and the carry."""
        done = (cycles.done != 0.0) & negated(blind & (heaving < self._k["rhythm_hips_least"]))
        values = {
            "cycle_s": cycles.end_s - cycles.start_s,
            "lumbar_unevenness": where(blind, math.nan, spread),
        }
        shown, after = [], []
        for bits, last in zip(whole_bits(self._edges, values, done), before, strict=True):
            held, last = latest(where(done, bits, math.nan), time, last, self._k["told_s"])
            held = where(is_nan(held), 0.0, held)
            shown.append(int(held) if type(held) is float else held.astype(np.int64))
            after.append(last)
        return (shown[0], shown[1]), tuple(after)

    def judge_segment(self, segment: Segment) -> SegmentVerdict:
        """A cycle with its time and range, or nothing."""
        return judge_cycle(segment, self._k, self._edges)


def _middle_of(curve: Cycles) -> Reference | None:
    """The middle of the first cycle in place of a rest before it, once there has been a cycle."""
    middle, start, end = (lane_array(x, np.float64) for x in (curve.middle, curve.start_s, curve.end_s))
    known = np.flatnonzero(middle == middle)
    if not len(known):
        return None
    first = int(known[0])
    return Reference(float(start[first]), float(end[first]), np.array([middle[first], 1.0]))
