"""From frames to events: runs, back-dated starts, what is kept and what is dropped."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.judge.from_rest import from_rest_s
from formcheck.judge.segmenter import Segmenter, SegmentState
from formcheck.judge.segments import FrameColumns, Outcome, Segment, SegmentVerdict
from formcheck.judge.vocabulary import FAULT, GOOD, NO_REASON, PHASE_CODE, REASON_CODE, UNMEASURED
from tests.support.banks import band, edges, judge, table

TIME = np.arange(240) / 30
BANDS = (band(),)


def columns(offset: np.ndarray, reason: np.ndarray | None = None, time: np.ndarray = TIME) -> FrameColumns:
    """Columns of a recording with this hip offset."""
    signals = table(len(time), hip_offset=offset)
    judged = judge(BANDS, time, signals)
    codes = np.full(len(time), NO_REASON, np.int8) if reason is None else reason
    seen = codes == NO_REASON
    faults, major = np.where(seen, judged.faults, 0), np.where(seen, judged.major, 0)
    verdict = np.where(seen, np.where(faults != 0, FAULT, GOOD), UNMEASURED).astype(np.int8)
    ones = np.ones(len(time))
    return FrameColumns(
        time,
        verdict,
        faults,
        major,
        codes,
        phase=np.full(len(time), PHASE_CODE["hold"], np.int8),
        calibrated=ones.astype(bool),
        drive=ones,
        signals=signals,
        extra=np.empty((0, len(time))),
        violated=judged.violated,
        since=judged.since,
        outside=np.zeros(len(time), np.int64),
    )


def hold(segment: Segment) -> SegmentVerdict:
    return SegmentVerdict("hold", segment.start_s, segment.end_s)


def run(
    part: FrameColumns,
    active: np.ndarray,
    chunks: list[int] | None = None,
    verdict: Callable[[Segment], SegmentVerdict] = hold,
    began: np.ndarray | None = None,
) -> list[Outcome]:
    segmenter, state, first, found = Segmenter(edges(*BANDS), verdict, 0.5), SegmentState(), 0, []
    began = part.time if began is None else began
    for length in chunks or [len(active)]:
        rows = slice(first, first + length)
        first += length
        if length == 1:
            outcomes, state = segmenter.step(
                part.part(rows), bool(active[rows.start]), float(began[rows.start]), state
            )
        else:
            outcomes, state = segmenter.step(part.part(rows), active[rows], began[rows], state)
        found += outcomes
    return found + segmenter.finish(state)


def between(*spans: tuple[float, float]) -> np.ndarray:
    return np.array([any(a <= t < b for a, b in spans) for t in TIME])


def test_runs_become_events() -> None:
    found = run(columns(np.zeros(240)), between((1, 3), (4, 6)))
    assert [(o.kind, o.start_s, o.end_s) for o in found] == [("hold", 1.0, 3.0), ("hold", 4.0, 6.0)]
    assert [o.green_s for o in found] == [pytest.approx(2.0), pytest.approx(2.0)]


def test_nothing_active_is_no_event() -> None:
    assert run(columns(np.zeros(240)), np.zeros(240, bool)) == []


def test_what_is_open_at_the_end_is_closed_and_told_so() -> None:
    seen: list[Segment] = []

    def noted(segment: Segment) -> SegmentVerdict:
        seen.append(segment)
        return hold(segment)

    run(columns(np.zeros(240)), between((2, 4), (5, 99)), verdict=noted)
    assert [s.complete for s in seen] == [True, False]
    assert seen[1].end_s == TIME[-1]
    assert len(seen[1].frames.time) == 90


def test_a_dropped_segment_leaves_no_event() -> None:
    assert (
        run(
            columns(np.zeros(240)),
            between((2, 4)),
            verdict=lambda s: SegmentVerdict(None, s.start_s, s.end_s),
        )
        == []
    )


def test_starts_are_back_dated() -> None:
    began = np.where(between((2, 5)), 1.4, np.where(TIME >= 5, 4.6, TIME))
    (event,) = run(columns(np.zeros(240)), between((2, 5)), began=began)
    assert (event.start_s, event.end_s) == (1.4, 4.6)


@pytest.mark.parametrize(("level", "major"), [(0.05, False), (0.08, True)])
def test_a_span_starts_where_the_signal_left_its_band(level: float, major: bool) -> None:
    offset = np.where(between((3, 6)), level, 0.0)
    offset[150] = level + 0.01
    (event,) = run(columns(offset), between((1, 7.5)))
    (span,) = event.faults
    assert (span.start_s, span.end_s) == (pytest.approx(3.0), pytest.approx(6.0, abs=0.04))
    assert (span.peak, span.peak_at_s, span.major) == (pytest.approx(level + 0.01), TIME[150], major)


def test_spans_are_cut_to_their_event() -> None:
    (event,) = run(columns(np.full(240, 0.05)), between((2, 5)))
    (span,) = event.faults
    assert (span.start_s, span.end_s) == (2.0, pytest.approx(5.0, abs=0.04))


def test_what_the_trimming_leaves_of_a_fault_must_last() -> None:
    """Getting out of the posture: all but a moment of the fault lies beyond the event's end."""
    offset = np.where(TIME >= 4.0, 0.08, 0.0)
    (event,) = run(columns(offset), between((1, 6)), verdict=lambda s: SegmentVerdict("hold", s.start_s, 4.3))
    assert event.faults == ()


def test_clock_of_green_amber_and_red() -> None:
    offset = np.select([TIME < 2, TIME < 4, TIME < 6], [0.0, 0.05, 0.08], 0.0)
    (event,) = run(columns(offset), between((0, 7)))
    assert event.measured_s == pytest.approx(7.0)
    # Amber from 2.5 s, red from 5.0 s to its release at 6.3 s.
    assert event.green_s == pytest.approx(2.5 + 0.7, abs=0.1)
    assert event.amber_s == pytest.approx(2.5, abs=0.1)


def test_unmeasured_frames_have_no_faults_and_give_their_reason() -> None:
    reason = np.where(between((3, 4.5)), REASON_CODE["several_people"], NO_REASON).astype(np.int8)
    reason[10] = REASON_CODE["frame_rate"]
    (event,) = run(columns(np.zeros(240), reason), between((0, 6)))
    assert event.measured_s == pytest.approx(6.0 - 1.5 - 1 / 30, abs=0.01)
    assert event.reason == REASON_CODE["several_people"]
    blind = np.full(240, REASON_CODE["several_people"], np.int8)
    (event,) = run(columns(np.full(240, 0.08), blind), between((0, 6)))
    assert event.faults == ()
    assert event.measured_s == 0


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32), lengths=st.lists(st.sampled_from([1, 1, 1, 2, 9, 40]), max_size=60))
def test_chunks_do_not_matter(seed: int, lengths: list[int]) -> None:
    random = np.random.default_rng(seed)
    part = columns(
        np.repeat(random.normal(0.02, 0.03, 24), 10),
        np.where(random.random(240) < 0.1, 2, NO_REASON).astype(np.int8),
    )
    active = np.repeat(random.random(24) < 0.7, 10)
    lengths = [n for n, used in zip(lengths, np.cumsum(lengths), strict=True) if used < 240]
    assert repr(run(part, active)) == repr(run(part, active, [*lengths, 240 - sum(lengths)]))


def test_thousands_of_single_frames() -> None:
    part = columns(np.full(2400, 0.05), time=np.arange(2400) / 30)
    active = np.ones(2400, bool)
    assert repr(run(part, active)) == repr(run(part, active, [1] * 2400))


@pytest.mark.parametrize("acceleration", [0.5, 1.0, 4.0])
@pytest.mark.parametrize("threshold", [0.08, 0.15])
def test_a_movement_is_back_dated_by_its_acceleration(acceleration: float, threshold: float) -> None:
    """From rest with even acceleration it is exact: f = a t^2 / 2."""
    time = np.arange(400) / 200
    drive = acceleration * time**2 / 2
    frames = columns(np.zeros(400), time=time)
    begun = frames._replace(drive=drive)
    first = int(np.flatnonzero(drive > threshold)[0])
    assert from_rest_s(begun.part(slice(first, None))) == pytest.approx(min(time[first], 0.6), abs=0.01)
    # Backwards in time the same: how a movement ends.
    end = FrameColumns(*(getattr(begun, name)[..., ::-1] for name in FrameColumns._fields))
    end = end._replace(time=time)
    assert from_rest_s(end.part(slice(0, 400 - first)), end=True) == pytest.approx(
        min(time[first], 0.6), abs=0.01
    )


def test_no_movement_is_not_back_dated() -> None:
    frames = columns(np.zeros(240))
    for drive in (np.full(240, 0.3), np.full(240, -1.0), np.full(240, np.nan), -TIME):
        still = frames._replace(drive=drive)
        assert from_rest_s(still) == 0.0
        assert from_rest_s(still.part(slice(0, 1))) == 0.0
