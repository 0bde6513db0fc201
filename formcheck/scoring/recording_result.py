"""`result.json` of a recording of several exercises: schema 1, with the parts added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from formcheck.judge.loading import OVERRIDDEN
from formcheck.pose.track import ModelInfo
from formcheck.runtime.version import __version__
from formcheck.scoring.coverage import LEAST_SHARE
from formcheck.scoring.cutting import Part
from formcheck.scoring.event import Event
from formcheck.scoring.judged_by import Calibration, Thresholds
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO
from formcheck.scoring.result import Coverage, Dose, Pose, Result, SideDose, Technique, Word
from formcheck.scoring.source import Source
from formcheck.scoring.verdicts import NOT_PRAISED

GRAVITY: tuple[Word, ...] = ("not_measured", "good", "almost", "different")


class PartEvent(Event, frozen=True):
    """An event with the exercise that it belongs to."""

    exercise: str


class PartResult(BaseModel):
    """One exercise of the recording."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    exercise: str
    start_s: float
    end_s: float
    folder: str
    view: str
    word: Word
    as_far_as_seen: bool = False
    """As in the part's own result."""
    main_unmeasured: dict[str, str] = {}
    form_scored: bool = True
    """False for an exercise whose form a camera cannot see: then `word` says nothing."""
    coverage: float
    dose: Dose
    technique: dict[str, Technique]


class RecordingResult(Result):
    """All parts together.

    `dose` and `technique` add up those of the parts, `word` is the gravest of them; what is of one exercise
    only (view, calibration, thresholds) stands in the part's own `result.json`.
    """

    parts: list[PartResult]
    events: list[PartEvent]  # type: ignore[assignment]


def recording_result(
    plan: Plan,
    source: Source,
    model: ModelInfo,
    reasons: dict[str, float],
    seen: dict[str, float],
    parts: Sequence[tuple[Part, str, Result]],
) -> RecordingResult:
    """Put together what was found.

    Args:
        plan: how the recording was judged.
        source: where its poses come from.
        model: the network that made them.
        reasons: why nothing could be made of the recording: share of its frames by reason.
        seen: what was seen that is no exercise: share of its frames by its name in `SEEN`.
        parts: (part, folder, result) of each exercise, in order of time.
    """
    results = [result for *_, result in parts]
    measured = [result for result in results if result.word != "not_measured"]
    word: Word = max((result.word for result in measured), key=GRAVITY.index, default="not_measured")
    return RecordingResult(
        formcheck_version=__version__,
        source=source,
        pose=Pose(backend=model.backend, model=model.name, sha256=model.sha256),
        exercise=AUTO,
        exercise_detected_by="auto",
        view=AUTO,
        near_side=None,
        calibration=Calibration(kind="default"),
        thresholds=_thresholds(results, plan.strictness),
        coverage=_coverage(results, reasons, seen),
        dose=_dose([result.dose for result in results]),
        technique=_technique(results),
        word=word,
        as_far_as_seen=_as_far_as_seen(word, results),
        main_unmeasured={name: why for result in results for name, why in result.main_unmeasured.items()},
        events=_events(results),
        parts=[_part(*entry) for entry in parts],
    )


def _as_far_as_seen(word: Word, results: Sequence[Result]) -> bool:
    """Whether the gravest word holds only as far as seen: so does its own, or a part has no word at all."""
    own = any(result.as_far_as_seen for result in results if result.word == word)
    wordless = any(result.form_scored and result.word == "not_measured" for result in results)
    softer = any(result.as_far_as_seen for result in results)
    return own or (word in NOT_PRAISED and (wordless or softer))


def _thresholds(results: Sequence[Result], strictness: float) -> Thresholds:
    """The changed values of all parts, each named after its exercise; bands stand in the parts' results."""
    changed = {
        name: change.model_copy(update={"name": name})
        for result in results
        for change in result.thresholds.changed
        for name in [f"{result.exercise}.{change.name}"]
    }
    version = f"{AUTO}{OVERRIDDEN}" if changed else AUTO
    return Thresholds(version=version, strictness=strictness, changed=list(changed.values()), bands=[])


def _part(part: Part, folder: str, result: Result) -> PartResult:
    return PartResult(
        exercise=part.exercise,
        start_s=round(part.start_s, 3),
        end_s=round(part.end_s, 3),
        folder=folder,
        view=result.view,
        word=result.word,
        as_far_as_seen=result.as_far_as_seen,
        main_unmeasured=result.main_unmeasured,
        form_scored=result.form_scored,
        coverage=result.coverage.measured,
        dose=result.dose,
        technique=result.technique,
    )


def _events(results: Sequence[Result]) -> list[PartEvent]:
    events = [
        PartEvent(exercise=result.exercise, **{name: getattr(event, name) for name in Event.model_fields})
        for result in results
        for event in result.events
    ]
    return sorted(events, key=lambda event: (event.start_s, event.end_s))


def _dose(doses: Sequence[Dose]) -> Dose:
    sides: dict[str, list[SideDose]] = defaultdict(list)
    for dose in doses:
        for name, side in dose.sides.items():
            sides[name].append(side)
    by_side = {name: _sum(found) for name, found in sorted(sides.items())}
    return Dose(**_sum(doses).model_dump(), sides=by_side)


def _sum(doses: Sequence[SideDose]) -> SideDose:
    return SideDose(
        hold_s=round(sum(dose.hold_s for dose in doses), 2),
        quality_hold_s=round(sum(dose.quality_hold_s for dose in doses), 2),
        reps=sum(dose.reps for dose in doses),
        attempts=sum(dose.attempts for dose in doses),
        counted_hold_s=round(sum(dose.counted_hold_s for dose in doses), 2),
        holds=sum(dose.holds for dose in doses),
    )


def _technique(results: Sequence[Result]) -> dict[str, Technique]:
    """Per fault: seconds and number in all, and the worst of the part in which it was seen longest."""
    found: dict[str, list[Technique]] = defaultdict(list)
    for result in results:
        for name, technique in result.technique.items():
            found[name].append(technique)
    table = {}
    for name, parts in sorted(found.items()):
        longest = max(parts, key=lambda technique: technique.seconds)
        seconds = round(sum(technique.seconds for technique in parts), 2)
        count = sum(technique.count for technique in parts)
        table[name] = longest.model_copy(update={"seconds": seconds, "count": count})
    return table


def _coverage(results: Sequence[Result], unseen: dict[str, float], seen: dict[str, float]) -> Coverage:
    """Coverage of the parts' active time; without any, the reasons over the whole recording."""
    active = sum(result.coverage.active_s for result in results)
    if not active:
        return Coverage(measured=0.0, active_s=0.0, reasons=unseen, seen=seen)
    reasons: dict[str, float] = defaultdict(float)
    for result in results:
        for name, share in result.coverage.reasons.items():
            reasons[name] += share * result.coverage.active_s / active
    measured = sum(result.coverage.measured * result.coverage.active_s for result in results) / active
    return Coverage(
        measured=round(measured, 4),
        active_s=round(active, 3),
        reasons={name: round(share, 4) for name, share in sorted(reasons.items()) if share > LEAST_SHARE},
        seen=seen,
    )
