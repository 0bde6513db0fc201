"""Scripted sets: judged frames without a camera."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Literal

from hypothesis import strategies as st

from formcheck.coach.coach import Coach, CoachState
from formcheck.coach.frame_view import FrameView, frame_view
from formcheck.coach.speech import PromptKind, Utterance
from formcheck.exercises import get_exercise
from formcheck.judge.config import DoseTarget
from formcheck.judge.segments import Outcome, Span
from formcheck.judge.vocabulary import (
    FAULT,
    FAULT_BIT,
    GOOD,
    NO_REASON,
    PHASE_CODE,
    PHASES,
    REASON_CODE,
    REASONS,
    UNMEASURED,
    fault_names,
)
from formcheck.pose.track import Track
from formcheck.scoring.event import EventKind
from formcheck.scoring.scoring import Scoring
from formcheck.words.catalogue import LANGUAGES, Words

FPS = 15.0


@dataclass(frozen=True)
class Piece:
    """Some seconds of the same frames."""

    seconds: float
    phase: str = "hold"
    faults: tuple[str, ...] = ()
    major: bool = False
    reason: str = ""
    calibrated: bool = True
    upright: bool = False
    side: str = ""
    refused: str = ""
    seen: str = ""
    view: str = ""


def away(seconds: float, reason: str = "wrong_posture", **more: Any) -> Piece:
    """Out of the posture."""
    return Piece(seconds, "transition", reason=reason, **more)


def played(pieces: Iterable[Piece], start_s: float = 0.0, fps: float = FPS) -> list[FrameView]:
    """The frames of a script."""
    frames: list[FrameView] = []
    for piece in pieces:
        for _ in range(max(round(piece.seconds * fps), 1)):
            frames.append(_frame(piece, start_s + len(frames) / fps))
    return frames


def _frame(piece: Piece, time_s: float) -> FrameView:
    # The core clears the faults of what was not measured; the coach is to hold without that.
    bits = sum(FAULT_BIT[name] for name in piece.faults)
    verdict = UNMEASURED if piece.reason else FAULT if bits else GOOD
    reason = REASON_CODE[piece.reason] if piece.reason else NO_REASON
    phase = PHASE_CODE[piece.phase]
    major = bits if piece.major else 0
    frame = FrameView(time_s, verdict, bits, major, reason, phase, piece.calibrated, piece.upright)
    return frame._replace(side=piece.side, refused=piece.refused, seen=piece.seen, view=piece.view)


def rep(
    time_s: float,
    *faults: str,
    kind: EventKind = "rep",
    side: Literal["left", "right"] | None = None,
    measured: bool = True,
) -> Outcome:
    """A repetition of two seconds that has just ended."""
    spans = tuple(Span(f, time_s - 1.5, time_s - 0.5, 1.0, time_s - 1.0, "deg", False) for f in faults)
    reason = NO_REASON if measured else REASON_CODE["occluded"]
    seconds = 2.0 if measured else 0.0
    return Outcome(kind, time_s - 2.0, time_s, side, spans, None, (), seconds, seconds, 0.0, reason)


def repeated(
    outcomes: Sequence[tuple[str, ...]], kind: EventKind = "rep", sides: bool = False
) -> list[FrameView]:
    """Repetitions of two seconds with two seconds of rest, each with the faults it ends with."""
    frames: list[FrameView] = []
    for number, faults in enumerate(outcomes):
        frames += played([Piece(2.0, "rep"), Piece(2.0, "rest")], start_s=4.0 * number)
        ended = round(FPS * (4 * number + 2))
        side: Literal["left", "right"] | None = None
        if sides:
            side = "right" if number % 2 else "left"
        frames[ended] = frames[ended]._replace(
            outcomes=(rep(frames[ended].time_s, *faults, kind=kind, side=side),)
        )
    return frames


def later(frame: FrameView, by_s: float) -> FrameView:
    """The same frame, with what ended in it, at a later time."""
    moved = [replace(o, start_s=o.start_s + by_s, end_s=o.end_s + by_s) for o in frame.outcomes]
    return frame._replace(time_s=frame.time_s + by_s, outcomes=tuple(moved))


def coach(exercise: str = "plank", language: str = "en", **dose: Any) -> Coach:
    """A coach for a dose, by default a hold of a minute."""
    config = get_exercise(exercise).config()
    return Coach(exercise, config, DoseTarget(**{"hold_s": 60.0, **dose}), Words(language))


def spoken(frames: Iterable[FrameView], by: Coach | None = None) -> list[Utterance]:
    """The utterances of a coach about these frames."""
    return (by or coach()).step(frames, CoachState())[0]


def told(utterances: Iterable[Utterance], *kinds: PromptKind) -> list[str]:
    """The topics of the utterances of some kinds; the text where there is no topic."""
    return [u.topic or u.text for u in utterances if u.kind in kinds]


def watch(scoring: Scoring, track: Track) -> Iterator[FrameView]:
    """Score a track frame by frame, so that every event comes with the very frame that ended it."""
    for i in range(len(track)):
        known = len(scoring.outcomes)
        row = track[i : i + 1]
        yield frame_view(scoring, row, scoring.feed(row), known)


def shows(frame: FrameView, fault: str) -> bool:
    """The frame was judged and shows the fault."""
    return frame.judged and fault in fault_names(frame.faults)


PLANK_FAULTS = ("sag", "pike", "shoulder_sink", "knees_bent", "head_position")
_PIECES = st.builds(
    Piece,
    seconds=st.one_of(st.floats(0.05, 1.5), st.floats(0.5, 14.0)),
    phase=st.sampled_from((*PHASES, "hold", "hold", "hold")),
    faults=st.lists(st.sampled_from(PLANK_FAULTS), max_size=3, unique=True).map(tuple),
    major=st.booleans(),
    reason=st.one_of(st.just(""), st.just(""), st.just(""), st.sampled_from(REASONS)),
    calibrated=st.booleans(),
    upright=st.booleans(),
)


@st.composite
def scripts(draw: st.DrawFn) -> list[FrameView]:
    """Any set: uneven frames, some with equal times, with gaps, and with repetitions that end."""
    frames = played(draw(st.lists(_PIECES, min_size=1, max_size=10)), fps=draw(st.sampled_from((4.0, 10.0))))
    random = Random(draw(st.integers(0, 2**32)))
    side = draw(st.sampled_from(("", "left", "right")))
    frames = [frame._replace(side=side) for frame in frames]
    shift, told_of = 0.0, []
    for frame in frames:
        shift += random.choice((0.0, 0.0, 0.0, 0.02, 0.4 if random.random() < 0.02 else 0.0))
        now = frame.time_s + shift
        outcomes: tuple[Outcome, ...] = ()
        if random.random() < 0.02:
            faults = random.sample(("too_fast", "same_side", "over_lift", "sag"), random.randrange(3))
            kinds: tuple[EventKind, ...] = ("rep", "attempt", "hold")
            outcomes = (rep(now, *faults, kind=random.choice(kinds), measured=random.random() < 0.7),)
        told_of.append(frame._replace(time_s=now, outcomes=outcomes))
    return told_of


def may_cut(before: Utterance, after: Utterance) -> bool:
    """Whether an utterance may cut off another: an order any, a cue and help the less important kinds."""
    quiet = before.kind in (PromptKind.BREATH, PromptKind.QUIET)
    courtesy = quiet or before.kind in (PromptKind.SCRIPT, PromptKind.PRAISE)
    return (
        after.kind is PromptKind.ORDER
        or (after.kind is PromptKind.CUE and courtesy)
        or (after.kind is PromptKind.HELP and quiet)
    )


languages = st.sampled_from(LANGUAGES)
