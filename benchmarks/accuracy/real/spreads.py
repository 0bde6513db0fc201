"""What rendered people hide: how widely real recordings spread in what the renderer draws alike every time.

Both sides are recordings of the same network, and good form only: of real people by their labels, of rendered
ones by their truth (those that CI judges). One value a recording, or one a repetition; the table gives the
median and the range from the 5th to the 95th percentile, which of few values is nearly their whole range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import short
from benchmarks.accuracy.cases import Case
from benchmarks.accuracy.matching import Span
from benchmarks.accuracy.real.judging import Subject, frames_of, within
from benchmarks.accuracy.real.legs import far_knee_seen, leg_swaps
from benchmarks.accuracy.truth import load_truth
from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import PHASE_CODE
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import STATIONS, Track
from formcheck.signals.outline import DORSAL, DORSAL_REACHING, VENTRAL, TangentChange
from formcheck.signals.view import find_view
from formcheck.store.recording import read_recording

Floats = NDArray[np.float64]
TRUNK = slice(int(np.searchsorted(STATIONS, 0.0)), None)
"""Stations from the hip to the shoulder."""


@dataclass(frozen=True, eq=False, slots=True)
class GoodForm:
    """Good form of one exercise in one recording.

    Attributes:
        still: a photograph, in which nothing moves.
        spans: when the form is good, seconds.
        frames: the judgement of every frame as `exercise`.
    """

    exercise: str
    still: bool
    spans: tuple[Span, ...]
    track: Track
    frames: FrameScores


@dataclass(frozen=True, slots=True)
class Range:
    """Spread of one quantity; NaN of none."""

    values: int
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One quantity of real people beside rendered ones."""

    what: str
    real: Range
    rendered: Range

    @property
    def wider(self) -> float:
        """How many times as wide the real range is; NaN where one of them is missing or has no width."""
        width = self.rendered.high - self.rendered.low
        return (self.real.high - self.real.low) / width if width > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is measured: the values of one recording."""

    what: str
    exercise: str | None
    of: Callable[[GoodForm], Iterable[float]]
    clips_only: bool = False


def real_forms(subjects: Iterable[Subject]) -> Iterator[GoodForm]:
    """Well-filmed good form of real people."""
    for subject in subjects:
        label = subject.label
        spans = tuple(s.span for s in label.shown if s.form == "good" and s.well_filmed)
        if spans and label.exercise is not None:
            judged = frames_of(subject.track, label.name, label.exercise, subject.calibrate)
            yield GoodForm(label.exercise, label.still, spans, subject.track, judged)


def rendered_forms() -> Iterator[GoodForm]:
    """Good form of the rendered people in the recordings that are committed."""
    for case in short.committed():
        spans = tuple(_good_spans(case))
        if case.purpose == "exercise" and spans and case.exercise == case.shows:
            track, _ = read_recording(short.FOLDER / f"{case.name}.parquet")
            judged = frames_of(track, case.name, case.exercise, "first")
            yield GoodForm(case.exercise, False, spans, track, judged)


def spread_rows(real: Sequence[GoodForm], rendered: Sequence[GoodForm]) -> list[SpreadRow]:
    """The table."""
    return [SpreadRow(q.what, _range(q, real), _range(q, rendered)) for q in QUANTITIES]


def spread(values: Iterable[float]) -> Range:
    """Median, 5th and 95th percentile of the values that are finite."""
    seen = np.array([value for value in values if np.isfinite(value)])
    if not len(seen):
        return Range(0, np.nan, np.nan, np.nan)
    low, median, high = np.percentile(seen, (5, 50, 95))
    return Range(len(seen), float(median), float(low), float(high))


def _range(quantity: Quantity, forms: Iterable[GoodForm]) -> Range:
    own = [
        form
        for form in forms
        if quantity.exercise in (None, form.exercise) and not (quantity.clips_only and form.still)
    ]
    return spread(value for form in own for value in quantity.of(form))


def _good_spans(case: Case) -> Iterator[Span]:
    if case.truth is None or case.exercise == "drawing-in":
        return
    for event in load_truth(case.truth, case.exercise).events:
        first_s = min((fault.start_s for fault in event.faults), default=event.end_s)
        if not event.faults or (event.kind == "hold" and first_s > event.start_s):
            yield event.start_s, min(first_s, event.end_s)


def _rows(form: GoodForm) -> NDArray[np.bool_]:
    rows = np.zeros(len(form.track), bool)
    for span in form.spans:
        rows |= within(form.track.time, span)
    return rows


def _median(values: Floats) -> Iterator[float]:
    seen = values[np.isfinite(values)]
    if len(seen):
        yield float(np.median(seen))


def _signal(name: str, scale: float = 1.0) -> Callable[[GoodForm], Iterator[float]]:
    """Median of a signal over the good form of a recording."""
    return lambda form: _median(scale * form.frames.signal(name)[_rows(form)])


def _extreme(name: str, least: bool, scale: float = 1.0) -> Callable[[GoodForm], Iterator[float]]:
    """Lowest or highest value of a signal in each good repetition; of a still its median."""

    def of(form: GoodForm) -> Iterator[float]:
        values = scale * form.frames.signal(name)
        if form.still:
            yield from _median(values)
            return
        for span in form.spans:
            own = values[within(form.track.time, span)]
            own = own[np.isfinite(own)]
            if len(own):
                # A tenth of the repetition stays beyond: one frame is no reading.
                yield float(np.percentile(own, 10 if least else 90))

    return of


def _bend(form: GoodForm) -> Iterator[float]:
    """Lowest bend of the back's outline in each good repetition against its median at rest, judged or not."""
    bend = np.asarray(TangentChange(DORSAL_REACHING)(form.track), np.float64)
    rest = bend[(form.frames.phase == PHASE_CODE["rest"]) & np.isfinite(bend)]
    for span in form.spans:
        own = bend[within(form.track.time, span) & np.isfinite(bend)]
        if len(own) and len(rest):
            yield float(np.percentile(own, 10) - np.median(rest))


def _tangent(change: TangentChange) -> Callable[[GoodForm], Iterator[float]]:
    return lambda form: _median(np.asarray(change(form.track), np.float64)[_rows(form)])


def roughness(form: GoodForm) -> Iterator[float]:
    """How far the back's outline strays from its parabola, root mean square in % of the trunk; the median."""
    lines = form.track.dorsal[_rows(form)][:, TRUNK].astype(np.float64)
    lines = lines[np.isfinite(lines).all(axis=1)]
    if len(lines):
        base = np.vander(STATIONS[TRUNK], 3)
        left = lines.T - base @ np.linalg.lstsq(base, lines.T, rcond=None)[0]
        yield float(100 * np.median(np.sqrt(np.mean(left**2, axis=0))))


def jitter(form: GoodForm) -> Iterator[float]:
    """Second difference of the hips from frame to frame, median, in % of the trunk."""
    xy = form.track.xy.astype(np.float64)
    hip = (xy[:, Landmark.LEFT_HIP] + xy[:, Landmark.RIGHT_HIP]) / 2
    shoulder = (xy[:, Landmark.LEFT_SHOULDER] + xy[:, Landmark.RIGHT_SHOULDER]) / 2
    steps = np.linalg.norm(np.diff(hip, 2, axis=0), axis=1) / np.linalg.norm(shoulder - hip, axis=1)[1:-1]
    yield from _median(100 * steps[_rows(form)[1:-1]])


def _swaps(form: GoodForm) -> Iterator[float]:
    yield leg_swaps(form.track)


def _contrast(form: GoodForm) -> Iterator[float]:
    yield from _median(form.track.contrast[_rows(form)].astype(np.float64))


def _turn(form: GoodForm) -> Iterator[float]:
    view = find_view(form.track)
    if view is not None:
        yield view.yaw_deg


def _at_edge(form: GoodForm) -> Iterator[float]:
    contact = form.track.edge_contact[_rows(form)].astype(np.float64)
    contact = contact[np.isfinite(contact)]
    if len(contact):
        yield float(100 * np.mean(contact > 0))


def _far_knee(form: GoodForm) -> Iterator[float]:
    yield from _median(far_knee_seen(form.track)[_rows(form)])


QUANTITIES = (
    Quantity("plank: hip offset, % of shoulder-ankle", "plank", _signal("hip_offset", 100)),
    Quantity("side plank: hip offset, %", "side-plank", _signal("hip_offset", 100)),
    Quantity(
        "bridge: hip offset at the top, % of shoulder-knee", "bridge", _extreme("hip_offset", False, 100)
    ),
    Quantity("bridge: turn of the belly's outline, deg", "bridge", _tangent(TangentChange(VENTRAL))),
    Quantity("plank: turn of the back's outline, deg", "plank", _tangent(TangentChange(DORSAL))),
    Quantity("bird-dog: back line hollower than at rest, deg", "bird-dog", _bend, clips_only=True),
    Quantity("bird-dog: trunk pitch beyond it, deg", "bird-dog", _extreme("trunk_pitch_change_deg", False)),
    Quantity("back's outline off its parabola, % of trunk", None, roughness),
    Quantity("second difference of the hips, % of trunk", None, jitter, clips_only=True),
    Quantity("legs taken for each other, times a minute", None, _swaps, clips_only=True),
    Quantity("visibility of the far knee", None, _far_knee),
    Quantity("contrast along the outline", None, _contrast),
    Quantity("camera turned away from straight beside, deg", None, _turn),
    Quantity("frames in which the body touches the edge, %", None, _at_edge),
)
