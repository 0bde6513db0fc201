"""`Scored`: what a scoring in memory found, ready to look at, to change and to save."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, Literal

from formcheck.judge.frames import FrameScores
from formcheck.pipeline.folders import clear_parts, fresh_folder, part_folders
from formcheck.pipeline.judge_memory import JudgedExercise, JudgedRecording, judge_kept
from formcheck.pipeline.plan_choices import Bands, as_exercise, override_of, with_override
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pipeline.result_files import FileRequest
from formcheck.pipeline.write_results import write_results
from formcheck.pose.track import Track
from formcheck.scoring.idle_changes import idle_changes
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import Result
from formcheck.words.catalogue import Words

Lang = Literal["nl", "en"]
REPORT_HEIGHT_PX = 900
"""Height of a report in a notebook; what is longer scrolls."""


_IDLE = (
    "{fault}: green and amber hold only without a personal reference, calibrated_green and calibrated_amber "
    "only with one; those that were changed did not count here. bands={{'{fault}': NUMBER}} moves both"
)


class Scored:
    """What a scoring in memory found; `formcheck.score` makes it. A notebook shows it as its report.

    Args:
        poses: what to judge.
        plan: how to judge; its exercise may be "auto".
        auto_view: find out where the camera stands.
        lang: language of the report.

    Raises:
        UsageError: the plan makes no sense.
    """

    def __init__(self, poses: KeptPoses, plan: Plan, auto_view: bool, lang: Lang = "en") -> None:
        self._poses, self._plan, self._auto_view, self._lang = poses, plan, auto_view, lang
        judged = judge_kept(poses, plan, auto_view)
        if judged.turn_deg:
            self._poses = poses.turned(judged.turn_deg)
            judged = judge_kept(self._poses, plan, auto_view)
        self._judged: JudgedExercise | JudgedRecording = judged
        for fault in self._idle_bands():
            warnings.warn(_IDLE.format(fault=fault), stacklevel=3)  # of the caller of `score` or `rescore`

    @property
    def result(self) -> Result:
        """What `result.json` holds; of several exercises a `RecordingResult`, whose `parts` list them."""
        return self._judged.result

    @property
    def frames(self) -> FrameScores:
        """The judgement of every frame, as in frames.parquet."""
        return self._judged.frames

    @property
    def track(self) -> Track:
        """The poses that were judged, in a picture that stands upright."""
        source = self._poses.source()
        empty = Track.empty((source.width, source.height), self._poses.model)
        return Track.concatenate([empty, *self._poses.chunks])

    def report(self, lang: Lang | None = None) -> str:
        """The report, one page of HTML that needs nothing but itself.

        Args:
            lang: its language; None takes that of the scoring.
        """
        words = Words(lang or self._lang)
        if isinstance(self._judged, JudgedRecording):
            from formcheck.report.recording_page import render_recording

            return render_recording(self._judged.result, words)
        return _page(self._judged, words)

    def rescore(
        self,
        *,
        exercise: str | None = None,
        bands: Bands | None = None,
        override: Mapping[str, Any] | None = None,
        strictness: float | None = None,
    ) -> Scored:
        """Judge the same poses again, with what is named changed.

        Args:
            bands: own thresholds by fault: ``{"sag": 0.02}``, as of `formcheck.score`.
            exercise: judge them as this exercise; "auto" finds out. A view that was given stays where it
                fits; neither reference nor bands of another exercise are taken over.
            override: other tables of the exercise's configuration: ``{"dose": {"hold_s": 20}}``.
            strictness: 0.25 to 4; 2 is twice as strict.

        Raises:
            UsageError: an exercise, band or value that makes no sense.
        """
        plan, auto_view = self._plan, self._auto_view
        if exercise is not None:
            plan, auto_view = as_exercise(plan, exercise, auto_view)
        plan = with_override(plan, override_of(bands, override))
        if strictness is not None:
            plan = plan.model_copy(update={"strictness": strictness})
            plan.dial()
        return Scored(self._poses, plan, auto_view, self._lang)

    def save(self, folder: str | os.PathLike[str], *, csv: bool = False) -> Path:
        """Write the files that `formcheck score` writes: result, frames, recording and report.

        Args:
            folder: made where it is missing; results of the same source in it are replaced.
            csv: write frames.csv too.

        Returns:
            the folder.

        Raises:
            UsageError: the folder holds the results of another source.
            OutputError: it cannot be written to.
        """
        out = Path(folder)
        before = part_folders(out)
        name, video = self.result.source.true_name, self._poses.video
        with fresh_folder(out, name, video) as made, made.staging() as files:
            request = FileRequest(self._plan, self._auto_view, self._lang, csv)
            outcome = write_results(self._poses.anew(), made, files, request)
            files.remove("annotated.mp4")  # it would show another scoring
        clear_parts(out, before - outcome.parts)
        return out

    def _idle_bands(self) -> list[str]:
        """Faults whose changed bands did not count, in some part."""
        parts = self._judged.parts if isinstance(self._judged, JudgedRecording) else (self._judged,)
        return list(dict.fromkeys(fault for part in parts for fault in idle_changes(part.result)))

    def __repr__(self) -> str:
        result = self.result
        word = f"{result.word}, as far as seen" if result.as_far_as_seen else result.word
        return f"<Scored {result.source.name}: {result.exercise}, {word}, {len(result.events)} events>"

    def _repr_html_(self) -> str:
        """The report in a frame of its own, whose style leaves the notebook's alone; parts below it."""
        pages = [self.report()]
        if isinstance(self._judged, JudgedRecording):
            pages += [_page(part, Words(self._lang)) for part in self._judged.parts]
        style = f"width: 100%; height: {REPORT_HEIGHT_PX}px; border: 0"
        return "\n".join(f'<iframe srcdoc="{escape(page)}" style="{style}"></iframe>' for page in pages)


def _page(judged: JudgedExercise, words: Words) -> str:
    from formcheck.report.page import render_report

    return render_report(judged.report, words)
