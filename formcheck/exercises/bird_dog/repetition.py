"""What both views of the bird-dog share: which limbs moved, tempo, the book, the verdict on a repetition."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.bird_dog.limits import BirdDogLimits
from formcheck.judge.config import ExerciseConfig
from formcheck.judge.from_rest import from_rest_s
from formcheck.judge.segments import (
    BookOutcome,
    Segment,
    SegmentVerdict,
    Side,
    Span,
)
from formcheck.judge.vocabulary import NO_REASON, SEEN_CODE, SIGNAL_ROW
from formcheck.signals.samples import Samples


class LimbRows(NamedTuple):
    """What a rule keeps of every frame, in `Measured.extra`.

    Attributes:
        left_arm, right_arm, left_leg, right_leg: share of its way that each limb has gone, the person's own
            sides.
        book_slid: how far the object has slid, cm.
        book_fallen: 1 where it has fallen, else 0.
        legs_unsure, arms_unsure: 1 where the two may have been taken for each other, else 0.
    """

    left_arm: Samples
    right_arm: Samples
    left_leg: Samples
    right_leg: Samples
    book_slid: Samples
    book_fallen: Samples
    legs_unsure: Samples
    arms_unsure: Samples


UNSURE_SHARE = 0.1
"""Limbs that were taken for each other for more than this share of the top may be each other still."""
SEEN_FROM = 0.5
"""A movement that has already gone further than this when it is first seen was on before that."""
CUT_SHARE = 0.5
"""Limbs that were out of the picture for more than this share of the top have gone nobody knows how far."""
FOLLOWED_SHARE = 0.9
"""A repetition of which less was seen may have been slower than it looks."""


def judge_repetition(
    segment: Segment,
    config: ExerciseConfig[BirdDogLimits],
    book: str,
    driven_by: tuple[str, ...],
    leg_down: float = math.inf,
    skipped: float = 0.0,
    furthest: NDArray[np.float64] | None = None,
    limbs: Sequence[str] = (),
) -> SegmentVerdict:
    """A repetition, an attempt, or nothing; its pair of limbs; same side and tempo; what the book did.

    Where both legs went further than `leg_down`, or were taken for each other, the raised one is unknown: the
    arm then names the pair, and the fault `same_side` is not given; of the arms likewise. `skipped`: see
    `from_rest_s`; it holds for the beginning only, because a limb that is set down slows down less.
    `furthest`: share of its way that the furthest limb has gone, (T,), where the drive is another one: a limb
    that is out is out, also where its partner is not followed. `limbs`: signals that show how far a limb has
    gone; where they are out of the picture it is unknown.
    """
    k, frames = config.limits, segment.frames
    peak = float(np.fmax.reduce(frames.drive))
    if not peak >= k.attempt_from:
        return SegmentVerdict(None, segment.start_s, segment.end_s)
    start_s = max(segment.start_s - from_rest_s(frames, skipped=skipped), 0.0)
    end_s = segment.end_s + (from_rest_s(frames, end=True) if segment.complete else 0.0)
    # Sorting puts what was not measured last; the lower median of the rest is near enough.
    top = frames.drive >= 0.7 * peak
    gone = _lower_median(frames.extra[:4, top])
    compared = not np.isnan(gone).any()  # a limb that was not seen may be the one that was raised
    gone = np.fmax(gone, -1.0)
    rows = _limb_rows(segment)
    unsure = _unsure(rows.legs_unsure, top)
    either = gone[2:].min() > leg_down or unsure
    left_arm, left_leg = gone[0] > gone[1], gone[2] > gone[3]
    if not either and _unsure(rows.arms_unsure, top):
        left_arm = not left_leg
    arm, leg = float(gone[:2].max()), float(gone[2:].max())
    if unsure:  # each leg carries the raised one's name for a part of the time: either is up throughout
        leg = max(leg, float(_lower_median(np.fmax(frames.extra[2:3, top], frames.extra[3:4, top]))[0]))
    # Limbs that the picture does not show whole may have gone further than they are drawn.
    cut = compared and _cut_off(segment, top, limbs)
    compared = compared and not cut
    pair = cut or (arm >= k.limb_from and leg >= k.limb_from)
    counts = pair and peak >= k.rep_from
    above = (frames.drive if furthest is None else furthest)[:-1] >= 0.5
    held_s = float((frames.time[1:] - frames.time[:-1])[above].sum())
    if _passed(segment, k, held_s, counts=counts):
        return SegmentVerdict(None, start_s, end_s)
    if compared and arm < k.limb_stays and leg >= k.limb_from:  # a leg kick with both hands on the floor
        return SegmentVerdict("attempt", start_s, end_s, seen=SEEN_CODE["hands_stay"])
    seen = bool((frames.reason == NO_REASON).any())
    side: Side | None = None
    faults: list[Span] = []
    if pair and compared and (left_arm != left_leg or either):
        side = "left_arm_right_leg" if left_arm else "right_arm_left_leg"
    elif pair and compared:
        faults.append(_span_of("same_side", segment, peak, "fraction of the way"))
    if segment.complete and pair and not cut and held_s < k.tempo_green_s and _followed(segment, k):
        faults.append(_span_of("too_fast", segment, held_s, "s", held_s < k.tempo_amber_s))
    return SegmentVerdict(
        "rep" if counts else "attempt",
        start_s,
        end_s,
        side,
        tuple(faults) if seen else (),
        _book(segment, book, driven_by),
        (("time_above_half_s", round(held_s, 2)),),
    )


def _passed(segment: Segment, k: BirdDogLimits, held_s: float, *, counts: bool) -> bool:
    """Whether what moved was no repetition, nor an attempt at one.

    Args:
        segment: of it.
        k: limits.
        held_s: how long it was out for more than half of the way.
        counts: it went far enough.
    """
    drive, whole = segment.frames.drive, held_s >= k.tempo_green_s
    left = segment.complete and drive[np.isfinite(drive)][-1] > 2 * k.drive_on
    if left and not (counts and whole):
        return True  # it left the posture, as on the way into a plank, or was a mere twitch
    if not counts and not segment.complete:
        return True  # at its end a recording mostly shows somebody who gets up to stop it
    if not counts and not drive[0] <= 2 * k.drive_on:
        return True  # it was on its way when it was first seen, as on the way into the posture
    # Of one that was seen from the top on, or until there, only time at the top tells that it was whole.
    if (not segment.complete or drive[0] > SEEN_FROM) and not whole:
        return True
    return not counts and segment.end_s - segment.start_s < k.attempt_s


def _limb_rows(segment: Segment) -> LimbRows:
    """What both views keep; a view may keep more after it."""
    return LimbRows._make(segment.frames.extra[: len(LimbRows._fields)])


def _unsure(row: Samples, top: NDArray[np.bool_]) -> bool:
    """Whether the two limbs may still be taken for each other at the top."""
    return bool(np.asarray(row)[top].mean() > UNSURE_SHARE)


def _cut_off(segment: Segment, top: NDArray[np.bool_], signals: Sequence[str]) -> bool:
    """Whether the limbs were out of the picture for most of the top."""
    bits = sum(1 << SIGNAL_ROW[name] for name in signals)
    return bool(((segment.frames.outside[top] & bits) != 0).mean() > CUT_SHARE)


def _lower_median(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """(R,) of (R, T): what was not measured is sorted last, so that the lower half of the rest tells."""
    ordered = np.sort(rows, axis=1)
    return ordered[:, (ordered.shape[1] - 1) // 2]


def _followed(segment: Segment, k: BirdDogLimits) -> bool:
    """Whether its duration is known: it was seen nearly all along, and from limbs down on."""
    frames = segment.frames
    seen = float((frames.reason == NO_REASON).mean())
    return seen >= FOLLOWED_SHARE and float(frames.drive[0]) <= 2 * k.drive_on


def _span_of(fault: str, segment: Segment, peak: float, unit: str, major: bool = True) -> Span:
    return Span(fault, segment.start_s, segment.end_s, peak, segment.start_s, unit, major)


def _book(segment: Segment, name: str, driven_by: tuple[str, ...]) -> BookOutcome | None:
    rows = _limb_rows(segment)
    slid, fallen = np.asarray(rows.book_slid), np.asarray(rows.book_fallen)
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
