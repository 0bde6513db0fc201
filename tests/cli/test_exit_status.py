"""Every error states the exit status of a command that ends with it, and the command ends with that."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import formcheck.cli.bench.errors  # noqa: F401 - its classes belong to the tree
from formcheck import errors
from formcheck.cli import score_command
from formcheck.errors import ExitStatus, FormcheckError, InternalError, MissingPackageError
from formcheck.pose import models
from formcheck.runtime.error_lines import as_formcheck_error
from tests.support.cli_program import Call, Run


def tree(base: type[FormcheckError] = FormcheckError) -> Iterator[type[FormcheckError]]:
    """The class and all classes under it, of `formcheck.errors`: those of a room inherit their status."""
    yield base
    for kind in base.__subclasses__():
        if kind.__module__ == base.__module__:
            yield from tree(kind)


def ends_with(error: BaseException, call: Call, video: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The run of a command in which scoring raises this error."""

    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(score_command, "score_video", fails)
    return call("score", video, "-e", "plank")


@pytest.mark.parametrize("kind", list(tree()))
def test_every_class_states_its_status_and_the_command_ends_with_it(
    kind: type[FormcheckError], call: Call, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(vars(kind)["exit_code"], ExitStatus)
    assert kind.exit_code not in (ExitStatus.OK, ExitStatus.INTERRUPTED)
    run = ends_with(kind("It is broken", "Mend it"), call, video, monkeypatch)
    assert run == Run(kind.exit_code, "", "formcheck: It is broken. Mend it\n")


def test_the_command_takes_the_status_from_the_class(
    call: Call, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most classes share a status: a class with another one shows that none is written into the command."""
    monkeypatch.setattr(errors.FullDiskError, "exit_code", ExitStatus.NOTHING_MEASURED)
    assert ends_with(errors.FullDiskError("Full"), call, video, monkeypatch).status == 3


def test_the_numbers_that_other_programs_rely_on() -> None:
    assert {status.name: int(status) for status in ExitStatus} == {
        "OK": 0, "SOME_FAILED": 1, "FAILED": 2, "NOTHING_MEASURED": 3,
        "INTERNAL_ERROR": 70, "INTERRUPTED": 130,
    }  # fmt: skip
    assert {kind.exit_code for kind in tree() if kind is not InternalError} == {ExitStatus.FAILED}


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (ZeroDivisionError("slip"), 70, "something went wrong inside (ZeroDivisionError: slip)"),
        (OSError(5, "Input/output error"), 70, "something went wrong inside (OSError"),
        (ModuleNotFoundError("no", name="formcheck.gone"), 70, "something went wrong inside"),
        (ModuleNotFoundError("no", name="av.video"), 2, "The Python package av.video is missing. Install"),
        (ImportError("libGL.so.1: cannot open shared object file"), 2, "lacks the system library libGL.so.1"),
        (KeyboardInterrupt(), 130, "stopped"),
    ],
)
def test_errors_of_others(
    error: BaseException,
    status: int,
    said: str,
    call: Call,
    video: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = ends_with(error, call, video, monkeypatch)
    assert run.status == status
    assert said in run.error


def test_the_class_tells_a_missing_package_from_a_mistake_in_the_program() -> None:
    assert isinstance(as_formcheck_error(ModuleNotFoundError("no", name="numpy")), MissingPackageError)
    assert isinstance(as_formcheck_error(ValueError("no")), InternalError)
    mine = InternalError("mine")
    assert as_formcheck_error(mine) is mine


@pytest.mark.parametrize(
    ("raised", "status"),
    [
        ([KeyError("a"), ValueError("b")], ExitStatus.INTERNAL_ERROR),
        ([KeyError("a"), errors.InputError("b")], ExitStatus.FAILED),
        ([errors.FullDiskError("a"), errors.InputError("b")], ExitStatus.FAILED),
    ],
)
def test_all_of_several_fail(
    raised: list[Exception], status: ExitStatus, call: Call, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = iter(raised)

    def fails(*_: object, **__: object) -> None:
        raise next(waiting)

    monkeypatch.setattr(score_command, "score_video", fails)
    run = call("score", video, video, "-e", "plank")
    assert run.status == status
    assert len(run.err.splitlines()) == 2


def told_apart(run: Run, kind: type[FormcheckError], words: str) -> None:
    """With --debug the traceback ends with the class; the line below it says the same to a user."""
    assert (run.status, run.out) == (kind.exit_code, "")
    *traceback, line = run.err.splitlines()
    assert any(one.startswith(f"formcheck.errors.{kind.__name__}: ") for one in traceback), run.err
    assert words in line


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (["film.mp4", "--strictness", "9"], errors.UsageError, "--strictness"),
        (["none.mp4"], errors.InputError, "There is no file none.mp4"),
        (["film.mp4", "-o", "film.mp4/o"], errors.OutputError, "a file is in the way"),
    ],
)
def test_wrong_use_unreadable_input_and_no_place_are_told_apart(
    arguments: list[str],
    kind: type[FormcheckError],
    words: str,
    call: Call,
    video: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(video.parent)
    told_apart(call("--debug", "score", "-e", "plank", *arguments), kind, words)


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are of POSIX")
def test_a_full_disk_is_told_apart(call: Call, video: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 << 10, before[1]))  # a quota: too little for a report
    try:
        run = call("--debug", "score", video, "-e", "plank", "-o", video.with_name("o"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    told_apart(run, errors.FullDiskError, "no space left")


def test_a_damaged_installation_is_told_apart(
    call: Call, video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    for path in models.model_folder().iterdir():
        (folder / path.name).symlink_to(path)
    damaged = folder / "pose_detector.onnx"
    content = damaged.read_bytes()
    damaged.unlink()
    damaged.write_bytes(content[:-1] + b"x")
    monkeypatch.setattr(models, "model_folder", lambda: folder)
    run = call("--debug", "score", video, "-e", "plank", scene=None)
    told_apart(run, errors.ModelError, "pose_detector.onnx is damaged")
    assert issubclass(errors.ModelError, errors.InstallationError)


def test_nobody_raises_the_base_class(root: Path) -> None:
    """It says nothing about what is wrong; `FormcheckError` is for `except`."""
    made = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in (root / "formcheck").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "FormcheckError"
    ]
    assert not made


def test_the_docstring_draws_the_whole_tree() -> None:
    text = errors.__doc__ or ""
    named = [line.split("* ")[1].split(":")[0] for line in text.splitlines() if "* " in line]
    assert named == [kind.__name__ for kind in tree() if kind.__module__ == "formcheck.errors"]
