"""Nothing leaves the machine: what the backends do with sockets, seen from outside."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck.pose.backends import backend_names

linux = pytest.mark.skipif(sys.platform != "linux", reason="seccomp and strace are of Linux")

WATCHED_S = 13  # onnxruntime's first look-up comes about 9 s after the import

# One estimator, a few frames, then time for anything that phones home with a delay.
SESSION = """
import sys, time
import numpy as np
from formcheck.media.frame import Frame
from formcheck.pose.factory import create_estimator
with create_estimator(sys.argv[1], "lite") as estimator:
    started = time.monotonic()
    i = 0
    while i < 20 or time.monotonic() < started + float(sys.argv[2]):
        estimator.estimate(Frame(np.full((48, 64, 3), 99, np.uint8), i / 10))
        i += 1
        if i > 20:
            time.sleep(0.2)
print("done", i)
"""


def environment(home: Path) -> dict[str, str]:
    """The environment of an ordinary user: CI would silence onnxruntime by itself."""
    kept = {k: v for k, v in os.environ.items() if k not in ("CI", "ORT_DISABLE_TELEMETRY", "GITHUB_ACTIONS")}
    return {**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache"), "PYTHONDONTWRITEBYTECODE": "1"}


def outside(trace: str) -> list[str]:
    """Lines of an strace that reach, or try to reach, beyond this machine, or ask a name server."""
    suspicious = []
    for line in trace.splitlines():
        if not re.search(r"sa_family=AF_INET6?\b", line):
            continue  # Unix and netlink sockets, and calls without an address
        if "htons(53)" in line or not re.search(r'inet_addr\("127\.|"::1"', line):
            suspicious.append(line)
    return suspicious


@linux
def test_no_backend_reaches_beyond_loopback(root: Path, tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None or subprocess.run([strace, "-f", "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace is not installed, or tracing is not allowed here")
    sessions = []
    for backend in backend_names():
        home = tmp_path / backend
        home.mkdir()
        watch = [strace, "-f", "-qq", "-e", "trace=network", "-o", str(home.with_suffix(".trace"))]
        child = subprocess.Popen(
            [*watch, sys.executable, "-c", SESSION, backend, str(WATCHED_S)],
            cwd=root,
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        sessions.append((backend, home, child))
    for backend, home, child in sessions:
        output, errors = child.communicate(timeout=120)
        assert output.startswith("done"), errors
        assert outside(home.with_suffix(".trace").read_text()) == [], backend
        written = [path for path in home.rglob("*") if path.is_file()]
        assert written == [], f"{backend} wrote files into the user's home"


@linux
def test_the_watch_would_see_a_leak(root: Path, tmp_path: Path) -> None:
    """The same trace, of a program that does connect outwards."""
    strace = shutil.which("strace")
    if strace is None or subprocess.run([strace, "-f", "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace is not installed, or tracing is not allowed here")
    program = (
        "import socket\n"
        "for address in (('127.0.0.1', 9), ('192.0.2.1', 9), ('127.0.0.53', 53)):\n"
        "    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:\n"
        "        try: s.connect(address)\n"
        "        except OSError: pass\n"
    )
    trace = tmp_path / "trace"
    subprocess.run(
        [strace, "-f", "-qq", "-e", "trace=network", "-o", str(trace), sys.executable, "-c", program],
        cwd=root,
        check=True,
    )
    leaks = outside(trace.read_text())
    assert ["192.0.2.1" in leak for leak in leaks] == [True, False]


@linux
def test_the_block_refuses_internet_sockets_and_only_those(root: Path) -> None:
    program = (
        "import os, socket, subprocess, sys, threading\n"
        "from formcheck.runtime.privacy import block_internet\n"
        "hold = threading.Event(); found = []\n"
        "def attempt(family):\n"
        "    try: socket.socket(family).close()\n"
        "    except PermissionError: return 'refused'\n"
        "    return 'open'\n"
        "def wait():\n"
        "    hold.wait(); found.append(attempt(socket.AF_INET))\n"
        "thread = threading.Thread(target=wait); thread.start()\n"
        "if not block_internet(): print('no filter'); hold.set(); sys.exit()\n"
        "hold.set(); thread.join()\n"
        "child = 'import socket\\ntry: socket.socket()\\nexcept PermissionError: print(1)'\n"
        "inherited = subprocess.run([sys.executable, '-c', child], capture_output=True).stdout.strip()\n"
        "families = (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX)\n"
        "print(*map(attempt, families), found[0], inherited == b'1')\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    if child.stdout.strip() == "no filter":
        pytest.skip("this kernel or container does not allow seccomp filters")
    assert child.stdout.split() == ["refused", "refused", "open", "refused", "True"]


@linux
def test_the_mediapipe_process_runs_behind_the_block() -> None:
    from formcheck.pose.mediapipe_estimator import MediaPipePoseEstimator

    with MediaPipePoseEstimator("lite") as estimator:
        status = Path(f"/proc/{estimator._worker.pid}/status").read_text()
        environ = Path(f"/proc/{estimator._worker.pid}/environ").read_bytes().decode()
    assert "Seccomp:\t2" in status
    assert "https_proxy=http://127.0.0.1:9" in environ


def test_other_machines_say_that_there_is_no_block(monkeypatch: pytest.MonkeyPatch) -> None:
    from formcheck.runtime import privacy

    monkeypatch.setattr("formcheck.runtime.privacy.platform.machine", lambda: "riscv64")
    assert privacy.block_internet() is False
    monkeypatch.setattr("formcheck.runtime.privacy.sys.platform", "win32")
    assert privacy.block_internet() is False


def test_telemetry_is_off_before_onnxruntime_is_imported(root: Path, tmp_path: Path) -> None:
    program = (
        "import os, warnings\n"
        "warnings.simplefilter('error')\n"
        "import formcheck.pose.sessions\n"
        "print(os.environ['ORT_DISABLE_TELEMETRY'])\n"
    )
    env = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    env["HOME"] = str(tmp_path)  # the second child lets onnxruntime do as it likes: not in the real home
    run = [sys.executable, "-c", program]
    child = subprocess.run(run, cwd=root, env=env, capture_output=True, text=True, check=True)
    assert child.stdout.strip() == "1"
    run[2] = "import onnxruntime\n" + program
    child = subprocess.run(run, cwd=root, env=env, capture_output=True, text=True, check=False)
    assert "imported before formcheck could turn its telemetry off" in child.stderr


STAND_IN = """
asked = []
def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    asked.append(name)
    return lambda: asked.append(f"{name}()")
"""


def test_onnxruntimes_own_switch_is_the_first_thing_asked_of_it(root: Path, tmp_path: Path) -> None:
    """What counts on Windows, where the variable has no effect. The network there is watched by nobody."""
    (tmp_path / "onnxruntime.py").write_text(STAND_IN)
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import formcheck.pose.sessions, onnxruntime\n"
        "print(*onnxruntime.asked)"
    )
    child = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert child.stdout.split() == ["disable_telemetry_events", "disable_telemetry_events()"]


def test_one_module_imports_onnxruntime(root: Path) -> None:
    wants = re.compile(r"^\s*(import|from) onnxruntime\b", re.M)
    files = (root / "formcheck").rglob("*.py")
    found = [path.name for path in files if wants.search(path.read_text("utf-8"))]
    assert found == ["sessions.py"]
