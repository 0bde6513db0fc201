"""`formcheck bench --live`: from the camera to what is drawn, in a browser whose camera plays a film."""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from formcheck.demo import read_samples
from formcheck.errors import FormcheckError
from formcheck.media.video import VideoFile

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZE = (640, 480)
FPS = 30
"""Of the camera: Chromium plays a film of JPEGs at this rate, whatever the film says."""
WARM_UP_S = 5.0
EVERY_S = 10.0
TARGET_RATIO, TARGET_P95_MS, TARGET_FPS = 1.5, 150.0, 25.0
PARTS = ("wait", "encode", "transport", "queue", "decode", "pose", "score", "message", "draw")
"""Camera to page, packing, the way there and back, waiting for the frame before, unpacking, the network,
judging and coaching, making the drawing, showing it on the page."""
_TAKE = """() => { const s = window.formcheck.stats; const taken = {
  latency: s.latency_ms.splice(0), parts: s.parts_ms.splice(0), ms: s.last?.ms ?? {},
  sent: s.sent, drawn: s.drawn, dropped: s.dropped, skipped: s.skipped,
  stage: window.formcheck.state.stage }; return taken; }"""


@dataclass(slots=True)
class Measured:
    """What was seen of a visit: milliseconds a frame, whole and in parts; memory of the program in MB."""

    latency: list[float] = field(default_factory=list)
    parts: list[dict[str, float]] = field(default_factory=list)
    server: list[dict[str, float]] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    seconds: float = 0.0
    drawn: int = 0
    dropped: int = 0
    skipped: int = 0


def run_live(minutes: float, model: str | None) -> int:
    """Measure and print; the exit status is 0 even where a target is missed: a figure is no failure.

    Raises:
        FormcheckError: Playwright or Chromium is not there.
    """
    console = Console(highlight=False)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    console.print(f"formcheck bench --live: {platform.machine()}, {os.cpu_count()} processors{load}")
    browser = _chromium()
    with tempfile.TemporaryDirectory(prefix="formcheck-live-") as name:
        folder = Path(name)
        film = folder / "camera.mjpeg"
        _film(film)
        with _served(folder, model) as (pid, address, chosen):
            measured = _visit(browser, film, address, pid, minutes)
    _print(console, measured, chosen, minutes)
    return 0


def _chromium() -> str:
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        raise FormcheckError(
            "bench --live drives a browser with Playwright, which is not installed",
            "Install it: pip install playwright (the locks for tests have it)",
        ) from None
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        raise FormcheckError("bench --live needs Chromium, which is not installed", "apt install chromium")
    return path


def _film(out: Path) -> None:
    """The good hold of the first plank among the samples, there and back: it plays on without a jump."""
    sample = next(s for s in read_samples() if s.exercise == "plank")
    with VideoFile(sample.path) as video:
        shown = [_letterboxed(f.image) for f in video.frames() if 5.0 <= f.time_s < 15.0]
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
    programme.write_text('[[items]]\nexercise = "plank"\nsets = 20\nhold_s = 600\n', encoding="utf-8")
    options = ["--no-browser", "--port", "0", "-o", str(folder / "visits"), "--programme", str(programme)]
    options += ["--model", model] if model else []
    command = [sys.executable, "-m", "formcheck", "serve", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        address = child.stdout.readline().split()[-1:]
        if not address or "://" not in address[0]:
            raise FormcheckError(f"formcheck serve does not start: {child.communicate()[1].strip()}")
        told = child.stdout.readline().replace(",", " ").split()
        chosen = model or next((name for name in ("lite", "full", "heavy") if name in told), "?")
        try:
            yield child.pid, address[0], chosen
        finally:
            child.terminate()
            child.communicate(timeout=60)


def _visit(browser: str, film: Path, address: str, pid: int, minutes: float) -> Measured:
    from playwright.sync_api import sync_playwright

    camera = [
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}", "--disable-background-networking", "--disable-gpu",
    ]  # fmt: skip
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=camera)
        page = chromium.new_page(viewport={"width": 1366, "height": 768})
        page.goto(address)
        for selector in ("#welcome-next", "#safety-no", "#start", "#pain-skip", "#next"):
            page.locator(selector).click()
        _until_working(page)
        page.wait_for_timeout(1000 * WARM_UP_S)
        measured = _watch(page, pid, 60 * minutes)
        chromium.close()
    return measured


def _until_working(page: Page) -> None:
    end = time.monotonic() + 60
    while page.evaluate("window.formcheck.state.stage") != "perform":
        if time.monotonic() > end:
            raise FormcheckError("The visit of the bench does not begin", "Run it on a quieter machine")
        page.wait_for_timeout(100)


def _watch(page: Page, pid: int, seconds: float) -> Measured:
    measured = Measured()
    first = page.evaluate(_TAKE)
    began, due = time.monotonic(), 0.0
    while (now := time.monotonic() - began) < seconds:
        page.wait_for_timeout(1000 * min(1.0, max(0.05, seconds - now)))
        taken = page.evaluate(_TAKE)
        measured.latency += taken["latency"]
        measured.parts += taken["parts"]
        measured.server.append(taken["ms"])
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
    pose = statistics.median(part["pose"] for part in m.parts)
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
    """The parts of a frame, in the order in which they happen."""

    def page(name: str) -> float:
        return statistics.median(part[name] for part in m.parts)

    def program(name: str) -> float:
        return statistics.median([ms[name] for ms in m.server if name in ms] or [0.0])

    inside = {"queue": "wait", "decode": "decode", "pose": "pose", "score": "score", "message": "draw"}
    found = {name: program(key) for name, key in inside.items()} | {"pose": page("pose")}
    found |= {"wait": page("wait"), "encode": page("encode"), "draw": page("draw")}
    found["transport"] = statistics.median(part["link"] - part["server"] for part in m.parts)
    return {name: found[name] for name in PARTS}
