"""`formcheck bench --live`: from the camera to what is drawn, in a browser whose camera plays a film."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from formcheck.cli.bench.chromium import Page, find_chromium, opened
from formcheck.cli.demo_command import read_samples
from formcheck.errors import FormcheckError
from formcheck.media.video import VideoFile
from formcheck.pose.backends import model_names

SIZE = (640, 480)
WINDOW = (1366, 768)
FPS = 30
"""Of the camera: Chromium plays a film of JPEGs at this rate, whatever the film says."""
WARM_UP_S = 5.0
EVERY_S = 10.0
TARGET_RATIO, TARGET_P95_MS, TARGET_FPS = 1.5, 150.0, 25.0
_TAKE = """(() => { const s = window.formcheck.stats; return {
  latency: s.latency_ms.splice(0), parts: s.parts_ms.splice(0), drawn: s.drawn, dropped: s.dropped,
  skipped: s.skipped }; })()"""


@dataclass(slots=True)
class Measured:
    """What was seen of a visit: milliseconds a frame, whole and in parts; memory of the program in MB.

    The parts are: from the camera to the page's worker (wait), making the message (pack), handing it to the
    browser (send), the way there and back (transport); in the program, waiting for the frame before (queue),
    unpacking (decode), the network (pose), judging and coaching (score), making the drawing and the message;
    and showing it on the page (show).
    """

    latency: list[float] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    seconds: float = 0.0
    drawn: int = 0
    dropped: int = 0
    skipped: int = 0


def run_live(minutes: float, model: str | None) -> int:
    """Measure and print; the exit status is 0 even where a target is missed: a figure is no failure.

    Raises:
        FormcheckError: Chromium is not there.
    """
    console = Console(highlight=False)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    console.print(f"formcheck bench --live: {platform.machine()}, {os.cpu_count()} processors{load}")
    browser = find_chromium()
    with tempfile.TemporaryDirectory(prefix="formcheck-live-") as name:
        folder = Path(name)
        film = folder / "camera.mjpeg"
        _film(film)
        with _served(folder, model) as (pid, address, chosen):
            measured = _visit(browser, folder / "browser", film, address, pid, minutes)
    _print(console, measured, chosen, minutes)
    return 0


def _film(out: Path) -> None:
    """The first plank among the samples, there and back: somebody who gets into the hold, again and again.

    A hold is kept until it is over, so one of ten minutes would grow all the time.
    """
    sample = next(s for s in read_samples() if s.exercise == "plank")
    with VideoFile(sample.path) as video:
        shown = [_letterboxed(f.image) for f in video.frames()]
    with out.open("wb") as file:
        for image in [*shown, *shown[::-1]]:
            done, jpeg = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])
            assert done
            file.write(jpeg.tobytes() * 2)  # filmed at 15 frames a second


def _letterboxed(image: Any) -> Any:
    """The picture in the camera's size, its edges drawn out above and below."""
    width, height = SIZE
    scaled = round(image.shape[0] * width / image.shape[1])
    above = (height - scaled) // 2
    small = cv2.resize(image, (width, scaled), interpolation=cv2.INTER_AREA)
    return cv2.copyMakeBorder(small, above, height - scaled - above, 0, 0, cv2.BORDER_REPLICATE)


@contextmanager
def _served(folder: Path, model: str | None) -> Iterator[tuple[int, str, str]]:
    """A server of its own; gives its process, the address with the token, and the network that watches."""
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
            raise FormcheckError(f"formcheck serve does not start: {child.communicate()[1].strip()}")
        told = child.stdout.readline().replace(",", " ").split()
        chosen = model or next((name for name in model_names() if name in told), "?")
        try:
            yield child.pid, address[0], chosen
        finally:
            child.terminate()
            child.communicate(timeout=60)


def _visit(browser: str, folder: Path, film: Path, address: str, pid: int, minutes: float) -> Measured:
    camera = [
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]  # fmt: skip
    with opened(browser, folder, address, WINDOW, camera) as page:
        page.wait("window.formcheck?.state.shown === 'welcome'")
        for button in ("welcome-next", "safety-no", "start", "pain-skip", "next"):
            page.click(button)
        page.wait("window.formcheck.state.stage === 'perform'")
        time.sleep(WARM_UP_S)
        return _watch(page, pid, 60 * minutes)


def _watch(page: Page, pid: int, seconds: float) -> Measured:
    measured = Measured()
    first = page.evaluate(_TAKE)
    began, due = time.monotonic(), 0.0
    while (now := time.monotonic() - began) < seconds:
        time.sleep(min(1.0, max(0.05, seconds - now)))
        taken = page.evaluate(_TAKE)
        measured.latency += taken["latency"]
        measured.parts += taken["parts"]
        if time.monotonic() - began >= due:
            measured.memory.append(_memory_mb(pid))
            due += EVERY_S
    measured.seconds = time.monotonic() - began
    for name in ("drawn", "dropped", "skipped"):
        setattr(measured, name, taken[name] - first[name])
    return measured


def _memory_mb(pid: int) -> float:
    """Resident memory now; NaN where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("nan")
    return next((int(x.split()[1]) / 1024 for x in lines if x.startswith("VmRSS")), float("nan"))


def _print(console: Console, m: Measured, model: str, minutes: float) -> None:
    if not m.latency:
        raise FormcheckError("No frame was drawn", "Run it on a quieter machine")
    median, p95 = (float(np.percentile(m.latency, share)) for share in (50, 95))
    pose = statistics.median(parts["program"]["pose"] for parts in m.parts)
    table = Table(title=f"{minutes:g} min, {SIZE[0]}x{SIZE[1]}, model {model}, {len(m.latency)} frames")
    for column in ("", "measured", "target"):
        table.add_column(column, justify="right" if column else "left")
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


def _parts(m: Measured) -> dict[str, float]:
    """The median of each part of a frame, in the order in which they happen."""

    def median(part: Callable[[dict[str, Any]], float]) -> float:
        return statistics.median(part(parts) for parts in m.parts)

    def page(name: str) -> float:
        return median(lambda parts: parts[name])

    def program(name: str) -> float:
        return median(lambda parts: parts["program"][name])

    return {
        "wait": page("wait"),
        "pack": page("pack"),
        "send": page("send"),
        "transport": median(lambda parts: parts["link"] - parts["program"]["total"]),
        "queue": program("wait"),
        "decode": program("decode"),
        "pose": program("pose"),
        "score": program("score"),
        "drawing": program("draw"),
        "message": median(lambda parts: parts["program"]["total"] - _known(parts["program"])),
        "show": page("show"),
    }


def _known(program: dict[str, float]) -> float:
    return sum(ms for name, ms in program.items() if name != "total")
