"""Cat-camel: the lower back goes round and hollow, slowly and evenly; hips and hands stay where they are.

How far it goes is told, never judged.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.exercises.base import ExerciseSpec, Makeup, Measured, Options, signal_rows
from formcheck.exercises.cat_camel.cycle import judge_cycle
from formcheck.exercises.cat_camel.search import Found, Search, SearchState
from formcheck.judge.bands import edges_of
from formcheck.judge.calibration import CalibrationState, Calibrator, Reference
from formcheck.judge.config import ExerciseConfig, Strictness
from formcheck.judge.segments import Segment, SegmentVerdict
from formcheck.judge.whole import whole_bits
from formcheck.pose.track import Track
from formcheck.signals import measures as m
from formcheck.signals.all_fours import AllFours, arm_tilt_deg, thigh_tilt_deg
from formcheck.signals.body import HIP, KNEE, Body
from formcheck.signals.cycles import Cycles
from formcheck.signals.gates import shoulder_across
from formcheck.signals.history import STILL_LAG_S, Delay, DelayState
from formcheck.signals.lanes import Lane, Rows, divide, is_nan, lane_array, minimum, negated, stacked, where
from formcheck.signals.latches import Dwell, DwellState, latest, running_best
from formcheck.signals.outline import DORSAL_BENDING, MAX_AGE_S, TangentChange
from formcheck.signals.smoothing import Smoother, SmoothState

SHORTEST_TRUNK = 0.6
"""Of the longest in a cycle: a back that rounds with all it has still spans more from hip to shoulder."""
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
    makeup=Makeup(("quadruped",), sign="swings"),
)
# Rows of the measured matrix; limbs near, far; hip in pixels of the canonical plane.
THIGH_N, THIGH_F, ARM_N, ARM_F, PITCH, ACROSS, ELBOW, RHYTHM, HIP_X, HEIGHT, TRUNK, OVER_KNEES = range(12)


_Told = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class CatCamelState:
    """Carry of the filters, the posture, the search, the hips' travel, the neutral, what is being told."""

    smooth: SmoothState
    lumbar: tuple[float, float]
    delay: DelayState
    posture: DwellState
    search: SearchState
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
        self._smoother = Smoother(12, sparse=False)
        self._delay = Delay(STILL_LAG_S)
        self._all_fours = AllFours.of(k)
        timing = config.timing
        self._posture = Dwell((timing.posture_on_s,), (timing.posture_off_s,))
        self._search = Search(k)
        self._calibrator = Calibrator(2, timing.calibrate_s, STILL_LAG_S)

    def start(self, reference: Reference | None) -> CatCamelState:
        """Nothing seen yet."""
        return CatCamelState(
            self._smoother.start(),
            (math.nan, -math.inf),
            self._delay.start(),
            self._posture.start(),
            self._search.start(),
            (-math.inf,) * 7,
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
        k = self._k
        line = self._curve(track)
        # Not smoothed like the rest: the search takes medians itself, and the line shown must not lag.
        held, lumbar_state = latest(line, time, state.lumbar, MAX_AGE_S)
        s, smooth = self._smoother.step(self._raw(body), time, state.smooth)
        before, delay = self._delay.step(stacked([s[PITCH], held]), time, state.delay)
        # While the trunk goes down or up, neither its line nor the head tells anything of the back.
        tipping = abs(s[PITCH] - before[0]) > k["settled_deg"]
        on, off = self._on_all_fours(s)
        on = on & negated(tipping)
        settled, _, posture = self._posture.step(stacked([on]), stacked([off]), time, state.posture)
        line, swing = where(tipping, math.nan, line), where(tipping, math.nan, s[RHYTHM])
        found, search = self._search.step(line, swing, is_nan(held), settled[0], time, state.search)
        cycles = found.cycles
        rocking, heaving, travel = self._travel(s, cycles.active, state.travel)

        still = abs(held - before[1]) < k["steady_deg"]
        untouched = negated(cycles.active) & is_nan(found.curve.middle)
        good = still & untouched & on & usable & self._options.calibrates(time)
        neutral, calibration, middle = self._neutral(held, found.curve, good, time, state)
        signals = {
            "lumbar_deg": held - neutral,
            "trunk_pitch_deg": s[PITCH],
            "elbow_angle_deg": s[ELBOW],
            # Where neither outline nor head is seen nothing tells of the back, and there is no movement.
            "rocking": where(is_nan(held) & is_nan(s[RHYTHM]), math.nan, rocking),
            "cycle_s": where(cycles.active, time - cycles.start_s, 0.0) + s[HIP_X] * 0.0,
            "lumbar_unevenness": found.curve.spread + held * 0.0,
        }
        told, last_told = self._told(found, heaving, time, state.told)
        extra = [cycles.done, cycles.start_s, cycles.end_s, cycles.high, cycles.low, cycles.returned]
        extra += [cycles.taken_s, found.curve.spread, neutral, heaving, where(found.blind, 1.0, 0.0)]
        after = CatCamelState(
            smooth, lumbar_state, delay, posture, search, travel, calibration, middle, last_told
        )
        drive = where(cycles.active, 1.0, 0.0)
        known = negated(is_nan(neutral))
        return Measured(signal_rows(signals, time), on, off, drive, known, stacked(extra), told), after

    def _neutral(
        self, held: Lane, curve: Cycles, good: Lane, time: Lane, state: CatCamelState
    ) -> tuple[Lane, CalibrationState, Reference | None]:
        """What the line reads at neutral; the carries of the first rest and of the middle."""
        values = stacked([held, held * 0.0])
        reference, calibrated, calibration = self._calibrator.step(values, good, time, state.calibration)
        middle = state.middle
        if middle is None and calibration.reference is None and self._options.calibrate:
            middle = _middle_of(curve)
        else_middle = curve.middle if self._options.calibrate else math.nan
        return where(calibrated, reference[0], else_middle) + held * 0.0, calibration, middle

    def _raw(self, body: Body) -> list[Lane]:
        x = (body.x[0][HIP] + body.x[1][HIP]) / 2
        knees_x = (body.x[0][KNEE] + body.x[1][KNEE]) / 2
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
            x - knees_x,
        ]

    def _on_all_fours(self, s: Rows) -> tuple[Lane, Lane]:
        thighs, arms = (s[THIGH_N], s[THIGH_F]), (s[ARM_N], s[ARM_F])
        return self._all_fours(thighs, arms, s[PITCH], s[ACROSS], all_down=True)

    @staticmethod
    def _travel(s: Rows, active: Lane, before: tuple[float, ...]) -> tuple[Lane, Lane, tuple[float, ...]]:
        """How far the hips have gone to and fro, and up and down, in this cycle, torso lengths; the carry.

        The hips really go where they do so in the picture and over the knees, which stay on the mat: a
        tracker that slips takes both along, or only one. The torso's length is the longest in this cycle: a
        rounded back takes the shoulders' points along. Where it is a good deal shorter, the points are
        somewhere else altogether.
        """
        reset = negated(active)
        length, longest = running_best(s[TRUNK], reset, before[-1])
        there = (s[TRUNK] > SHORTEST_TRUNK * length) | reset
        best, after = [], []
        rows = [lane for row in (HIP_X, OVER_KNEES, HEIGHT) for lane in (s[row], -s[row])]
        for row, last in zip(rows, before[:-1], strict=True):
            lane, carry = running_best(where(there, row, -math.inf), reset, last)
            best.append(lane)
            after.append(carry)
        after.append(longest)
        along = divide(minimum(best[0] + best[1], best[2] + best[3]), length)
        along = where(active, along, 0.0) + s[HIP_X] * 0.0
        return along, where(active, best[4] + best[5], 0.0), tuple(after)

    def _told(
        self, found: Found, heaving: Lane, time: Lane, before: _Told
    ) -> tuple[tuple[Lane, Lane], _Told]:
        """Faults of the cycle that has just ended, shown long enough to be read; and the carry."""
        cycles, blind = found.cycles, found.blind
        done = (cycles.done != 0.0) & negated(blind & (heaving < self._k["rhythm_hips_least"]))
        values = {
            "cycle_s": cycles.end_s - cycles.start_s,
            "lumbar_unevenness": where(blind, math.nan, found.curve.spread),
        }
        shown, after = [], []
        for bits, last in zip(whole_bits(self._edges, values, done), before, strict=True):
            still, carry = latest(where(done, bits, math.nan), time, last, self._k["told_s"])
            still = where(is_nan(still), 0.0, still)
            shown.append(int(still) if type(still) is float else still.astype(np.int64))
            after.append(carry)
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
