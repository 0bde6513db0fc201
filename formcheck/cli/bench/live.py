"""`formcheck bench --live`: times a visit, camera to drawn frame, in a browser whose camera plays a film."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from formcheck.cli.bench.chromium import Page, find_chromium, open_page
from formcheck.cli.bench.errors import BenchmarkError
from formcheck.cli.bench.tables import figures_table, print_machine
from formcheck.cli.demo_command import read_samples
from formcheck.errors import ExitStatus
from formcheck.media.video import VideoFile
from formcheck.pose.backends import model_names

SIZE = (640, 480)
WINDOW = (1366, 768)
FPS = 30
"""Frames a second of the camera: Chromium plays a film of JPEGs at this rate, whatever the film states."""
WARM_UP_S = 5.0
MEMORY_EVERY_S = 10.0
TARGET_RATIO, TARGET_P95_MS, TARGET_FPS = 1.5, 150.0, 25.0
_TAKE_SCRIPT = """(() => { const s = window.formcheck.stats; return {
  latency: s.latency_ms.splice(0), parts: s.parts_ms.splice(0), drawn: s.drawn, dropped: s.dropped,
  skipped: s.skipped }; })()"""


class FrameParts(TypedDict):
    """Milliseconds of the parts of one frame, as the page counts them.

    Attributes:
        wait: from the camera to the page's worker.
        pack: making the message.
        send: handing it to the browser.
        link: from there to the answer of the program, with its work.
        program: in the program: waiting for the previous frame (wait), unpacking (decode), the network
            (pose), judging and coaching (score), making the drawing (draw), and all of it (total).
        show: showing the answer on the page.
    """

    wait: float
    pack: float
    send: float
    link: float
    program: dict[str, float]
    show: float


class PageStats(TypedDict):
    """What the page has counted since it was asked last (latency, parts) and since its start (the rest)."""

    latency: list[float]
    parts: list[FrameParts]
    drawn: int
    dropped: int
    skipped: int


@dataclass(slots=True)
class VisitTimes:
    """What was measured during a visit.

    Attributes:
        latency: milliseconds of each frame, from the camera to the drawn verdict.
        parts: the same in parts, frame by frame.
        memory: memory of the program in MB, every `MEMORY_EVERY_S` seconds.
        seconds: how long was measured.
        drawn: frames that were drawn.
        dropped: frames that the page left out.
        skipped: frames that the program left out.
    """

    latency: list[float] = field(default_factory=list)
    parts: list[FrameParts] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    seconds: float = 0.0
    drawn: int = 0
    dropped: int = 0
    skipped: int = 0


def run_live(minutes: float, model: str | None) -> ExitStatus:
    """Measure a live visit and print the figures; returns `OK`, also when a target is missed.

    Raises:
        UnavailableError: Chromium is not installed.
        BenchmarkError: the server, the browser or the visit failed.
    """
    console = Console(highlight=False)
    print_machine(console, "formcheck bench --live")
    browser = find_chromium()
    with tempfile.TemporaryDirectory(prefix="formcheck-live-") as name:
        folder = Path(name)
        film = folder / "camera.mjpeg"
        _film(film)
        with _served(folder, model) as (pid, address, chosen):
            measured = _visit(browser, folder / "browser", film, address, pid, minutes)
    _print(console, measured, chosen, minutes)
    return ExitStatus.OK


def _film(out: Path) -> None:
    """Write the first plank of the samples, forwards and backwards: a hold that starts again and again.

    The program keeps a hold in memory until it ends: with one hold of ten minutes the memory would grow.
    """
    sample = next(s for s in read_samples() if s.exercise == "plank")
    with VideoFile(sample.path) as video:
        shown = [_letterboxed(f.image) for f in video.frames()]
    with out.open("wb") as file:
        for image in [*shown, *shown[::-1]]:
            done, jpeg = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])
            assert done
            file.write(jpeg.tobytes() * 2)  # filmed at 15 frames a second


def _letterboxed(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture in the camera's size; its first and last rows fill the space above and below."""
    width, height = SIZE
    scaled = round(image.shape[0] * width / image.shape[1])
    above = (height - scaled) // 2
    small = cv2.resize(image, (width, scaled), interpolation=cv2.INTER_AREA)
    return np.asarray(
        cv2.copyMakeBorder(small, above, height - scaled - above, 0, 0, cv2.BORDER_REPLICATE), np.uint8
    )


@contextmanager
def _served(folder: Path, model: str | None) -> Iterator[tuple[int, str, str]]:
    """A new server: its process id, its address with the token, and the network that it uses."""
    programme = folder / "programme.toml"
    dose = "sets = 20\nhold_s = 60\nrest_s = 10\n"
    programme.write_text(f'[[items]]\nexercise = "plank"\n{dose}', encoding="utf-8")
    options = ["--no-browser", "--port", "0", "-o", str(folder / "visits"), "--programme", str(programme)]
    options += ["--model", model] if model else []
    command = [sys.executable, "-m", "formcheck", "serve", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        address = child.stdout.readline().split()[-1:]
        if not address or "://" not in address[0]:
            raise BenchmarkError(f"formcheck serve does not start: {child.communicate()[1].strip()}")
        words = child.stdout.readline().replace(",", " ").split()
        chosen = model or next((name for name in model_names() if name in words), "?")
        try:
            yield child.pid, address[0], chosen
        finally:
            child.terminate()
            child.communicate(timeout=60)


def _visit(browser: str, folder: Path, film: Path, address: str, pid: int, minutes: float) -> VisitTimes:
    camera = [
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]  # fmt: skip
    with open_page(browser, folder, address, WINDOW, camera) as page:
        page.wait("window.formcheck?.state.shown === 'welcome'")
        for button in ("welcome-next", "safety-no", "ever-no", "start", "sound-yes", "pain-skip", "next"):
            page.click(button)
        page.wait("window.formcheck.state.stage === 'perform'")
        time.sleep(WARM_UP_S)
        return _watch(page, pid, 60 * minutes)


def _watch(page: Page, pid: int, seconds: float) -> VisitTimes:
    measured = VisitTimes()
    first = _take(page)
    began, due = time.monotonic(), 0.0
    while (now := time.monotonic() - began) < seconds:
        time.sleep(min(1.0, max(0.05, seconds - now)))
        taken = _take(page)
        measured.latency += taken["latency"]
        measured.parts += taken["parts"]
        if time.monotonic() - began >= due:
            measured.memory.append(_memory_mb(pid))
            due += MEMORY_EVERY_S
    measured.seconds = time.monotonic() - began
    measured.drawn = taken["drawn"] - first["drawn"]
    measured.dropped = taken["dropped"] - first["dropped"]
    measured.skipped = taken["skipped"] - first["skipped"]
    return measured


def _take(page: Page) -> PageStats:
    """What the page has counted; its lists start again from empty."""
    return cast("PageStats", page.evaluate(_TAKE_SCRIPT))


def _memory_mb(pid: int) -> float:
    """Resident memory of a process in MB; NaN when the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("nan")
    return next((int(x.split()[1]) / 1024 for x in lines if x.startswith("VmRSS")), float("nan"))


def _print(console: Console, m: VisitTimes, model: str, minutes: float) -> None:
    if not m.latency:
        raise BenchmarkError("No frame was drawn", "Run it on a quieter machine")
    median, p95 = (float(np.percentile(m.latency, share)) for share in (50, 95))
    pose = statistics.median(parts["program"]["pose"] for parts in m.parts)
    title = f"{minutes:g} min, {SIZE[0]}x{SIZE[1]}, model {model}, {len(m.latency)} frames"
    table = figures_table(title, "measured", "target")
    table.add_row("camera to verdict drawn, median", f"{median:.1f} ms", f"{TARGET_RATIO * pose:.1f} ms")
    table.add_row("  95th percentile", f"{p95:.1f} ms", f"{TARGET_P95_MS:.0f} ms")
    table.add_row("  of the pose alone", f"{median / pose:.2f} x {pose:.1f} ms", f"{TARGET_RATIO} x")
    table.add_row("frames/s drawn", f"{m.drawn / m.seconds:.1f}", f"{TARGET_FPS:.0f}")
    table.add_row("frames dropped by the page", f"{m.dropped} ({m.skipped} more by the program)", "")
    known = [mb for mb in m.memory if mb == mb]
    if known:
        half = len(known) // 2
        grown = max(known[half:]) - max(known[: half or 1])
        table.add_row("memory of the program, peak", f"{max(known):.0f} MB", "")
        table.add_row("  second half over the first", f"{grown:+.1f} MB", "flat")
    console.print(table)
    console.print("median of each part, ms: " + ", ".join(f"{k} {v:.1f}" for k, v in _parts(m).items()))


def _parts(m: VisitTimes) -> dict[str, float]:
    """Median milliseconds of each part of a frame, in order of time."""

    def median(part: Callable[[FrameParts], float]) -> float:
        return statistics.median(part(parts) for parts in m.parts)

    def program(name: str) -> float:
        return median(lambda parts: parts["program"][name])

    return {
        "wait": median(lambda parts: parts["wait"]),
        "pack": median(lambda parts: parts["pack"]),
        "send": median(lambda parts: parts["send"]),
        "transport": median(lambda parts: parts["link"] - parts["program"]["total"]),
        "queue": program("wait"),
        "decode": program("decode"),
        "pose": program("pose"),
        "score": program("score"),
        "drawing": program("draw"),
        "message": median(lambda parts: parts["program"]["total"] - _known(parts["program"])),
        "show": median(lambda parts: parts["show"]),
    }


def _known(program: dict[str, float]) -> float:
    return sum(ms for name, ms in program.items() if name != "total")
