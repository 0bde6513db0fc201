"""A recording that somebody edited by hand is scored or refused in one line, whatever it holds."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import formcheck as fc
from benchmarks.accuracy import recordings as benchmark
from formcheck.errors import InputError, UsageError
from formcheck.pipeline.annotate import annotate_video
from formcheck.pipeline.score import rescore
from formcheck.pipeline.span_judge import PlannedSpan
from formcheck.scoring.plan import Plan
from formcheck.store.recording import read_recording
from tests.support.edited_recordings import ROOT, edited, header_of, with_context, with_plan, with_source

INF, NAN = float("inf"), float("nan")
Numbers = NDArray[np.floating]


def in_one_line(error: InputError | UsageError) -> None:
    assert "\n" not in str(error)
    assert error.message
    assert error.remedy


def scored_or_refused(recording: Path, out: Path, exercise: str | None = None) -> bool:
    """Whether a rescore refused it; anything but an error of ours fails."""
    try:
        rescore(recording, out, None, "en", exercise=exercise)
    except (InputError, UsageError) as error:
        in_one_line(error)
        assert not out.exists(), "a refusal leaves nothing behind"
        return True
    text = (out / "result.json").read_text(encoding="utf-8")
    json.loads(text)
    return False


REFUSED: dict[str, dict[str, object]] = {
    "size: one number": {"size": [1]},
    "size: negative": {"size": [-854, 480]},
    "size: nothing": {"size": [0, 0]},
    "size: huge": {"size": [10**30, 480]},
    "size: text": {"size": ["854", "480"]},
    "size: not finite": {"size": [INF, NAN]},
    "size: null": {"size": None},
    "model: null": {"model": None},
    "model: a list": {"model": [1]},
    "model: a backend that is a number": {"model": {"backend": 5, "name": "full"}},
    "model: a name that is null": {"model": {"backend": "onnx", "name": None}},
    "model: further names": {"model": {"backend": "onnx", "name": "full", "wings": "2"}},
    "context: a list": {"context": []},
    "context: null": {"context": None},
    "context: nothing": {"context": {}},
    "context: half a character": with_context(note="\ud800"),
    "frames: billions": {"frames": 10**10},
    "frames: text": {"frames": "390"},
    "frames: null": {"frames": None},
    "plan: null": with_context(plan=None),
    "plan: a list": with_context(plan=["plank"]),
    "plan: infinite strictness": with_plan(strictness=INF),
    "plan: no strictness": with_plan(strictness=NAN),
    "plan: strictness below its range": with_plan(strictness=-1),
    "plan: a hundred thousand times": with_plan(calibrate_during_s=[[1.0, 2.0]] * 100_000),
    "plan: an unknown exercise": with_plan(exercise="handstand"),
    "plan: an exercise of 10 000 letters": with_plan(exercise="x" * 10_000),
    "plan: an unknown object": with_plan(exercise="bird-dog", book="piano"),
    "plan: an unknown view": with_plan(view="below"),
    "plan: an infinite reference": with_plan(reference={"hip_offset": INF}),
    "plan: a reference that is text": with_plan(reference={"hip_offset": "low"}),
    "plan: a reversed time": with_plan(calibrate_during_s=[[9.0, 1.0]]),
    "plan: a time that is none": with_plan(calibrate_during_s=[[NAN, None]]),
    "plan: an endless time": with_plan(calibrate_during_s=[[1.0, INF]]),
    "plan: half a time": with_plan(calibrate_during_s=[[1.0]]),
    "plan: changes that are a list": with_plan(override=[1]),
    "plan: bands that are null": with_plan(override={"bands": None}),
    "plan: bands that are null, for all": with_plan(exercise="auto", override={"bands": None}),
    "plan: bands that are a number, for all": with_plan(exercise="auto", override={"bands": 5}),
    "plan: a band that is a list": with_plan(override={"bands": [[1]]}),
    "plan: limits that are a list": with_plan(override={"limits": [1]}),
    "plan: an infinite limit": with_plan(override={"limits": {"settled": INF}}),
    "plan: endless waiting": with_plan(override={"timing": {"min_hold_s": INF}}),
    "plan: a version of half a character": with_plan(override={"version": "\ud800"}),
    "source: null": with_context(source=None),
    "source: text": with_context(source="film.mp4"),
    "source: no length": with_source(duration_s=NAN),
    "source: an endless length": with_source(duration_s=INF),
    "source: a length below 0": with_source(duration_s=-1),
    "source: an infinite rate": with_source(fps_mean=INF),
    "source: billions of frames": with_source(frames=10**12),
    "source: an immense picture": with_source(width=10**12),
    "source: a name that is a number": with_source(name=5),
    "source: a name that is not encoded": with_source(exact_name="caf\xe9"),
    "source: a note of half a character": with_source(notes=["\ud800"]),
}


@pytest.mark.parametrize("header", REFUSED.values(), ids=REFUSED.keys())
def test_what_makes_no_sense_is_refused(header: dict[str, object], tmp_path: Path) -> None:
    path = edited(tmp_path / "recording.parquet", header)
    assert scored_or_refused(path, tmp_path / "out")


@pytest.mark.parametrize(
    "texts",
    [
        {"context": "[" * 100_000},
        {"size": "[" * 200_000},
        {"model": '{"a":' * 100_000},
        {"context": "{"},
        {"formcheck_recording": "0"},
        {"formcheck_recording": "-1"},
        {"formcheck_recording": "9" * 5000},
        {"formcheck_recording": "two"},
        {"frames": "1e9"},
    ],
    ids=repr,
)
def test_a_header_that_is_no_json_is_refused(texts: dict[str, str], tmp_path: Path) -> None:
    path = edited(tmp_path / "recording.parquet", texts=texts)
    assert scored_or_refused(path, tmp_path / "out")
    with pytest.raises(InputError) as refusal:
        fc.read_recording(path)
    in_one_line(refusal.value)


def column(name: str, change: Callable[[Numbers], Numbers]) -> Callable[[pa.Table], pa.Table]:
    """An edit of one column, given and taken as an array of its numbers."""

    def edit(table: pa.Table) -> pa.Table:
        place = table.schema.get_field_index(name)
        field, values = table.schema.field(place), table.column(place).combine_chunks()
        listed = pa.types.is_fixed_size_list(field.type)
        flat = (values.flatten() if listed else values).to_numpy(zero_copy_only=False).copy()
        new = pa.array(change(flat).astype(flat.dtype))
        kept = pa.FixedSizeListArray.from_arrays(new, type=field.type) if listed else new
        return table.set_column(place, field, kept)

    return edit


def filled(value: float) -> Callable[[Numbers], Numbers]:
    return lambda numbers: np.full_like(numbers, value)


def sprinkled(value: float) -> Callable[[Numbers], Numbers]:
    def change(numbers: Numbers) -> Numbers:
        numbers[np.random.default_rng(1).random(len(numbers)) < 0.05] = value
        return numbers

    return change


BAD_TIMES: dict[str, Callable[[Numbers], Numbers]] = {
    "none": filled(NAN),
    "standing": filled(1.0),
    "backwards": lambda time: time[::-1],
    "ends nowhere": lambda time: np.append(time[:-1], INF),
    "longer than a number": lambda time: np.concatenate([[-1.7e308], time[1:-1], [1.7e308]]),
    "one that is none": lambda time: np.where(np.arange(len(time)) == 100, NAN, time),
}


@pytest.mark.parametrize("name", BAD_TIMES)
def test_a_time_that_does_not_rise_is_refused(name: str, tmp_path: Path) -> None:
    path = edited(tmp_path / "recording.parquet", table=column("time_s", BAD_TIMES[name]))
    assert scored_or_refused(path, tmp_path / "out")


ODD_TIMES: dict[str, Callable[[Numbers], Numbers]] = {
    "since 1970": lambda time: time + 1.7e9,
    "milliseconds since 1970": lambda time: time * 1e3 + 1.7e12,
    "immense": lambda time: time * 1e300,
    "minute": lambda time: time * 1e-300,
    "below 0": lambda time: time - 1e9,
    "a leap in the middle": lambda time: np.where(np.arange(len(time)) > 200, time + 1e9, time),
    "a leap at the end": lambda time: np.append(time[:-1], 1e300),
}


APART = ("milliseconds since 1970", "immense")
"""Every frame after a gap, which takes long to judge: only as `auto`, which asks every exercise."""


@pytest.mark.parametrize(
    ("name", "exercise"),
    [(n, e) for n in ODD_TIMES for e in ("plank", "auto", "bridge") if e == "auto" or n not in APART],
)
def test_any_time_that_rises_is_scored_and_drawn(name: str, exercise: str, tmp_path: Path) -> None:
    path = edited(tmp_path / "recording.parquet", table=column("time_s", ODD_TIMES[name]))
    assert not scored_or_refused(path, tmp_path / "out", exercise)
    assert (tmp_path / "out" / "report.html").stat().st_size < 1e6, "the axis has a dozen ticks"


@pytest.mark.parametrize("exercise", ["plank", "auto", "bird-dog"])
@pytest.mark.parametrize("value", [NAN, INF, -1e38, 0.0])
@pytest.mark.parametrize("how", [filled, sprinkled])
def test_any_numbers_in_the_landmarks(
    how: Callable[[float], Callable[[Numbers], Numbers]], value: float, exercise: str, tmp_path: Path
) -> None:
    path = edited(tmp_path / "recording.parquet", table=column("xy", how(value)))
    assert not scored_or_refused(path, tmp_path / "out", exercise)


@pytest.mark.parametrize("exercise", ["plank", "auto"])
@pytest.mark.parametrize("rows", [0, 1])
def test_no_frames_and_a_single_one(rows: int, exercise: str, tmp_path: Path) -> None:
    def first(table: pa.Table) -> pa.Table:
        return table.slice(0, rows)

    path = edited(tmp_path / "r.parquet", {"frames": rows}, first)
    scored_or_refused(path, tmp_path / "out", exercise)
    assert len(fc.read_recording(path)[0]) == rows


@pytest.mark.parametrize(
    "edit",
    [
        lambda table: table.drop_columns(["xy"]),
        lambda table: table.append_column("more", pa.array(np.zeros(len(table)))),
        lambda table: table.set_column(1, "xy", pa.array(np.zeros(len(table), np.float32))),
        lambda table: table.set_column(1, "xy", pa.array([[0.0] * n for n in range(len(table))])),
        lambda table: table.set_column(0, "time_s", pa.array(["now"] * len(table))),
        lambda table: table.rename_columns([name.upper() for name in table.column_names]),
        lambda table: table.slice(0, 100),
    ],
)
def test_other_columns_are_refused(edit: Callable[[pa.Table], pa.Table], tmp_path: Path) -> None:
    path = edited(tmp_path / "recording.parquet", table=edit)
    assert scored_or_refused(path, tmp_path / "out")


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(st.characters(), max_size=5),
        st.sampled_from(["plank", "auto", "side", "sag", "left"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["bands", "fault", "limits", "dose", "green", "name", "x"]), inner),
    ),
    max_leaves=6,
)
CONTEXT = header_of()["context"]
assert isinstance(CONTEXT, dict)
PLACES = [
    *(("header", name) for name in ("size", "model", "context", "frames")),
    *(("context", name) for name in ("plan", "source", "auto_view")),
    *(("plan", name) for name in Plan.model_fields),
    *(("source", name) for name in (*CONTEXT["source"], "exact_name")),
]


@settings(max_examples=20, deadline=None, database=None)
@given(place=st.sampled_from(PLACES), value=JSON, exercise=st.sampled_from([None, "auto", "bridge"]))
def test_anything_anywhere_is_scored_or_refused(
    tmp_path_factory: pytest.TempPathFactory, place: tuple[str, str], value: object, exercise: str | None
) -> None:
    folder = tmp_path_factory.mktemp("edited")
    table, name = place
    changes = {name: value}
    header = {"context": with_context, "plan": with_plan, "source": with_source}.get(table, dict)(**changes)
    path = edited(folder / "recording.parquet", header)
    scored_or_refused(path, folder / "out", exercise)
    with contextlib.suppress(InputError):
        fc.read_recording(path)
    with contextlib.suppress(InputError, UsageError):
        benchmark.again(path, folder / "again", "plank")


@pytest.mark.parametrize("name", ["plan: null", "plan: a list", "context: nothing", "size: text"])
def test_the_benchmark_refuses_them_too(name: str, tmp_path: Path) -> None:
    path = edited(tmp_path / "recording.parquet", REFUSED[name])
    with pytest.raises(InputError) as refusal:
        benchmark.again(path, tmp_path / "out", "bridge")
    in_one_line(refusal.value)
    with pytest.raises(InputError) as refusal:
        benchmark.judged(path, tmp_path / "out", calibrate="none")
    in_one_line(refusal.value)


def test_drawing_over_a_video_refuses_them_too(tmp_path: Path) -> None:
    path = edited(tmp_path / "recording.parquet", table=column("time_s", filled(NAN)))
    video = ROOT / "sample_videos" / "plank_sag.mp4"
    spans = [PlannedSpan.whole(Plan(exercise="plank"))]
    with pytest.raises(InputError) as refusal:
        annotate_video(video, tmp_path / "drawn.mp4", path, spans, "en")
    in_one_line(refusal.value)


def test_an_unedited_one_is_scored(tmp_path: Path) -> None:
    path = edited(tmp_path / "recording.parquet")
    assert not scored_or_refused(path, tmp_path / "out")
    assert len(read_recording(path)[0]) == header_of()["frames"]
