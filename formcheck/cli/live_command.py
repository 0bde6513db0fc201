"""`formcheck live`: opens camera, voice and window, runs the visit, and prints where the results are."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.text import Text

from formcheck.cli.learn_command import after_visit
from formcheck.coach.programme import Item, Programme
from formcheck.errors import ExitStatus, FormcheckError
from formcheck.live_visit.model_choice import ModelChoice, choose_model, measure_speed
from formcheck.live_visit.recovery import tidy_up
from formcheck.live_visit.visit import LiveVisit
from formcheck.media.camera import Camera, FrameSource
from formcheck.media.camera_probe import probe
from formcheck.pose.factory import create_estimator
from formcheck.runtime.console import PipeSafeConsole
from formcheck.runtime.error_lines import print_error
from formcheck.runtime.interrupt import GentleStop
from formcheck.runtime.printable import printable
from formcheck.runtime.quiet import quiet_libraries
from formcheck.store.files import OutputFolder
from formcheck.visits.folder import VisitFolder
from formcheck.visits.heard_voice import heard_sounds
from formcheck.visits.log import VisitLog
from formcheck.visits.open_backend import has_store
from formcheck.visits.place import Place, as_place, default_place
from formcheck.visits.programmes import InForce, in_force, of_exercise
from formcheck.visits.store import VisitStore
from formcheck.window.cv_window import CvWindow, Window
from formcheck.window.display import no_window
from formcheck.window.renderer import VisitRenderer
from formcheck.window.voice import Voice, VoiceCheck, open_voice
from formcheck.window.window_loop import WindowLoop
from formcheck.words.catalogue import LANGUAGES, Words


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """The arguments of `live`.

    Attributes:
        item: the exercise; of its fields those that were set take the place of the programme's.
        camera: number or part of a name; None for the first camera.
        voice: True for a voice, False for none, None for a voice when the machine has one.
        tones: sound short tones for start, count, correction and end.
        lang: language of the coach and the report.
        model: network; None for the one that this machine sustains.
        out: folder that results are written to as files as well; None for none.
        store: folder of the store of visits; None for `default_place`.
        keep: keep the visit.
    """

    item: Item
    camera: str | None = None
    voice: bool | None = None
    tones: bool = True
    lang: str = "nl"
    model: str | None = None
    out: Path | None = None
    store: Place | None = None
    keep: bool = True


def live(request: LiveRequest) -> ExitStatus:
    """Coach one exercise in front of the camera, in a window; returns the exit status.

    Raises:
        UnavailableError: no window can be opened here, or the speech that was asked for is not there.
        InputError: there is no camera, or it sends nothing.
        OutputError: the store or the folder of results cannot be written to.
        UsageError: a choice that makes no sense.
    """
    followed = _followed(request)
    followed.programme.items[0].plan().rule()
    error = no_window()
    if error is not None:
        raise error
    if request.keep and request.out is not None:
        OutputFolder(request.out)  # an error comes now and not after the exercises
    with quiet_libraries(), contextlib.ExitStack() as stack:
        camera = stack.enter_context(Camera(request.camera))
        check_camera(camera)
        store = stack.enter_context(VisitStore(request.store or default_place())) if request.keep else None
        if store is not None and tidy_up(store, request.out):
            print_error("A visit that ended before it was done is kept as far as it went")
        own = _own_sounds(request)
        voice, silent = open_voice(request.lang, request.voice, tones=request.tones, own=own)
        stack.callback(voice.close)
        _try_sound(voice, silent, request)
        choice = choose_model() if request.model is None else ModelChoice((measure_speed(request.model),))
        wanted = request.out if request.keep else None
        folder = None if wanted is None else VisitFolder(wanted, datetime.now())
        window = stack.enter_context(CvWindow())
        return run_visit(followed, request.lang, choice, folder, camera, window, voice, store=store)


def _try_sound(voice: Voice, silent: VoiceCheck | None, request: LiveRequest) -> None:
    """Let the patient hear a sentence before the first exercise, or say that nothing can be heard."""
    if silent is not None:
        text = f"Nothing can speak here. {silent.text}. {silent.remedy}"
        print_error(f"{text}. What would be said stands in the picture")
    elif request.voice is not False:
        trial = Words(request.lang).text("page.sound.trial")
        voice.say(trial, interrupts=False, parts=(trial,))
        print_error(
            f'You hear "{trial}". If not: turn up the sound of this machine, or look at its sound settings'
        )


def _followed(request: LiveRequest) -> InForce:
    """The exercise as the programme in force on this machine has it.

    Raises:
        InputError: a newer formcheck wrote the programme.
    """
    place = as_place(request.store or default_place())
    if not has_store(place):  # nothing is made for a visit that is not kept
        return InForce(Programme(items=(request.item,)))
    with VisitStore(place) as store:
        return of_exercise(in_force(store), request.item)


def _own_sounds(request: LiveRequest) -> dict[str, bytes]:
    """The therapist's voice as this machine's patient hears it, by the text of the sentence."""
    place = as_place(request.store or default_place())
    if request.voice is False or request.lang not in LANGUAGES or not has_store(place):
        return {}
    with VisitStore(place) as store, store.reading() as session:
        return heard_sounds(session, request.lang, own=True)


def check_camera(camera: FrameSource) -> None:
    """Wait for the first pictures of a camera, at most five seconds.

    Raises:
        InputError: it sends none, or only black ones.
    """
    seen = probe(camera, hasty=True)
    if seen.problem is not None:
        raise seen.problem


def run_visit(
    followed: InForce,
    lang: str,
    choice: ModelChoice,
    folder: VisitFolder | None,
    camera: FrameSource,
    window: Window,
    voice: Voice,
    *,
    store: VisitStore | None = None,
) -> ExitStatus:
    """Run the visit of `followed` and print where its results are; returns the exit status.

    Raises:
        InputError: the camera failed in the middle; the results are kept and printed all the same.
        OutputError: results could not be written.
    """
    words, programme = Words(lang), followed.programme
    watching = words.text("page.watching", model=choice.model, fps=f"{choice.speed.live_fps:.0f}")
    renderer = VisitRenderer(words, watching, programme.items[0].dose().rest_s)
    with GentleStop() as stop, create_estimator(model=choice.model) as pose:
        visit = LiveVisit(programme, lang, pose, folder)
        if store is not None:
            version = None if followed.version is None else followed.version.id
            visit.keep_in(VisitLog.begin(store, programme, lang, programme_id=version))
        with _kept(visit, lang):
            WindowLoop(visit, camera, window, voice, renderer).run(stop)
        if (
            store is not None
            and visit.visit_id is not None
            and (line := after_visit(store, visit.visit_id, lang))
        ):
            PipeSafeConsole(highlight=False, markup=False, soft_wrap=True).print(line)
        return ExitStatus.INTERRUPTED if stop.asked else ExitStatus.OK


@contextlib.contextmanager
def _kept(visit: LiveVisit, lang: str) -> Iterator[None]:
    """Write the results and print their paths at the end of the block, also after an error in it."""
    trouble: FormcheckError | None = None
    try:
        yield
    finally:
        try:
            visit.close()
        except FormcheckError as error:
            trouble = error
        words, out = Words(lang), PipeSafeConsole(highlight=False, soft_wrap=True)
        if visit.visit_id is not None:
            out.print(words.text("page.kept.store"))
        elif not visit.kept:
            out.print(words.text("page.kept.nothing"))
        for folder in visit.kept:
            out.print(Text(f"    {printable(folder / 'report.html')}"))
    if trouble is not None:
        raise trouble
