"""A patient who follows a script."""

from __future__ import annotations

from collections.abc import Callable

from formcheck.coach.frame_view import FrameView
from formcheck.coach.programme import Item, Programme
from formcheck.coach.screen import Screen
from formcheck.coach.speech import Utterance
from formcheck.coach.stages import Button, Press
from formcheck.coach.visit import Visit
from formcheck.words.catalogue import Words
from tests.support.coach_scripts import Piece, away, later, played, repeated

PLANK = Item(exercise="plank", sets=2, hold_s=12, rest_s=20)
BIRD_DOG = Item(exercise="bird-dog", sets=1, reps=1, rest_s=5)


class Patient:
    """Plays pieces and presses buttons, and keeps the utterances and stages."""

    def __init__(self, *items: Item, language: str = "en") -> None:
        self.visit = Visit(Programme(items=items or (PLANK,)), Words(language))
        self.state = self.visit.start()
        self.now = 0.0
        self.said: list[Utterance] = []
        self.stages: list[str] = []

    def take(self, events: list[FrameView | Press]) -> Screen:
        screen: Screen | None = None
        for event in events:
            said, screen, self.state = self.visit.step([event], self.state)
            self.said += said
            assert screen is not None
            if self.stages[-1:] != [screen.stage]:
                self.stages.append(screen.stage)
        self.now = events[-1].time_s + 1 / 15
        assert screen is not None
        return screen

    def does(self, *pieces: Piece) -> Screen:
        return self.take(list(played(pieces, self.now)))

    def repeats(self, count: int) -> Screen:
        frames = repeated([()] * count, sides=True)
        return self.take([later(frame, self.now) for frame in frames])

    def presses(self, button: Button, value: int | None = None) -> Screen:
        return self.take([Press(self.now, button, value)])

    def to_the_mat(self) -> Screen:
        """Through the explanation and the camera check."""
        self.presses("start")
        self.presses("pain", 1)
        screen = self.does(away(20.0))
        assert screen.stage == "position"
        return screen

    def heard(self, key: str, language: str = "en") -> bool:
        return Words(language).text(key) in [u.text for u in self.said]

    def until(self, reached: Callable[[], bool], piece: Piece) -> None:
        """Plays `piece` until `reached()`, for at most a minute."""
        for _ in range(round(60 / piece.seconds)):
            if reached():
                return
            self.does(piece)
        raise AssertionError("it never comes to that")
