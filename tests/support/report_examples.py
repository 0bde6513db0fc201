"""Results as the program makes them, for tests of the report: each a `ReportData` with its story."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.vocabulary import FAULT, GOOD, UNMEASURED
from formcheck.overlay.overlay import OverlaySpec
from formcheck.report.data import ReportData, Still, worst_moments
from formcheck.scoring.event import Book, Event, EventKind, FaultSpan
from formcheck.scoring.judged_by import Calibration, Threshold, Thresholds
from formcheck.scoring.result import Coverage, Dose, Pose, Result, SideDose, Technique
from formcheck.scoring.source import Source
from tests.support.drawn_bodies import pose

PLANK_LENGTH = "fraction of shoulder-ankle length"
BRIDGE_LENGTH = "fraction of shoulder-knee length"
SOURCE = "6/12-degree rule (Abbott et al. 2022, Musculoskelet Sci Pract 61:102594)"


def _fault(
    kind: str, start: float, end: float, peak: float, unit: str, peak_at: float, major: bool = False
) -> FaultSpan:
    return FaultSpan(
        kind=kind, start_s=start, end_s=end, peak=peak, unit=unit, peak_at_s=peak_at, major=major
    )


def _source(name: str, frames: int, fps: float = 15, **more: Any) -> Source:
    return Source(
        name=name, frames=frames, fps_mean=fps, duration_s=frames / fps, width=854, height=480, **more
    )


def _band(
    fault: str,
    signal: str,
    green: list[float | None],
    amber: list[float | None],
    unit: str,
    weight: float,
    calibrated: bool = False,
) -> Threshold:
    return Threshold(
        fault=fault, signal=signal, green=green, amber=amber, unit=unit, weight=weight,
        source=SOURCE, calibrated=calibrated,
    )  # fmt: skip


PLANK_BANDS = [
    _band("sag", "hip_offset_change", [None, 0.025], [None, 0.05], PLANK_LENGTH, 0.4, True),
    _band("pike", "hip_offset_change", [-0.035, None], [-0.06, None], PLANK_LENGTH, 0.2, True),
    _band("knees_bent", "knee_angle_deg", [165, None], [155, None], "deg", 0.1),
    _band("elbow_position", "upper_arm_deg", [-32, 32], [-44, 44], "deg", 0.1),
    _band("head_position", "head_angle_deg", [-15, 15], [-30, 30], "deg", 0.1, True),
]
BRIDGE_BANDS = [
    _band("not_lifted", "hip_offset", [-0.05, None], [-0.09, None], BRIDGE_LENGTH, 0.2),
    _band("hyperextension", "hip_offset", [None, 0.025], [None, 0.05], BRIDGE_LENGTH, 0.45),
    _band("hyperextension", "lumbar_deg", [-12, None], [-18, None], "deg", 0.2, True),
    _band("knee_angle", "knee_angle_deg", [80, 100], [70, 115], "deg", 0.2),
]
BIRD_DOG_BANDS = [
    _band("over_lift", "leg_over_trunk_deg", [None, 5], [None, 12], "deg", 0.25),
    _band("trunk_pitch", "trunk_pitch_deg", [-6, 6], [-12, 12], "deg", 0.2),
]


def _result(**changes: object) -> Result:
    base = Result(
        formcheck_version="0.1.0",
        source=_source("clip.mp4", 600),
        pose=Pose(backend="onnx", model="full", sha256="0f" * 32),
        exercise="plank",
        exercise_detected_by="user",
        view="side",
        near_side="right",
        calibration=Calibration(kind="personal", start_s=3.1, end_s=5.6, values={"hip_offset": 0.012}),
        thresholds=Thresholds(version="plank-1", strictness=1.0, bands=PLANK_BANDS),
        coverage=Coverage(measured=1.0, active_s=30, reasons={}),
        dose=Dose(hold_s=0, quality_hold_s=0, reps=0, attempts=0),
        technique={},
        word="good",
        events=[],
    )
    return base.model_copy(update=changes)


def _data(
    result: Result,
    verdict: NDArray[np.int8],
    major: NDArray[np.bool_],
    signal: NDArray[np.float64],
    name: str,
    spec: OverlaySpec,
) -> ReportData:
    posture = result.exercise
    stills = []
    for event, fault in worst_moments(result):
        reaching = posture == "bird-dog"
        drop = {"sag": 16, "pike": -18, "hyperextension": -9, "not_lifted": 22}.get(fault.kind, 0)
        body = pose(posture, hip_down=drop, reaching=reaching, time_s=fault.peak_at_s)
        limbs = event.side if reaching else None
        stills.append(Still(fault, body, limbs=limbs))
    return ReportData(
        result=result,
        time=np.linspace(0, result.source.duration_s, len(verdict), endpoint=False),
        verdict=verdict.astype(np.int8),
        major=major,
        signal=signal,
        signal_name=name,
        plus_is_down=posture == "plank",
        spec=spec,
        stills=stills,
    )


def _blank(frames: int) -> tuple[NDArray[np.int8], NDArray[np.bool_], NDArray[np.float64]]:
    return np.full(frames, UNMEASURED, np.int8), np.zeros(frames, bool), np.full(frames, np.nan)


def plank_with_sag() -> ReportData:
    """A hold of 30 s that sags twice, the second time clearly; part of it hidden."""
    verdict, major, signal = _blank(600)
    t = np.arange(600) / 15
    held = (t >= 4) & (t < 34)
    verdict[held] = GOOD
    signal[held] = 0.006 * np.sin(t[held]) + 0.04 * np.exp(-(((t[held] - 15) / 2.2) ** 2))
    signal[held] += 0.075 * np.exp(-(((t[held] - 26) / 2.4) ** 2)) - 0.05 * np.exp(-((t[held] - 32) ** 2))
    verdict[(signal > 0.025) | (signal < -0.035)] = FAULT
    major[signal > 0.05] = True
    hidden = (t > 19) & (t < 21.5)
    verdict[hidden] = UNMEASURED
    faults = [
        _fault("sag", 13.4, 16.6, 0.046, PLANK_LENGTH, 15),
        _fault("sag", 23.5, 28.5, 0.081, PLANK_LENGTH, 26, True),
        _fault("pike", 31.4, 32.6, -0.05, PLANK_LENGTH, 32),
        _fault("head_position", 24, 29, -22.4, "deg", 27),
    ]  # fmt: skip
    result = _result(
        source=_source("buikplank thuis.mp4", 600),
        coverage=Coverage(measured=27.5 / 30, active_s=30, reasons={"occluded": 2.5 / 30},
                          signals={"hip_offset_change": 0.92, "knee_angle_deg": 0.92, "head_angle_deg": 0.6}),
        dose=Dose(hold_s=30, quality_hold_s=20.4, reps=0, attempts=0),
        technique={
            "sag": Technique(seconds=8.2, count=2, worst=0.081, unit=PLANK_LENGTH),
            "pike": Technique(seconds=1.2, count=1, worst=-0.05, unit=PLANK_LENGTH),
            "head_position": Technique(seconds=5, count=1, worst=-22.4, unit="deg"),
        },
        word="different",
        events=[Event(kind="hold", start_s=4, end_s=34, verdict="fault", faults=faults)],
    )  # fmt: skip
    return _data(result, verdict, major, signal, "hip_offset_change", OverlaySpec())


def bridge_reps() -> ReportData:
    """Six repetitions, one too high, one too low; the belly line could not be read."""
    frames = 900
    verdict, major, signal = _blank(frames)
    t = np.arange(frames) / 15
    events, spans = [], {2: ("hyperextension", 0.062, True), 4: ("not_lifted", -0.075, False)}
    for i in range(6):
        start = 4 + 8.5 * i
        kind, peak, grave = spans.get(i, (None, 0.004, False))
        up = (t >= start) & (t < start + 6)
        verdict[(t >= start) & (t < start + 8.4)] = GOOD
        shape = np.clip(np.sin((t[up] - start) / 6 * np.pi) * 1.6, 0, 1)
        signal[up] = -0.34 + shape * (0.34 + peak)
        signal[(t >= start + 6) & (t < start + 8.4)] = -0.34
        faults = []
        if kind:
            fault = (t > start + 1.5) & (t < start + 4.5)
            verdict[fault] = FAULT
            major[fault] = grave
            span = (start + 1.5, start + 4.5)
            faults = [_fault(kind, *span, peak, BRIDGE_LENGTH, start + 3, grave)]
        events.append(Event(kind="rep", start_s=start, end_s=start + 6,
                            verdict="fault" if faults else "good", faults=faults))  # fmt: skip
        events.append(Event(kind="rest", start_s=start + 6, end_s=start + 8.5, verdict="good"))
    result = _result(
        source=_source("bruggetje.mp4", frames),
        exercise="bridge",
        calibration=Calibration(kind="default"),
        thresholds=Thresholds(version="bridge-1", strictness=1.0, bands=BRIDGE_BANDS),
        coverage=Coverage(measured=1.0, active_s=51, reasons={}, signals={"hip_offset": 1.0}),
        dose=Dose(hold_s=0, quality_hold_s=0, reps=6, attempts=0),
        technique={
            "hyperextension": Technique(seconds=3, count=1, worst=0.062, unit=BRIDGE_LENGTH),
            "not_lifted": Technique(seconds=3, count=1, worst=-0.075, unit=BRIDGE_LENGTH),
        },
        unmeasured={"hold_drop": "wrong_posture"},
        word="almost",
        events=events,
    )
    spec = OverlaySpec(("shoulder", "knee"), "hip", "ventral", "right")
    return _data(result, verdict, major, signal, "hip_offset", spec)


def bird_dog_with_book() -> ReportData:
    """Eight repetitions, left and right in turn; one leg too high, and there the book falls."""
    frames = 750
    verdict, major, signal = _blank(frames)
    t = np.arange(frames) / 15
    events = []
    for i in range(8):
        start, high = 3 + 5.5 * i, i in (3, 6)
        side: Literal["left_arm_right_leg", "right_arm_left_leg"]
        side = "right_arm_left_leg" if i % 2 else "left_arm_right_leg"
        rep = (t >= start) & (t < start + 4.5)
        verdict[rep] = GOOD
        signal[rep] = (
            -45 + 45 * np.sin((t[rep] - start) / 4.5 * np.pi) ** 0.7 + (16 if i == 3 else 9 if high else 0)
        )
        faults = []
        if high:
            verdict[rep & (signal > 5)] = FAULT
            major[rep & (signal > 12)] = True
            peak = 16 if i == 3 else 9
            faults = [_fault("over_lift", start + 1.2, start + 3.2, peak, "deg", start + 2.2, i == 3)]
        fell = i == 3
        book = Book(kept=not fell, object="book", driven_by=["pitch"], slid_cm=11.2 if fell else 0.4 * i,
                    fell_at_s=start + 2.6 if fell else None)  # fmt: skip
        kind: EventKind = "attempt" if i == 7 else "rep"
        events.append(Event(kind=kind, start_s=start, end_s=start + 4.5, side=side, book=book,
                            verdict="fault" if faults else "good", faults=faults))  # fmt: skip
    result = _result(
        source=_source("superman.mp4", frames),
        exercise="bird-dog",
        exercise_detected_by="auto",
        thresholds=Thresholds(version="bird-dog-1", strictness=1.0, bands=BIRD_DOG_BANDS),
        coverage=Coverage(measured=0.98, active_s=43, reasons={"tracking_lost": 0.02},
                          signals={"leg_over_trunk_deg": 0.98}),
        dose=Dose(hold_s=0, quality_hold_s=0, reps=7, attempts=1, sides={
            "left_arm_right_leg": SideDose(hold_s=0, quality_hold_s=0, reps=4, attempts=0),
            "right_arm_left_leg": SideDose(hold_s=0, quality_hold_s=0, reps=3, attempts=1)}),
        technique={"over_lift": Technique(seconds=4, count=2, worst=16, unit="deg")},
        unmeasured={"trunk_roll": "wrong_view", "lateral_shift": "wrong_view",
                    "lumbar_hollow": "low_contrast"},
        word="almost",
        events=events,
    )  # fmt: skip
    spec = OverlaySpec(("shoulder", "hip"), "ankle", "dorsal", "right")
    return _data(result, verdict, major, signal, "leg_over_trunk_deg", spec)


def good_plank() -> ReportData:
    """Nothing to remark: a hold of 35 s."""
    verdict, major, signal = _blank(600)
    verdict[60:585] = GOOD
    signal[60:585] = 0.005 * np.sin(np.arange(525) / 40)
    result = _result(
        coverage=Coverage(measured=1.0, active_s=35, reasons={}, signals={"hip_offset_change": 1.0}),
        dose=Dose(hold_s=35, quality_hold_s=35, reps=0, attempts=0),
        events=[Event(kind="hold", start_s=4, end_s=39, verdict="good")],
    )
    return _data(result, verdict, major, signal, "hip_offset_change", OverlaySpec())


def nothing_measurable() -> ReportData:
    """Nobody in the picture, then feet outside it."""
    verdict, major, signal = _blank(300)
    result = _result(
        coverage=Coverage(measured=0, active_s=0, reasons={"no_person": 0.6, "out_of_frame": 0.4}),
        calibration=Calibration(kind="default"),
        unmeasured=dict.fromkeys(("sag", "pike", "knees_bent"), "out_of_frame"),
        word="not_measured",
    )
    return _data(result, verdict, major, signal, "hip_offset", OverlaySpec(near_side=None))


def partial() -> ReportData:
    """Stopped by the user after 12 s of a damaged file with a hostile name."""
    full = plank_with_sag()
    name = '<script>alert("x")</script>&amp;"\'><img src=//example.org/a.png>{{ 7*7 }}.mp4'
    source = full.result.source.model_copy(
        update={"name": name, "partial": True, "frames": 180, "duration_s": 12.0,
                "notes": ["truncated", "damaged_frames:3"]}
    )  # fmt: skip
    hold = Event(kind="hold", start_s=4, end_s=12, verdict="good")
    result = full.result.model_copy(
        update={"source": source, "events": [hold], "technique": {}, "word": "good",
                "dose": Dose(hold_s=8, quality_hold_s=8, reps=0, attempts=0),
                "coverage": Coverage(measured=1, active_s=8, reasons={})}
    )  # fmt: skip
    return replace(
        full, result=result, time=full.time[:180], verdict=full.verdict[:180], major=full.major[:180],
        signal=full.signal[:180], stills=(),
    )  # fmt: skip


def hour_long() -> ReportData:
    """An hour of bridges at 30 frames a second: 600 repetitions, every tenth too high."""
    rate, reps = 30, 600
    frames = 3600 * rate
    t = np.arange(frames) / rate
    phase = t % 6
    signal = -0.34 + 0.345 * np.clip(np.sin(phase / 6 * np.pi) * 1.6, 0, 1)
    signal += 0.002 * np.sin(137.0 * t)
    high = (t // 6 % 10 == 4) & (phase > 2) & (phase < 4)
    signal[high] += 0.045
    verdict = np.where(high, FAULT, GOOD)
    events = []
    for i in range(reps):
        faults = []
        if i % 10 == 4:
            span = (6.0 * i + 2, 6.0 * i + 4)
            faults = [_fault("hyperextension", *span, 0.05, BRIDGE_LENGTH, 6.0 * i + 3)]
        events.append(Event(kind="rep", start_s=6.0 * i, end_s=6.0 * i + 6, faults=faults,
                            verdict="fault" if faults else "good"))  # fmt: skip
    short = bridge_reps()
    result = short.result.model_copy(
        update={
            "source": _source("uur.mp4", frames, rate),
            "events": events,
            "coverage": Coverage(measured=1, active_s=3600, reasons={}),
            "dose": Dose(hold_s=0, quality_hold_s=0, reps=reps, attempts=0),
            "technique": {"hyperextension": Technique(seconds=120, count=60, worst=0.05, unit=BRIDGE_LENGTH)},
        }
    )
    return _data(result, verdict, np.zeros(frames, bool), signal, "hip_offset", short.spec)


EXAMPLES = {
    "plank_with_sag": plank_with_sag,
    "good_plank": good_plank,
    "bridge_reps": bridge_reps,
    "bird_dog_with_book": bird_dog_with_book,
    "nothing_measurable": nothing_measurable,
    "partial": partial,
    "hour_long": hour_long,
}
