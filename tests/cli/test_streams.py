"""Standard input, output and error as they may come; the progress bar; help."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck.exercises import exercise_names
from tests.support.cli_program import (
    FILES,
    Call,
    Run,
    command,
    environment,
    names,
    refused,
    result_of,
    run,
    start,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="shell and pseudo terminals of POSIX")


def _shell(line: str, cwd: Path, *arguments: str | Path, **environ: str) -> Run:
    """A shell line in which "$@" is the program, seeing a plank."""
    program = command(*arguments, scene="plank")
    child = start(["sh", "-c", line, "sh", *program], cwd, env=environment(**environ))
    out, err = child.communicate(timeout=60)
    assert "Traceback" not in err
    assert "Exception ignored" not in err
    return Run(child.returncode, out, err)


@posix
@pytest.mark.parametrize("closed", ["2>&-", "<&- >&- 2>&-"])
def test_closed_streams(video: Path, closed: str) -> None:
    done = _shell(f'"$@" {closed}', video.parent, "score", video, "-e", "plank", "--annotate", "--csv")
    assert done.status == 0
    assert done.err == ""
    assert bool(done.out) == (">&-" not in closed.replace("2>&-", ""))
    out = video.with_name("film-formcheck")
    assert names(out) == FILES | {"annotated.mp4", "frames.csv"}
    assert result_of(out)["word"] == "good"


@posix
@pytest.mark.parametrize("arguments", [["--json"], [], ["--help"]])
def test_a_reader_who_leaves(video: Path, arguments: list[str]) -> None:
    """`| true`: the work is done all the same, and nobody is told off."""
    words = ["score", str(video), str(video), "-e", "plank", *arguments]
    done = _shell('{ "$@"; echo $? >status; } | true', video.parent, *words)
    assert (done.status, done.err) == (0, "")
    assert video.with_name("status").read_text() == "0\n"
    expected = {"film.mp4", "status"}
    if arguments != ["--help"]:
        expected |= {"film.mp4-formcheck", "film.mp4-formcheck-2"}
    assert names(video.parent) == expected


@posix
def test_a_reader_of_one_line(video: Path) -> None:
    done = _shell('"$@" | head -1', video.parent, "score", video, video, "-e", "plank", "--lang", "en")
    assert done.err == ""
    assert done.out.startswith("film.mp4  plank  ● good")
    assert done.out.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("more", [["--json"], []])
def test_an_output_that_is_full(video: Path, more: list[str]) -> None:
    done = _shell('"$@" >/dev/full', video.parent, "score", video, "-e", "plank", *more)
    refused(done, "cannot be printed", "film-formcheck")
    assert names(video.with_name("film-formcheck")) == FILES


@posix
def test_few_letters(video: Path) -> None:
    """A terminal or pipe that knows ASCII only, as an old Windows console or a bare server."""
    video = video.rename(video.with_name("体操 é.mp4"))
    few = {"PYTHONIOENCODING": "ascii"}
    done = _shell('"$@"', video.parent, "score", video, "-e", "plank", "--lang", "en", **few)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("?? ?.mp4  plank  ? good")
    assert result_of(video.with_name("体操 é-formcheck"))["source"]["name"] == "体操 é.mp4"
    assert _shell('"$@"', video.parent, "exercises", **few).status == 0
    refused(_shell('"$@"', video.parent, "score", "é.mp4", "-e", "plank", **few), "?.mp4")


def test_no_escape_codes_but_on_a_terminal(video: Path) -> None:
    done = run("score", video, "-e", "plank", cwd=video.parent, scene="sag")
    assert "\x1b" not in done.out
    assert done.err == "", "the bar is for terminals"


def _terminal(arguments: list[str], cwd: Path, **environ: str) -> tuple[int, str]:
    """(status, everything that was written) with all three streams on a pseudo terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    env = environment(TERM="xterm-256color", COLUMNS="100", **environ)
    child = subprocess.Popen(arguments, cwd=cwd, env=env, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the last writer has gone
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    return child.wait(timeout=60), written.decode(errors="replace")


@posix
def test_a_bar_on_a_terminal(video: Path) -> None:
    words = ["score", "film.mp4", "-e", "plank", "--lang", "en"]
    # Slow enough for the bar to be drawn more than once.
    status, written = _terminal(command(*words, scene="plank", pause_s=0.01), video.parent)
    assert status == 0
    assert "━" in written
    assert "film.mp4" in written
    assert "good" in written
    assert written.count("\x1b[?25l") == written.count("\x1b[?25h"), "the cursor comes back"
    assert "\x1b[32m" in written, "good is green"
    arguments = command(*words, scene="plank")
    _, plain = _terminal(arguments, video.parent, NO_COLOR="1")
    assert "\x1b[32m" not in plain
    assert "● good" in plain
    _, silent = _terminal([*arguments, "--quiet"], video.parent)
    assert silent == ""
    status, wrong = _terminal(command("score", "[red]none\n.mp4", "-e", "plank"), video.parent)
    assert status == 2
    assert wrong.replace("\r", "").startswith("formcheck: There is no file [red]none?.mp4")
    assert wrong.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["--help"], ["-h"], ["score", "--help"], ["rescore", "-h"], ["exercises", "-h"]]
)
def test_help(call: Call, arguments: list[str]) -> None:
    done = call(*arguments)
    assert (done.status, done.err) == (0, "")
    assert "Usage: formcheck" in done.out
    flags = [line for line in done.out.splitlines() if "<bool>" in line]
    assert all("--help" in line for line in flags), "a switch takes no value"
    assert max(map(len, done.out.splitlines())) <= 100


def test_help_of_score_tells_what_a_newcomer_asks(call: Call) -> None:
    text = " ".join(call("score", "--help").out.replace("│", " ").split())
    for word in (
        *exercise_names(),
        "report.html",
        "Nothing leaves this machine",
        "Exit status",
        "--annotate",
    ):
        assert word in text
    first = " ".join(call().out.split())
    assert "formcheck score my-exercises.mp4" in first
    assert "not a medical device" in first


def test_without_a_command(call: Call) -> None:
    done = call()
    assert (done.status, done.err) == (2, "")
    assert "Usage: formcheck" in done.out


def test_version(call: Call) -> None:
    from formcheck import __version__

    assert call("--version") == Run(0, f"formcheck {__version__}\n", "")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_exercises(call: Call, lang: str) -> None:
    done = call("exercises", "--lang", lang)
    assert (done.status, done.err) == (0, "")
    for name in exercise_names():
        assert name in done.out


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    """Help has to be there at once. Not timed: what costs time is counted instead."""
    program = (
        "import sys\n"
        "from formcheck.cli.main import main\n"
        "try: main(['score', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'cv2', 'av', 'pyarrow', 'onnxruntime', 'mediapipe', 'matplotlib', 'babel'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    child = start([sys.executable, "-c", program], tmp_path)
    out, err = child.communicate(timeout=60)
    assert err == ""
    assert out.splitlines()[-1] == "HEAVY []"
