"""A whole visit in a window: what is shown and spoken, what the keys do, and what is kept at any end."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from formcheck.cli import live_command as command
from formcheck.coach.programme import Item, Programme
from formcheck.errors import ExitStatus, InputError
from formcheck.live_visit.model_choice import ModelChoice, ModelSpeed
from formcheck.media.fake_camera import FakeCamera
from formcheck.media.frame import Frame
from formcheck.visits.folder import VisitFolder
from formcheck.visits.programmes import InForce
from tests.support.window_parts import Clock, Listener, ScriptedScreen, poses

CHOICE = ModelChoice((ModelSpeed("full", 90.0, 10.0, 20.0, 100),))
RunVisit = Callable[..., int]


class Visit:
    """Plays a visit with keys and a camera, and has its results afterwards."""

    def __init__(self, root: Path | None, keys: list[tuple[float, str]], **screen: float) -> None:
        self.clock = Clock()
        self.screen = ScriptedScreen(self.clock, keys, **screen)  # type: ignore[arg-type]
        self.voice = Listener(self.clock)
        self.root = root

    def play(self, seconds: float = 60.0, lang: str = "en", error: InputError | None = None) -> int:
        programme = Programme(items=(Item(exercise="plank", sets=2, hold_s=14, rest_s=20),))
        folder = None if self.root is None else VisitFolder(self.root, datetime(2026, 11, 28, 20, 0, 0))
        camera = FakeCamera(self.clock.film(seconds), error=error)
        return command.run_visit(InForce(programme), lang, CHOICE, folder, camera, self.screen, self.voice)


@pytest.fixture(autouse=True)
def _a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "create_estimator", lambda model: poses("plank_sag"))


def test_a_visit_from_the_first_question_to_the_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = Visit(tmp_path, [(2, "3"), (50, "q"), (62, "2"), (66, "q")])
    assert visit.play(70) == ExitStatus.OK
    texts = visit.voice.texts
    assert texts[0] == "How is your pain now, from 0 to 10?"
    assert "Good. We go on as planned." in texts
    assert "Lift your hips a little" in texts
    assert "Well corrected" in texts
    assert texts[-1] == "Good. See you next time."
    (folder,) = tmp_path.iterdir()
    told = json.loads((folder / "visit.json").read_text())
    assert (told["pain_before"], told["pain_after"]) == (3, 2)
    report = folder / "01-plank" / "report.html"
    assert report.is_file()
    assert str(report) in capsys.readouterr().out


def test_keys(tmp_path: Path) -> None:
    visit = Visit(None, [(1, "f"), (2, "3"), (24, " "), (25, "x"), (30, " "), (31, "q"), (33, "q")])
    assert visit.play() == ExitStatus.OK
    assert visit.screen.full
    assert "Paused. Press go on when you are ready." in visit.voice.texts
    paused_s = next(at for at, text, _ in visit.voice.said if text.startswith("Paused"))
    assert 24 <= paused_s < 24.2
    assert [text for at, text, _ in visit.voice.said if 24.2 < at < 30] == []
    assert next(text for at, text, _ in visit.voice.said if at >= 30) == "Good, we go on."
    assert visit.clock.now < 35
    assert not list(tmp_path.iterdir())


def test_much_pain_or_leg_symptoms_end_the_visit() -> None:
    for key in ("t", "8", "l"):
        visit = Visit(None, [(2, key), (8, "q")])
        assert visit.play() == ExitStatus.OK
        assert "Stop for today, and tell your therapist." in visit.voice.texts
        assert visit.clock.now < 9


def test_a_stop_stands_whatever_is_pressed_after_it(tmp_path: Path) -> None:
    visit = Visit(tmp_path, [(2, "3"), (35, "q"), (39, "8"), (46, "0"), (50, "l"), (54, "q")])
    assert visit.play() == ExitStatus.OK
    assert visit.voice.texts[-1] == "Stop for today, and tell your therapist."
    assert visit.voice.texts.count(visit.voice.texts[-1]) == 1
    (about,) = tmp_path.glob("*/visit.json")
    assert json.loads(about.read_text())["pain_after"] == 8


def test_closing_the_window_keeps_the_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    visit = Visit(tmp_path, [(2, "3")], closes_at=35.0)
    assert visit.play() == ExitStatus.OK
    assert list(tmp_path.glob("*/01-plank/result.json"))
    assert "report.html" in capsys.readouterr().out


def test_a_camera_that_is_unplugged_keeps_the_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = Visit(tmp_path, [(2, "3")])
    with pytest.raises(InputError, match="unplugged"):
        visit.play(35, error=InputError("Camera 0 (Webcam) was unplugged", "Plug it in again"))
    assert list(tmp_path.glob("*/01-plank/result.json"))
    assert "report.html" in capsys.readouterr().out


def test_ctrl_c_ends_the_visit_and_keeps_the_results(tmp_path: Path) -> None:
    visit = Visit(tmp_path, [(2, "3")])
    show = visit.screen.show

    def show_and_press(picture: np.ndarray) -> None:
        show(picture)
        if visit.clock.now > 35 and threading.current_thread() is threading.main_thread():
            signal.raise_signal(signal.SIGINT)

    visit.screen.show = show_and_press  # type: ignore[method-assign]
    assert visit.play() == ExitStatus.INTERRUPTED
    assert visit.clock.now < 36
    assert list(tmp_path.glob("*/01-plank/result.json"))


def test_nothing_done_is_nothing_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Visit(tmp_path, [(1, "q"), (3, "q")]).play() == ExitStatus.OK
    assert not list(tmp_path.iterdir())
    assert capsys.readouterr().out == "Nothing was kept.\n"
    Visit(tmp_path, [(1, "q"), (3, "q")]).play(lang="nl")
    assert capsys.readouterr().out == "Er is niets bewaard.\n"


def test_the_picture_is_mirrored() -> None:
    visit = Visit(None, [])
    visit.play(2)
    picture = visit.screen.shown[-1][1]
    middle = picture[400:440]
    assert middle[:, 150:450].mean() > middle[:, 700:1000].mean()


def test_the_camera_is_checked_first() -> None:
    black = (Frame(np.full((36, 64, 3), 2, np.uint8), number / 30) for number in range(400))
    with pytest.raises(InputError, match="no pictures"):
        command.check_camera(FakeCamera([]))
    with pytest.raises(InputError, match="black"):
        command.check_camera(FakeCamera(black))
    command.check_camera(FakeCamera(Clock().film(5)))
