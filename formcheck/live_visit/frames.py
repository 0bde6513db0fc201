"""`live`: judges the frames of a camera as they come, for Python programs; coaches and keeps nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.frames import FrameScores
from formcheck.judge.main_faults import MainWatch
from formcheck.judge.vocabulary import (
    NO_REASON,
    NOTHING_SEEN,
    PHASES,
    REASONS,
    SEEN,
    SIGNALS,
    VERDICTS,
    fault_names,
)
from formcheck.media.camera import FrameSource
from formcheck.pipeline.plan_choices import Bands, Reference, Side, plan_from
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.factory import create_estimator
from formcheck.pose.track import Track, as_recorded
from formcheck.scoring.scoring import Scoring


@dataclass(frozen=True, slots=True)
class LiveFrame:
    """The judgement of one frame.

    Attributes:
        time_s: media time in seconds.
        verdict: "good", "fault" or "unmeasured".
        faults: names of the faults that hold.
        reason: why the frame is unmeasured, or None.
        seen: what the body does instead where the reason is "wrong_posture", or None.
        phase: "outside", "transition", "rest", "hold" or "rep".
        main_unmeasured: what the exercise exists for and cannot be judged just now, with the reason: a "good"
            then holds only as far as seen.
        signals: what was measured, by column name; what this view cannot give is left out.
        track: the pose, one row.
        image: (height, width, 3) uint8, the picture in RGB.
        scoring: the scoring so far; its `outcomes` are the holds and repetitions that are over.
    """

    time_s: float
    verdict: str
    faults: tuple[str, ...]
    reason: str | None
    seen: str | None
    phase: str
    main_unmeasured: dict[str, str]
    signals: dict[str, float]
    track: Track = field(repr=False)
    image: NDArray[np.uint8] = field(repr=False)
    scoring: Scoring = field(repr=False)


def live(
    camera: FrameSource,
    exercise: str,
    *,
    view: Literal["side", "front-high"] = "side",
    side: Side | None = None,
    calibrate: Literal["first", "none"] | Reference = "first",
    strictness: float = 1.0,
    carried: str = "book",
    bands: Bands | None = None,
    override: Mapping[str, object] | None = None,
    model: Literal["lite", "full", "heavy"] = "full",
    backend: str = "onnx",
    estimator: PoseEstimator | None = None,
) -> Iterator[LiveFrame]:
    """Judge a camera's frames as they come.

    No picture is stored and no signal handler is set. The camera is closed at the end, when the loop over
    the frames is left, and when it fails.

    Args:
        camera: an open camera: ``formcheck.Camera()``.
        exercise: name of the exercise.
        view: where the camera stands.
        side, calibrate, strictness, carried, bands, override: as of `formcheck.score`.
        model: size of the pose network.
        backend: library that runs it.
        estimator: finds the pose in place of `backend`; its owner closes it.

    Raises:
        UsageError: an exercise, view, band or value that makes no sense.
        InputError: the camera fails.
        ModelError: the network is missing or damaged.
    """
    plan = plan_from(
        exercise,
        view=view,
        side=side,
        calibrate=calibrate,
        strictness=strictness,
        carried=carried,
        bands=bands,
        override=override,
    )
    return _judged(camera, Scoring(plan), estimator, backend, model)


def _judged(
    camera: FrameSource, scoring: Scoring, given: PoseEstimator | None, backend: str, model: str
) -> Iterator[LiveFrame]:
    with contextlib.ExitStack() as stack:
        stack.callback(camera.close)
        pose = given or stack.enter_context(create_estimator(backend, model))
        watch, last_s = scoring.main_watch(), -np.inf
        for frame in camera.frames():
            if frame is None or frame.time_s <= last_s:
                continue
            last_s = frame.time_s
            track = as_recorded(pose.estimate(frame))
            yield _live_frame(scoring.feed(track), track, frame.image, scoring, watch)


def _live_frame(
    scores: FrameScores, track: Track, image: NDArray[np.uint8], scoring: Scoring, watch: MainWatch
) -> LiveFrame:
    unseen = watch.step(scores, scoring.calibrated)
    reason, seen = int(scores.reason[0]), int(scores.seen[0])
    values = zip(SIGNALS, scores.signals[:, 0].tolist(), strict=True)
    return LiveFrame(
        time_s=float(scores.time[0]),
        verdict=VERDICTS[int(scores.verdict[0])],
        faults=tuple(fault_names(int(scores.faults[0]))),
        reason=None if reason == NO_REASON else REASONS[reason],
        seen=None if seen == NOTHING_SEEN else SEEN[seen],
        phase=PHASES[int(scores.phase[0])],
        main_unmeasured={fault: scoring.sight.reason(cause) for fault, cause in unseen},
        signals={name: value for name, value in values if isfinite(value)},
        track=track,
        image=image,
        scoring=scoring,
    )
