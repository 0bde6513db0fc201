"""Every error states the exit status of a command that ends with it, and the command ends with that."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import formcheck.cli.bench.errors  # noqa: F401 - its classes belong to the tree
from formcheck import errors
from formcheck.cli import score_command
from formcheck.errors import ExitStatus, FormcheckError, InternalError, MissingPackageError
from formcheck.runtime.error_lines import as_formcheck_error
from tests.support.cli_program import Call, Run


def tree(base: type[FormcheckError] = FormcheckError) -> Iterator[type[FormcheckError]]:
    """The class and all classes under it."""
    yield base
    for kind in base.__subclasses__():
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
