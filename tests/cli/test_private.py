"""Nothing leaves the machine, nothing is written outside the output folder: seen from outside, by strace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.cli_films import first_seconds
from tests.support.cli_program import FILES, environment, names, start
from tests.support.watched import CALLS, changes_outside, connections, internet_sockets, watch

WATCHED_S = 13.0
"""onnxruntime's first look-up would come about 9 s after its import."""

_PROGRAM = """
import time
began = time.monotonic()
from formcheck.cli.main import main
try:
    main()
finally:
    time.sleep(max(0.0, {seconds} - (time.monotonic() - began)))
"""


def test_a_scoring_session_keeps_to_itself(strace: str, tmp_path: Path, root: Path) -> None:
    clip = first_seconds(root / "sample_videos" / "bird_dog_good.mp4", tmp_path / "clip.mp4", 4.0)
    sessions = []
    for backend in ("onnx", "mediapipe"):
        home, out, trace = (tmp_path / f"{backend}-{what}" for what in ("home", "out", "trace"))
        home.mkdir()
        env = environment(HOME=str(home), TMPDIR=str(home), XDG_CACHE_HOME=f"{home}/.cache")
        program = [sys.executable, "-c", _PROGRAM.format(seconds=WATCHED_S)]
        words = [
            "score",
            str(clip),
            "-e",
            "bird-dog",
            "-o",
            str(out),
            "--model",
            "lite",
            "--backend",
            backend,
        ]
        extra = ["--annotate", "--csv"] if backend == "onnx" else []
        sessions.append(
            (home, out, trace, start([*watch(strace, trace), *program, *words, *extra], tmp_path, env=env))
        )
    for home, out, trace, child in sessions:
        said, errors = child.communicate(timeout=170)
        assert child.returncode in (0, 3), "a result was written"
        assert errors == "", said
        seen = trace.read_text()
        assert "result.json" in seen, "the trace saw nothing"
        assert connections(seen) == []
        assert names(home) == set(), "the user's home and the folder for temporary files stay as they were"
        assert names(out) >= FILES
    _, out, trace, _ = sessions[
        0
    ]  # mediapipe's process lets gcc look for libraries, which writes and removes
    assert changes_outside(trace.read_text(), out) == []
    assert internet_sockets(trace.read_text()) == [], "our own backend opens no such socket whatever"


def test_the_watch_would_see_it(strace: str, tmp_path: Path) -> None:
    """The same watch over a program that does what formcheck must not."""
    program = (
        "import pathlib, socket\n"
        "for address in (('127.0.0.1', 9), ('192.0.2.1', 9), ('127.0.0.53', 53)):\n"
        "    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:\n"
        "        try: s.connect(address)\n"
        "        except OSError: pass\n"
        "pathlib.Path('out').mkdir()\n"
        "pathlib.Path('out/fine').write_text('x')\n"
        "pathlib.Path('out/fine').rename('moved')\n"
        "pathlib.Path('log').write_text('x')\n"
    )
    trace, out = tmp_path / "trace", tmp_path / "out"
    absolute = program.replace("Path('", f"Path('{tmp_path}/").replace("rename('", f"rename('{tmp_path}/")
    plain = [strace, "-f", "-qq", "-e", f"trace={CALLS}", "-o", str(trace)]
    subprocess.run([*plain, sys.executable, "-c", absolute], check=True, cwd=tmp_path)
    seen = trace.read_text()
    assert [("192.0.2.1" in line, "127.0.0.53" in line) for line in connections(seen)] == [
        (True, False),
        (False, True),
    ]
    assert len(internet_sockets(seen)) == 3
    outside = "\n".join(changes_outside(seen, out))
    assert "moved" in outside
    assert "/log" in outside
    assert "mkdir" not in outside


def test_help_and_lists_write_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    env = environment(HOME=str(home), TMPDIR=str(home))
    for words in (["--help"], ["exercises"], ["score", "none.mp4", "-e", "plank"]):
        child = start([sys.executable, "-m", "formcheck", *words], tmp_path, env=env)
        child.communicate(timeout=60)
    assert names(home) == set()
    assert names(tmp_path) == {"home"}
