"""What both views of the bird-dog share: which limbs moved, tempo, the book, the verdict on a repetition."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.config import ExerciseConfig
from formcheck.judge.segments import BookOutcome, Segment, SegmentVerdict, Side, Span, from_rest_s
from formcheck.judge.vocabulary import NO_REASON

Floats = NDArray[np.float64]

# Rows of `Measured.extra`: how far each limb has gone (person's own sides), and the book.
LEFT_ARM, RIGHT_ARM, LEFT_LEG, RIGHT_LEG, BOOK_SLID, BOOK_FALLEN = range(6)

FOLLOWED_SHARE = 0.9
"""A repetition of which less was seen may have been slower than it looks."""


def judge_repetition(
    segment: Segment,
    config: ExerciseConfig,
    book: str,
    driven_by: tuple[str, ...],
    leg_down: float = math.inf,
    skipped: float = 0.0,
) -> SegmentVerdict:
    """A repetition, an attempt, or nothing; its pair of limbs; same side and tempo; what the book did.

    Where both legs went further than `leg_down` it cannot be told which one was raised: then the arm gives
    the pair its name, and nobody is told to have taken the wrong one. `skipped`: as of `from_rest_s`, for
    the beginning; a limb that is set down does not slow down so much.
    """
    k, frames = config.limits, segment.frames
    peak = float(np.fmax.reduce(frames.drive))
    if not peak >= k["attempt_from"]:
        return SegmentVerdict(None, segment.start_s, segment.end_s)
    start_s = max(segment.start_s - from_rest_s(frames, skipped=skipped), 0.0)
    end_s = segment.end_s + (from_rest_s(frames, end=True) if segment.complete else 0.0)
    # Sorting puts what was not measured last; the lower median of the rest is near enough.
    gone = np.sort(frames.extra[:4, frames.drive >= 0.7 * peak], axis=1)
    gone = gone[:, (gone.shape[1] - 1) // 2]
    compared = not np.isnan(gone).any()  # a limb that was not seen may be the one that was raised
    gone = np.fmax(gone, -1.0)
    left_arm, left_leg = gone[LEFT_ARM] > gone[RIGHT_ARM], gone[LEFT_LEG] > gone[RIGHT_LEG]
    arm, leg = float(gone[:2].max()), float(gone[2:].max())
    pair = arm >= k["limb_from"] and leg >= k["limb_from"]
    counts = pair and peak >= k["rep_from"]
    above = frames.drive[:-1] >= 0.5
    held_s = float((frames.time[1:] - frames.time[:-1])[above].sum())
    # It left the posture instead of coming back, as on the way into a plank, or was a mere twitch.
    left = segment.complete and frames.drive[-1] > 2 * k["drive_on"]
    passed = left and not (counts and held_s >= k["tempo_green_s"])
    # What a recording ends in may be anything: mostly somebody who gets up to stop it.
    passed = passed or not (segment.complete or counts)
    if passed or (not counts and segment.end_s - segment.start_s < k["attempt_s"]):
        return SegmentVerdict(None, start_s, end_s)
    seen = bool((frames.reason == NO_REASON).any())
    side: Side | None = None
    faults: list[Span] = []
    if pair and compared and (left_arm != left_leg or gone[2:].min() > leg_down):
        side = "left_arm_right_leg" if left_arm else "right_arm_left_leg"
    elif pair and compared:
        faults.append(_whole("same_side", segment, peak, "fraction of the way"))
    if segment.complete and pair and held_s < k["tempo_green_s"] and _followed(segment, k):
        faults.append(_whole("too_fast", segment, held_s, "s", held_s < k["tempo_amber_s"]))
    return SegmentVerdict(
        "rep" if counts else "attempt",
        start_s,
        end_s,
        side,
        tuple(faults) if seen else (),
        _book(segment, book, driven_by),
        (("time_above_half_s", round(held_s, 2)),),
    )


def _followed(segment: Segment, k: Mapping[str, float]) -> bool:
    """Whether its time is known: it was seen nearly all along, and from where the limbs were down."""
    frames = segment.frames
    seen = float((frames.reason == NO_REASON).mean())
    return seen >= FOLLOWED_SHARE and float(frames.drive[0]) <= 2 * k["drive_on"]


def _whole(fault: str, segment: Segment, peak: float, unit: str, major: bool = True) -> Span:
    return Span(fault, segment.start_s, segment.end_s, peak, segment.start_s, unit, major)


def _book(segment: Segment, name: str, driven_by: tuple[str, ...]) -> BookOutcome | None:
    slid, fallen = segment.frames.extra[BOOK_SLID], segment.frames.extra[BOOK_FALLEN]
    furthest = float(np.fmax.reduce(slid))
    if np.isnan(furthest):
        return None
    fell = np.flatnonzero(fallen)
    return BookOutcome(
        kept=not len(fell),
        object=name,
        driven_by=driven_by,
        slid_cm=round(furthest, 1),
        fell_at_s=float(segment.frames.time[fell[0]]) if len(fell) else None,
    )
