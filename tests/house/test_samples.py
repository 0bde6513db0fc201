"""The sample videos are what their truth says they are."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import av
import pytest

from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.vocabulary import FAULTS

LARGEST_TOTAL = 6_500_000
"""Bytes of all samples together: they are in every clone."""


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "sample_videos"


@pytest.fixture(scope="module")
def samples(folder: Path) -> list[dict[str, Any]]:
    return list(tomllib.loads((folder / "samples.toml").read_text("utf-8"))["sample"])


def test_each_exercise_has_a_good_and_a_faulty_sample(samples: list[dict[str, Any]]) -> None:
    shown = defaultdict(set)
    for sample in samples:
        shown[sample["exercise"]].add(sample["good"])
    # Drawing-in has no form score; its breathing takes a minute to show (benchmarks/breathing has tracks).
    first = ("plank", "side-plank", "bridge", "bird-dog", "cat-camel")
    assert all(shown[name] == {True, False} for name in first)
    # Faults of later exercises are made by tools.synth; the samples are in every clone.
    for name in ("kneeling-plank",):
        assert True in shown[name]
    assert set(shown) <= {name for name in exercise_names() if get_exercise(name).spec.scores_form}


def test_the_list_and_the_folder_agree(folder: Path, samples: list[dict[str, Any]]) -> None:
    readme = (folder / "README.md").read_text("utf-8")
    listed = [sample["file"] for sample in samples]
    assert sorted(listed) == sorted(path.name for path in folder.glob("*.mp4"))
    assert all(f"| `{name}` |" in readme for name in listed)
    assert "CC0-1.0" in readme
    assert sum((folder / name).stat().st_size for name in listed) < LARGEST_TOTAL


def test_the_truth_is_well_formed(samples: list[dict[str, Any]]) -> None:
    for sample in samples:
        faults = [fault for event in sample["events"] for fault in event["faults"]]
        assert bool(faults) != sample["good"], sample["file"]
        assert all({fault["kind"], fault.get("or", fault["kind"])} <= set(FAULTS) for fault in faults)
        for span in [*sample["events"], *faults]:
            assert 0 <= span["start_s"] < span["end_s"] <= sample["duration_s"]


def test_the_videos_last_as_long_as_the_truth(folder: Path, samples: list[dict[str, Any]]) -> None:
    for sample in samples:
        with av.open(folder / sample["file"]) as container:
            stream = container.streams.video[0]
            assert not container.streams.audio
            times = sorted(p.pts * p.time_base for p in container.demux(stream) if p.pts is not None)
        assert times[0] == 0
        assert len(times) / 15 == pytest.approx(sample["duration_s"], abs=0.01)
        assert float(times[-1]) == pytest.approx(sample["duration_s"] - 1 / 15, abs=0.01)
