"""`formcheck live`: everything before and after the window."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.text import Text

from formcheck.coach.programme import Item, Programme
from formcheck.errors import FormcheckError
from formcheck.live_visit.model_choice import Choice, choose_model, measure_speed
from formcheck.live_visit.visit import LiveVisit
from formcheck.media.camera import Camera, FrameSource
from formcheck.media.camera_probe import probe
from formcheck.pose.factory import create_estimator
from formcheck.runtime.console import PipeSafeConsole
from formcheck.runtime.interrupt import GentleStop
from formcheck.runtime.printable import printable
from formcheck.runtime.quiet import quiet_libraries
from formcheck.runtime.streams import INTERRUPTED, OK, complain
from formcheck.store.files import OutputFolder
from formcheck.visits.folder import VisitFolder, default_root
from formcheck.window.display import no_window
from formcheck.window.face import Face
from formcheck.window.screen import CvWindow
from formcheck.window.screen import Screen as Window
from formcheck.window.voice import Voice, open_voice
from formcheck.window.window_loop import WindowLoop
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """The command line of `live`.

    Attributes:
        item: the exercise and its dose.
        camera: number or part of a name; None for the first.
        voice: True, False, or None for where there is one.
        model: network; None for what this machine sustains.
        out: folder of visits; None for the usual one.
        keep: keep the results.
    """

    item: Item
    camera: str | None = None
    voice: bool | None = None
    lang: str = "nl"
    model: str | None = None
    out: Path | None = None
    keep: bool = True


def live(request: LiveRequest) -> int:
    """Coach in front of the camera, in a window; the exit status.

    Raises:
        FormcheckError: no window can be opened here, or the speech that was asked for is not there.
        InputError: no camera, or one that gives nothing.
        OutputError: the folder of visits cannot be written to.
        UsageError: a choice that makes no sense.
    """
    programme = Programme(items=(request.item,))
    request.item.plan().rule()
    error = no_window()
    if error is not None:
        raise error
    root = request.out or default_root()
    if request.keep:
        OutputFolder(root)  # told now rather than after the exercises
    with quiet_libraries(), contextlib.ExitStack() as stack:
        camera = stack.enter_context(Camera(request.camera))
        check_camera(camera)
        voice, silent = open_voice(request.lang, request.voice)
        stack.callback(voice.close)
        if silent is not None:
            complain(f"{silent.text}: what would be said stands in the picture. {silent.remedy}")
        choice = choose_model() if request.model is None else Choice((measure_speed(request.model),))
        keeper = VisitFolder(root, datetime.now()) if request.keep else None
        window = stack.enter_context(CvWindow())
        return sit(programme, request.lang, choice, keeper, camera, window, voice)


def check_camera(camera: FrameSource) -> None:
    """Wait for its first pictures, five seconds at most.

    Raises:
        InputError: there are none, or they are black.
    """
    seen = probe(camera, hasty=True)
    if seen.problem is not None:
        raise seen.problem


def sit(
    programme: Programme,
    lang: str,
    choice: Choice,
    keeper: VisitFolder | None,
    camera: FrameSource,
    window: Window,
    voice: Voice,
) -> int:
    """The visit itself, and what is said after it; the exit status.

    Raises:
        InputError: the camera ended in the middle; the results are kept and told all the same.
        OutputError: results could not be written.
    """
    words = Words(lang)
    watching = words.text("page.watching", model=choice.model, fps=f"{choice.speed.live_fps:.0f}")
    face = Face(words, watching, programme.items[0].dose().rest_s)
    with GentleStop() as stop, create_estimator(model=choice.model) as pose:
        visit = LiveVisit(programme, lang, pose, keeper)
        with _kept(visit, lang):
            WindowLoop(visit, camera, window, voice, face).run(stop)
        return INTERRUPTED if stop.asked else OK


@contextlib.contextmanager
def _kept(visit: LiveVisit, lang: str) -> Iterator[None]:
    """Write what is kept and say where, however the visit ended."""
    trouble: FormcheckError | None = None
    try:
        yield
    finally:
        try:
            visit.close()
        except FormcheckError as error:
            trouble = error
        words, out = Words(lang), PipeSafeConsole(highlight=False, soft_wrap=True)
        if not visit.kept:
            out.print(words.text("page.kept.nothing"))
        for folder in visit.kept:
            out.print(Text(f"    {printable(folder / 'report.html')}"))
    if trouble is not None:
        raise trouble
