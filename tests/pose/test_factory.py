"""Estimators by name, and what a user is told when a library is missing."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck.errors import FormcheckError, MissingSystemLibraryError, UsageError
from formcheck.pose.backends import (
    BACKENDS,
    BackendChoice,
    PoseBackend,
    RowContents,
    backend_names,
    model_names,
)
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.factory import create_estimator
from formcheck.pose.import_errors import explain_import


def test_the_default_is_onnx_full() -> None:
    with create_estimator() as estimator:
        assert (estimator.model.backend, estimator.model.name) == ("onnx", "full")


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ({"backend": "tensorflow"}, "'tensorflow'.*onnx, mediapipe"),
        ({"model": "huge"}, "'huge'.*lite, full, heavy"),
        ({"threads": 0}, "0 threads"),
        ({"outline_hz": -1.0}, "-1.0 times a second"),
        ({"outline_hz": float("nan")}, "nan times a second"),
        ({"backend": "mediapipe", "outline_hz": -1.0}, "-1.0 times a second"),
    ],
)
def test_wrong_arguments_are_named(arguments: dict[str, str | int | float], names: str) -> None:
    with pytest.raises(UsageError, match=names):
        create_estimator(**arguments)  # type: ignore[arg-type]


def test_other_broken_imports() -> None:
    missing = explain_import(ModuleNotFoundError("No module named 'cv2'", name="cv2"))
    assert "package cv2 is missing" in str(missing)
    assert not isinstance(missing, MissingSystemLibraryError)
    broken = explain_import(ImportError("DLL load failed while importing cv2"))
    assert "DLL load failed" in str(broken)
    assert isinstance(broken, FormcheckError)


def test_a_missing_library_reaches_the_user_as_such(root: Path) -> None:
    """A child in which cv2 cannot be loaded, as on a machine without libGL."""
    program = (
        "import sys\n"
        "class Broken:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'cv2':\n"
        "            raise ImportError('libGL.so.1: cannot open shared object file: No such file')\n"
        "sys.meta_path.insert(0, Broken())\n"
        "from formcheck.pose.factory import create_estimator\n"
        "from formcheck.errors import MissingSystemLibraryError\n"
        "try:\n"
        "    create_estimator()\n"
        "except MissingSystemLibraryError as error:\n"
        "    print(error)\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert "lacks the system library libGL.so.1. Install it with: " in child.stdout


def test_nothing_heavy_is_imported_before_a_backend_is_chosen(root: Path) -> None:
    program = (
        "import sys, formcheck.pose.factory, formcheck.pose.fake_estimator\n"
        "print([name for name in ('cv2', 'onnxruntime', 'mediapipe') if name in sys.modules])"
    )
    child = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert child.stdout.strip() == "[]"


def test_a_backend_of_another_program_joins_by_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What CONTRIBUTING promises: an entry makes it known, and a missing extra is told."""

    def not_installed(choice: BackendChoice) -> PoseEstimator:
        raise ModuleNotFoundError("No module named 'rtmlib'", name="rtmlib")

    rows = RowContents(outline=False, edge_contact=False, people=False, smoothed=True)
    entry = PoseBackend("rtm", ("small",), (), "rtm", rows, preloads=False, open=not_installed)
    monkeypatch.setitem(BACKENDS, "rtm", entry)
    assert backend_names()[-1] == "rtm"
    assert model_names() == ("lite", "full", "heavy", "small")
    with pytest.raises(FormcheckError, match=r"rtmlib is missing.*formcheck\[rtm\]"):
        create_estimator("rtm", "small")
    with pytest.raises(UsageError, match=r"'full'.*small"):
        create_estimator("rtm", "full")


@pytest.mark.parametrize("name", backend_names())
def test_an_entry_describes_its_backend(name: str) -> None:
    entry = BACKENDS[name]
    assert entry.name == name
    assert entry.extra is None or entry.extra in extras()
    assert set(entry.live_models) <= set(entry.models)


def test_readme_names_the_backends_and_models(root: Path) -> None:
    readme = (root / "README.md").read_text("utf-8")
    for option, names in (("--backend", backend_names()), ("--model", model_names())):
        assert f"| `{option} " + r"\|".join(names) + "` |" in readme


def extras() -> set[str]:
    """The extras that this distribution offers."""
    return set(importlib.metadata.metadata("formcheck").get_all("Provides-Extra") or ())
