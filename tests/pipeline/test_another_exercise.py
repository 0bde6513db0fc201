"""A recording rescored as another exercise is what a scoring as that exercise would have written."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import formcheck as fc
from formcheck.exercises import exercise_names
from formcheck.pipeline.plan_choices import as_exercise, plan_from
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pipeline.score import rescore
from formcheck.pipeline.scored import Scored
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO
from formcheck.scoring.source import Source
from formcheck.store.recording import RecordingWriter, iter_recording, read_context, read_recording
from tests.support.cli_program import FILES, names, result_of
from tests.support.several import SEVERAL

RECORDINGS = Path(__file__).resolve().parents[2] / "benchmarks" / "recordings"
EXERCISES = (*exercise_names(), AUTO)


def poses_of(recording: Path) -> KeptPoses:
    source = Source.model_validate(read_context(recording)["source"])
    chunks = list(iter_recording(recording, 256))
    return KeptPoses(chunks, chunks[0].model, source)


def content(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder, in folders of parts too."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


NAMES = sorted(path.stem for path in RECORDINGS.glob("*.parquet"))


@pytest.mark.parametrize(("number", "name"), list(enumerate(NAMES)))
def test_as_if_scored_so_from_the_start(number: int, name: str, tmp_path: Path) -> None:
    """Each recording as three exercises, so that each exercise is what several recordings become."""
    recording = RECORDINGS / f"{name}.parquet"
    poses = poses_of(recording)
    for exercise in {EXERCISES[(number + step) % len(EXERCISES)] for step in (0, 2, 4)}:
        scored = Scored(poses.anew(), plan_from(exercise), True)
        scored.save(tmp_path / "scored" / exercise)
        rescore(recording, tmp_path / "rescored" / exercise, None, "en", exercise=exercise)
    assert content(tmp_path / "rescored") == content(tmp_path / "scored")


def test_there_and_back(tmp_path: Path) -> None:
    recording = RECORDINGS / "plank_sag.parquet"
    for number, exercise in enumerate(("bridge", AUTO, "bird-dog", "plank")):
        out = tmp_path / str(number)
        rescore(recording, out, None, "en", exercise=exercise)
        recording = out / "recording.parquet"
    rescore(RECORDINGS / "plank_sag.parquet", tmp_path / "plain", None, "en", exercise="plank")
    assert content(tmp_path / "3") == content(tmp_path / "plain")


def write(path: Path, plan: Plan, auto_view: bool | None = None) -> Path:
    """A recording of a row of exercises that was scored under this plan."""
    source = KeptPoses.of_track(SEVERAL, "film.mp4").source()
    with RecordingWriter(path, SEVERAL.size, SEVERAL.model, {}) as writer:
        writer.append(SEVERAL)
        found = {} if auto_view is None else {"auto_view": auto_view}
        writer.close(plan=plan.model_dump(), source=source.model_dump(), **found)
    return path


def test_in_its_own_folder_everything_is_of_the_new_exercise(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    recording = write(out / "recording.parquet", Plan(exercise=AUTO), auto_view=True)
    rescore(recording, out, None, "en")
    assert {"01-plank", "02-bridge", "03-side-plank"} <= names(out)
    (out / "annotated.mp4").write_text("of the first scoring")
    rescore(recording, out, None, "en", exercise="plank")
    assert names(out) == FILES, "the parts and the annotated video were of the scoring before"
    assert (result_of(out)["exercise"], result_of(out)["exercise_detected_by"]) == ("plank", "user")
    assert Plan.from_context(read_context(recording)) == Plan(exercise="plank")
    before = content(out)
    rescore(recording, out, None, "en")
    assert content(out) == before
    rescore(recording, out, None, "en", exercise=AUTO)
    assert {"01-plank", "02-bridge", "03-side-plank"} <= names(out)
    assert result_of(out)["exercise"] == AUTO


def test_bands_may_come_with_the_exercise(tmp_path: Path) -> None:
    recording = write(tmp_path / "recording.parquet", Plan(exercise="plank"))
    limits = {"limits": {"settled": 0.03}}
    rescore(recording, tmp_path / "out", limits, "en", exercise="side-plank")
    changed = result_of(tmp_path / "out")["thresholds"]["changed"]
    assert [(change["name"], change["used"]) for change in changed] == [("limits.settled", 0.03)]
    with pytest.raises(fc.UsageError, match="no band for fault 'rocking'"):
        rescore(recording, tmp_path / "no", {"bands": [{"fault": "rocking"}]}, "en", exercise="plank")
    with pytest.raises(fc.UsageError, match="handstand"):
        rescore(recording, tmp_path / "no", None, "en", exercise="handstand")
    assert not (tmp_path / "no").exists()


def test_from_python(tmp_path: Path) -> None:
    track = read_recording(RECORDINGS / "plank_sag.parquet")[0]
    timing = {"timing": {"min_hold_s": 1.5}}
    plank = fc.score(track, exercise="plank", calibrate={"hip_offset": 0.01}, strictness=2, name="a.mp4")
    other = plank.rescore(exercise="bridge", override=timing)
    direct = fc.score(track, exercise="bridge", strictness=2, override=timing, name="a.mp4")
    assert other.result == direct.result
    assert other.report() == direct.report()
    assert fc.score(track, name="a.mp4").rescore(exercise="plank").result == (
        fc.score(track, exercise="plank", name="a.mp4").result
    )
    with pytest.raises(fc.UsageError, match="planck"):
        other.rescore(exercise="planck")


REFERENCE: dict[str, float | None] = {"hip_offset": 0.01}
SAG = {"bands": [{"fault": "sag", "noise": 0.001}]}
ASKED = ((4.0, None),)


@pytest.mark.parametrize(
    ("before", "exercise", "after"),
    [
        (Plan(exercise="plank", reference=REFERENCE), "plank", Plan(exercise="plank", reference=REFERENCE)),
        (Plan(exercise="plank", reference=REFERENCE), "bridge", Plan(exercise="bridge")),
        (Plan(exercise="plank", reference=REFERENCE), AUTO, Plan(exercise=AUTO)),
        (Plan(exercise="plank", override=SAG), "side-plank", Plan(exercise="side-plank")),
        (Plan(exercise="plank", override=SAG, detected_by="auto"), AUTO, Plan(exercise=AUTO, override=SAG)),
        (Plan(exercise=AUTO, override=SAG), "plank", Plan(exercise="plank", override=SAG)),
        (Plan(exercise=AUTO, override=SAG), "cat-camel", Plan(exercise="cat-camel")),
        (Plan(exercise="plank", side="left"), "bridge", Plan(exercise="bridge", side="left")),
        (Plan(exercise="plank", side="left"), "side-plank", Plan(exercise="side-plank")),
        (Plan(exercise="side-plank", side="left"), AUTO, Plan(exercise=AUTO)),
        (Plan(exercise="plank", strictness=2.0), "bridge", Plan(exercise="bridge", strictness=2.0)),
        (Plan(exercise="plank", calibrate="none"), "bridge", Plan(exercise="bridge", calibrate="none")),
        (Plan(exercise="bird-dog", book="ball"), "bird-dog", Plan(exercise="bird-dog", book="ball")),
        # A visit asks for the best position of what is held; a movement needs no request.
        (
            Plan(exercise="plank", calibrate_during_s=ASKED),
            "side-plank",
            Plan(exercise="side-plank", calibrate_during_s=ASKED),
        ),
        (Plan(exercise="plank", calibrate_during_s=ASKED), "bridge", Plan(exercise="bridge")),
        (
            Plan(exercise="plank", calibrate_during_s=ASKED),
            AUTO,
            Plan(exercise=AUTO, calibrate_during_s=ASKED),
        ),
    ],
)
def test_what_comes_along(before: Plan, exercise: str, after: Plan) -> None:
    assert as_exercise(before, exercise, True) == (after, True)


@pytest.mark.parametrize(
    ("view", "given", "exercise", "after"),
    [
        ("front-high", True, "bird-dog", ("front-high", False)),
        ("front-high", True, "plank", ("side", True)),
        ("front-high", True, AUTO, ("front-high", False)),
        ("front-high", False, "plank", ("side", True)),
        ("side", True, "bird-dog", ("side", False)),
        ("side", False, "bird-dog", ("side", True)),
    ],
)
def test_a_view_that_was_given_stays_where_it_fits(
    view: str, given: bool, exercise: str, after: tuple[str, bool]
) -> None:
    plan, found = as_exercise(Plan.model_validate({"exercise": AUTO, "view": view}), exercise, not given)
    assert (plan.view, found) == after


def test_parts_of_a_visit_keep_to_what_was_asked(tmp_path: Path) -> None:
    """The plank was asked for its best position at no time; the bridge needs no request."""
    recording = write(tmp_path / "recording.parquet", Plan(exercise="plank", calibrate_during_s=()))
    rescore(recording, tmp_path / "out", None, "en", exercise=AUTO)
    kinds = {f: result_of(tmp_path / "out" / f)["calibration"]["kind"] for f in ("01-plank", "02-bridge")}
    assert kinds == {"01-plank": "default", "02-bridge": "personal"}
    assert not math.isnan(result_of(tmp_path / "out" / "02-bridge")["calibration"]["start_s"])
