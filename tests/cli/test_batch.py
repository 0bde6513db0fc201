"""`formcheck batch` as a user meets it: what it prints, its status, what it leaves, and what it survives."""

from __future__ import annotations

import csv
import json
import signal
import sys
from pathlib import Path

import pytest

from formcheck.runtime.processes import has_ended
from tests.support.batch_kills import LOG, children, program
from tests.support.cli_films import film
from tests.support.cli_program import Call, names, patience, refused

TABLES = {"summary.parquet", "summary.csv", "events.parquet", "failures.csv", "index.html"}
OWN = {"batch.jsonl", "batch.written", "results"}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_nothing_to_do_is_one_line_and_makes_nothing(call: Call, tmp_path: Path) -> None:
    refused(call("batch", tmp_path, "-o", tmp_path / "out"), "is empty")
    (tmp_path / "list.csv").write_text("file,exercise\na.mp4,plonk\n")
    refused(call("batch", tmp_path / "list.csv"), "list.csv, row 2", "plonk")
    refused(call("batch", tmp_path / "*.mp4"), "*.mp4")
    refused(call("batch"), "FOLDER")
    assert names(tmp_path) == {"list.csv"}


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_one_that_kills_its_process_costs_the_others_nothing(tmp_path: Path) -> None:
    videos = tmp_path / "videos"
    videos.mkdir()
    for name in ("a.mp4", "ill.mp4", "z.mp4"):
        film(videos / name, seconds=3)
    (tmp_path / "list.csv").write_text("file,exercise,label,patient\n" + "".join(
        f"videos/{path.name},plank,good,P1\n" for path in sorted(videos.iterdir())
    ))  # fmt: skip
    child = program("list.csv", "--json", "-j", "1", cwd=tmp_path, ill="ill")
    out, err = child.communicate(timeout=120)
    assert child.returncode == 1
    assert err.startswith("formcheck: videos/ill.mp4: Its process ended in the middle (signal 11). Run ")
    assert err.count("\n") == 1
    said = [json.loads(line) for line in out.splitlines()]
    assert [(row["file"], row["status"]) for row in said] == [
        ("videos/a.mp4", "done"),
        ("videos/z.mp4", "done"),
        ("videos/ill.mp4", "failed"),
    ]
    made = tmp_path / "list-formcheck"
    assert names(made) == TABLES | OWN
    assert names(made / "results/videos") == {"a", "z"}
    (failed,) = table(made / "failures.csv")
    assert (failed["file"], failed["how"], failed["tries"]) == ("videos/ill.mp4", "died", "2")
    rows = table(made / "summary.csv")
    assert [(row["patient"], row["label"]) for row in rows] == [("P1", "good")] * 3
    assert [row["verdict"] for row in rows] == ["good", "", "good"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_killed_and_stopped_it_goes_on_where_it_was(tmp_path: Path) -> None:
    """`python -m tests.support.batch_kills 100` kills it and its processes at random."""
    for name in ("a.mp4", "b.mp4", "c.mp4"):
        film(tmp_path / name, seconds=3)
    begun = tmp_path / LOG
    arguments = ("*.mp4", "-o", "out", "-e", "plank", "-j", "1", "--lang", "nl")

    child = program(*arguments, cwd=tmp_path, pause_s=0.04)
    patience(lambda: begun.exists() and "b.mp4" in begun.read_text())
    (process,) = children(child.pid)
    child.kill()
    child.communicate(timeout=60)
    patience(lambda: has_ended(process))
    assert names(tmp_path / "out") == {"batch.jsonl", "results"}

    child = program(*arguments, cwd=tmp_path, pause_s=0.04)
    patience(lambda: "c.mp4" in begun.read_text())
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (130, "")
    assert err == "formcheck: stopped. 2 of 3 are done; the same command does the other 1\n"
    assert names(tmp_path / "out") == TABLES | OWN
    assert names(tmp_path / "out/results") == {"a", "b"}
    assert [row["file"] for row in table(tmp_path / "out/summary.csv")] == ["a.mp4", "b.mp4"]

    out, err = program(*arguments, cwd=tmp_path).communicate(timeout=120)
    assert (out.splitlines()[0], err) == ("3 files: 3 good; 2 done before", "")
    assert begun.read_text().split() == ["a.mp4", "b.mp4", "b.mp4", "c.mp4", "c.mp4"]
    assert not list(tmp_path.rglob(".formcheck-*"))
