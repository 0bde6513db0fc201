"""A visit in a window, from its first frame to its last: camera, visit, picture, keys, voice."""

from __future__ import annotations

from dataclasses import dataclass, field

from formcheck.coach.screen import Screen as Shown
from formcheck.coach.stages import Stage
from formcheck.live_visit.visit import LiveVisit, Update
from formcheck.media.camera import FrameSource
from formcheck.media.frame import Frame
from formcheck.overlay.painter_cv2 import Painter
from formcheck.runtime.interrupt import GentleStop
from formcheck.window.face import Face
from formcheck.window.keys import NO_KEY, action_of, answerable
from formcheck.window.screen import Screen
from formcheck.window.voice import Voice

WAIT_S = 0.03
"""So long a frame is waited for before the keys are looked at again."""


@dataclass
class WindowLoop:
    """What a visit in a window needs; each part is closed by its owner.

    Attributes:
        visit: judges and coaches.
        camera: real, or a fake one.
        screen: real, or a test's.
        voice: says what is said.
        face: draws.
    """

    visit: LiveVisit
    camera: FrameSource
    screen: Screen
    voice: Voice
    face: Face
    painter: Painter = field(default_factory=Painter)
    stage: str = Stage.CHOOSE.value
    answers: bool = True

    def run(self, stop: GentleStop) -> None:
        """Go on until somebody leaves, closes the window or presses Ctrl-C, or the camera ends.

        Raises:
            InputError: the camera was unplugged, or sends nothing any more.
        """
        self.visit.press("start")
        shown: tuple[Frame, Update] | None = None
        for frame in self.camera.frames(WAIT_S):
            update = None if frame is None else self.visit.frame(frame)
            if frame is not None and update is not None:
                shown = frame, update
                self._at(update.screen)
                for utterance in update.said:
                    self.voice.say(utterance.text, interrupts=utterance.interrupts)
            if self._leaves() or stop.asked or self.screen.closed:
                return
            if shown is not None:
                image, drawn = shown[0].image, shown[1]
                self.screen.show(self.face.picture(self.painter, image, drawn, self.screen.size))

    def _leaves(self) -> bool:
        """Do what the keys ask for; whether one of them asks to leave."""
        while (key := self.screen.key()) != NO_KEY:
            action = action_of(key, self.stage, answers=self.answers)
            if action is None:
                continue
            if action.window == "leave":
                return True
            if action.window == "full":
                self.screen.toggle_full()
            if action.button is not None:
                self._at(self.visit.press(action.button, action.value))
        return False

    def _at(self, screen: Shown) -> None:
        """What the keys mean from now on."""
        self.stage, self.answers = screen.stage, answerable(screen)
