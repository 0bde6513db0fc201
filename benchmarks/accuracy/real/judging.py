"""A recording of a real person judged by the product, as one exercise or with `auto`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.matching import Span
from benchmarks.accuracy.real.labels import Label
from formcheck.exercises import exercise_names
from formcheck.judge.frames import FrameScores
from formcheck.pipeline.judge_memory import judge_kept
from formcheck.pipeline.notebook import track as poses_of
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pose.track import Track
from formcheck.scoring.event import Event
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO
from formcheck.scoring.recording_result import RecordingResult
from formcheck.scoring.result import Result
from formcheck.store.recording import RecordingWriter, read_recording

CUT_S = 2.0
"""Clips of something else that last over 14 s are recorded from here on, for `LASTS_S`."""
LASTS_S = 12.0


@dataclass(frozen=True, slots=True)
class NamedFault:
    """A fault that the product named, and when it was worst."""

    kind: str
    span: Span
    peak: float
    unit: str
    peak_at_s: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A hold, repetition or attempt that the product found; a rest is no claim."""

    exercise: str
    kind: str
    span: Span
    verdict: str
    faults: tuple[NamedFault, ...] = ()
    reason: str = ""
    unmeasured: frozenset[str] = frozenset()
    """Main faults that it could not be judged on."""

    @property
    def is_verdict(self) -> bool:
        """Whether it says something of the form: good or a fault."""
        return self.verdict != "unmeasured"


@dataclass(frozen=True, slots=True)
class Judged:
    """What the product said of a recording.

    Attributes:
        asked: the exercise that it was told, or `AUTO`.
        found: the exercises that it took the recording for.
        claims: in order of time.
        unmeasured: faults that it could not judge in this recording.
        reasons: why frames were not measured, the longest first.
    """

    asked: str
    found: tuple[str, ...]
    word: str
    claims: tuple[Claim, ...]
    unmeasured: frozenset[str]
    reasons: tuple[str, ...]

    @property
    def verdicts(self) -> tuple[Claim, ...]:
        """Claims that say something of the form."""
        return tuple(claim for claim in self.claims if claim.is_verdict)


@dataclass(frozen=True, eq=False, slots=True)
class Subject:
    """One recording with all that was made of it.

    Attributes:
        seen: "pictures" where the network looked anew, "recording" otherwise.
        calibrate: a still is judged without a reference of its own, which it would equal.
        named: what came of it, by the exercise that was named.
    """

    label: Label
    track: Track
    seen: str
    calibrate: str
    auto: Judged
    named: dict[str, Judged]

    @property
    def own(self) -> Judged | None:
        """Judged as the exercise that it shows."""
        return None if self.label.exercise is None else self.named[self.label.exercise]


def subject(label: Label, folder: Path, work: Path | None = None) -> Subject:
    """Judge one recording in every way.

    Args:
        label: what it shows.
        folder: of `labels.csv`, with `recordings/` and `clips/`.
        work: the network looks at a clip with pictures anew and leaves its poses here; None for recordings
            only.
    """
    kept, context = read_recording(folder / "recordings" / f"{label.name}.parquet")
    picture = folder / "clips" / f"{label.name}.mp4"
    anew = work is not None and picture.exists()
    track = looked_at(picture, kept, work / f"{label.name}.parquet") if work is not None and anew else kept
    calibrate = Plan.from_context(context).calibrate
    named = {name: judged(track, label.name, name, calibrate) for name in exercise_names()}
    auto = judged(track, label.name, AUTO, calibrate)
    return Subject(label, track, "pictures" if anew else "recording", calibrate, auto, named)


def looked_at(picture: Path, kept: Track, poses: Path) -> Track:
    """The poses of a clip's pictures, from `poses` where an earlier run left them there."""
    if poses.exists():
        return read_recording(poses)[0]
    track = poses_of(picture)
    if track.time[-1] > CUT_S + LASTS_S and kept.time[-1] <= LASTS_S:
        first, after = np.searchsorted(track.time, (CUT_S, CUT_S + LASTS_S))
        track = replace(track[int(first) : int(after)], time=track.time[first:after] - CUT_S)
    poses.parent.mkdir(parents=True, exist_ok=True)
    with RecordingWriter(poses, track.size, track.model, {}) as writer:
        writer.append(track)
    return track


def judged(track: Track, name: str, exercise: str, calibrate: str) -> Judged:
    """What the product says of poses as `exercise`."""
    result = judge_kept(KeptPoses.of_track(track, name), _plan(exercise, calibrate), auto_view=True).result
    parts = [p.exercise for p in result.parts] if isinstance(result, RecordingResult) else [result.exercise]
    return Judged(
        exercise,
        tuple(dict.fromkeys(parts)),
        result.word,
        tuple(_claim(event, result) for event in result.events if event.kind != "rest"),
        frozenset(result.unmeasured),
        tuple(sorted(result.coverage.reasons, key=lambda r: -result.coverage.reasons[r])),
    )


def frames_of(track: Track, name: str, exercise: str, calibrate: str) -> FrameScores:
    """The judgement of every frame as `exercise`."""
    poses = KeptPoses.of_track(track, name)
    return judge_kept(poses, _plan(exercise, calibrate), auto_view=True).frames


def within(time: NDArray[np.float64], span: Span) -> NDArray[np.bool_]:
    """(T,) which frames lie in a span."""
    return np.asarray((time >= span[0]) & (time <= span[1]))


def _plan(exercise: str, calibrate: str) -> Plan:
    return Plan.model_validate({"exercise": exercise, "calibrate": calibrate})


def _claim(event: Event, result: Result) -> Claim:
    return Claim(
        str(getattr(event, "exercise", result.exercise)),
        event.kind,
        (event.start_s, event.end_s),
        event.verdict,
        tuple(NamedFault(f.kind, (f.start_s, f.end_s), f.peak, f.unit, f.peak_at_s) for f in event.faults),
        event.reason or "",
        frozenset(event.main_unmeasured),
    )
