"""`formcheck doctor`: one table, in words and shapes, and a status that says whether videos can be scored."""

from __future__ import annotations

import json
import os
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from formcheck.cli.doctor import machine_checks, scoring_checks
from formcheck.cli.doctor import run as doctor
from formcheck.cli.doctor.check_result import CheckResult
from formcheck.cli.doctor.store_check import check_visits
from formcheck.errors import InputError, ModelError
from formcheck.live_visit import model_choice as speed
from formcheck.live_visit.model_choice import ModelSpeed
from formcheck.media.camera_names import find_cameras
from formcheck.pose import models
from formcheck.runtime import shared_libraries as system
from formcheck.visits.open_backend import DATABASE
from formcheck.visits.store import VisitStore
from tests.support.cli_program import Call, environment, run


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the real program says of this machine, without a screen."""
    cwd = tmp_path_factory.mktemp("doctor")
    env = {k: v for k, v in environment().items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = run("doctor", "--json", cwd=cwd, env=env)
    assert done.status == 0, done
    assert done.err == ""
    assert not list(cwd.iterdir())
    loaded: dict[str, Any] = json.loads(done.out)
    return loaded


def row(told: dict[str, Any], name: str) -> dict[str, str]:
    (found,) = [one for one in told["checks"] if one["name"] == name]
    return dict(found)


def test_this_machine_scores(told: dict[str, Any]) -> None:
    assert told["scores"] is True
    for name in (
        "scoring",
        "networks",
        "system libraries",
        "speed of lite",
        "speed of full",
        "speed of heavy",
    ):
        assert row(told, name)["state"] == "ok", name
    assert row(told, "network")["state"] in ("ok", "look")
    assert row(told, "live uses")["text"].startswith(("full", "lite"))


def test_whatever_is_not_ok_has_a_remedy(told: dict[str, Any]) -> None:
    for one in told["checks"]:
        assert one["state"] in doctor.MARKS
        assert bool(one["remedy"]) == (one["state"] != "ok"), one


def test_no_screen_points_to_the_page(told: dict[str, Any]) -> None:
    if os.name != "posix" or shutil.which("uname") is None:
        pytest.skip("only X11 and Wayland tell that there is no screen")
    window = row(told, "window")
    assert window["state"] == "look"
    assert "formcheck serve" in window["remedy"]


def test_no_camera_is_no_trouble_for_videos(told: dict[str, Any]) -> None:
    if find_cameras():
        pytest.skip("this machine has a camera")
    assert row(told, "camera")["state"] == "look"
    assert "videos can be scored" in row(told, "camera")["text"]


def test_the_store_of_visits(tmp_path: Path) -> None:
    """None yet is right, and looking makes none; one that opens is right; a damaged one has a remedy."""
    store = tmp_path / "store"
    assert "none are kept yet" in check_visits(store).text
    assert not store.exists()
    VisitStore(store).close()
    assert check_visits(store).state == "ok"
    (store / DATABASE).write_bytes(b"scribble" * 1000)
    found = check_visits(store)
    assert (found.state, bool(found.remedy)) == ("missing", True)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> dict[str, doctor.Check]:
    """A doctor with the checks that the test puts in."""
    todo: dict[str, doctor.Check] = {"scoring": lambda: CheckResult("scoring", "ok", "works")}
    monkeypatch.setattr(doctor, "checks", lambda out: todo)
    return todo


def test_the_table_has_words_shapes_and_remedies(call: Call, few: dict[str, doctor.Check]) -> None:
    few["camera"] = lambda: [
        CheckResult("camera", "ok", "camera 0"),
        CheckResult("camera", "look", "camera 1: in use", "Close it"),
    ]

    def stumbles() -> CheckResult:
        raise InputError("The disk is gone", "Plug it in")

    def slips() -> CheckResult:
        raise ZeroDivisionError

    few["disk"], few["odd"] = stumbles, slips
    done = call("doctor", scene=None)
    assert done.status == 0
    for words in (
        ["● ok", "scoring", "works"],
        ["▲ look", "camera", "in use", "Close it"],
        ["■ missing", "disk", "is gone", "Plug it in"],
        ["■ missing", "odd", "--debug"],
    ):
        joined = done.out if words[1] == "odd" else None
        assert any(all(word in (joined or line) for word in words) for line in done.out.splitlines()), (
            done.out
        )


def test_status_2_when_scoring_does_not_work(call: Call, few: dict[str, doctor.Check]) -> None:
    few["scoring"] = lambda: CheckResult("scoring", "missing", "broken", "Install formcheck again")
    assert call("doctor", scene=None).status == 2
    assert json.loads(call("doctor", "--json", scene=None).out)["scores"] is False


def test_a_damaged_network_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "models"
    shutil.copytree(models.model_folder(), folder)
    damaged = folder / "pose_landmarks_full.weights"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    (folder / "pose_detector.onnx").unlink()
    monkeypatch.setattr(models, "model_folder", lambda: folder)
    rows = scoring_checks.check_models()
    assert [one.state for one in rows] == ["missing", "missing"]
    assert "damaged" in rows[1].text or "damaged" in rows[0].text
    assert all("Install formcheck again" in one.remedy for one in rows)
    with pytest.raises(ModelError):
        scoring_checks.check_scoring()
    assert {one.state for one in scoring_checks.check_speed(0.1) if "full" in one.name} == {"missing"}


@pytest.mark.parametrize(
    ("full", "lite", "state", "words"),
    [(90, 120, "ok", "full: about 60"), (24, 45, "ok", "lite: about 30"), (6, 9, "look", "lite: about 6")],
)
def test_what_live_uses(
    full: float, lite: float, state: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fps = {"full": full, "lite": lite, "heavy": 3.0}
    monkeypatch.setattr(
        speed, "measure_speed", lambda model, seconds: ModelSpeed(model, fps[model], 10.0, 20.0, 50)
    )
    found = scoring_checks.check_speed(1.0)[-1]
    assert (found.name, found.state) == ("live uses", state)
    assert found.text.startswith(words)


def test_lacking_system_libraries_come_with_their_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_checks, "missing_libraries", lambda: ("libGL.so.1", "libEGL.so.1"))
    monkeypatch.setattr(machine_checks, "distribution_family", lambda: "debian")
    found = machine_checks.check_libraries()
    assert found.state == "missing"
    assert found.remedy == f"Install them: {system.FAMILIES['debian']} libgl1 libegl1"


@pytest.mark.parametrize(("free", "state"), [(10 << 30, "ok"), (100 << 20, "look"), (1 << 20, "missing")])
def test_free_disk(free: int, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(
        "formcheck.cli.doctor.machine_checks.shutil.disk_usage", lambda path: usage(1 << 40, 0, free)
    )
    (found,) = machine_checks.check_disk([tmp_path / "not" / "yet", tmp_path])
    assert found.state == state
    assert not (tmp_path / "not").exists()


def test_telemetry_that_is_on_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from formcheck.pose import sessions  # noqa: F401 - sets the variable when first imported

    monkeypatch.setenv("ORT_DISABLE_TELEMETRY", "0")
    assert machine_checks.check_network().state == "missing"


def test_windows_is_told_what_is_stopped_and_what_was_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formcheck.cli.doctor.machine_checks.sys.platform", "win32")
    found = machine_checks.check_network()
    assert found.state == "look"
    assert "Not tested on Windows" in found.text
