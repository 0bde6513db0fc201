"""`WindowLoop`: runs a visit in a window, from its first frame to its last."""

from __future__ import annotations

from dataclasses import dataclass, field

from formcheck.coach.screen import Screen
from formcheck.coach.stages import Stage
from formcheck.live_visit.visit import LiveVisit, Update
from formcheck.media.camera import FrameSource
from formcheck.media.frame import Frame
from formcheck.overlay.painter_cv2 import Painter
from formcheck.runtime.interrupt import GentleStop
from formcheck.window.cv_window import Window
from formcheck.window.keys import NO_KEY, action_of, answerable
from formcheck.window.renderer import VisitRenderer
from formcheck.window.voice import Voice

WAIT_S = 0.03
"""Longest wait for a frame, seconds, before the keys are read again."""


@dataclass
class WindowLoop:
    """The parts of a visit in a window, and the loop that joins them; the owner of each part closes it.

    Attributes:
        visit: judges the frames and coaches.
        camera: a real camera or a fake one.
        window: shows the pictures and gives the keys.
        voice: speaks the utterances.
        renderer: draws the picture of the window.
        painter: draws shapes on pixels.
        stage: present stage of the visit, which decides what the keys mean.
        answers: whether the keys for pain answers have an effect.
    """

    visit: LiveVisit
    camera: FrameSource
    window: Window
    voice: Voice
    renderer: VisitRenderer
    painter: Painter = field(default_factory=Painter)
    stage: str = Stage.CHOOSE.value
    answers: bool = True

    def run(self, stop: GentleStop) -> None:
        """Run until a key leaves, the window is closed, Ctrl-C is pressed, or the camera ends.

        Raises:
            InputError: the camera was unplugged, or sends no more pictures.
        """
        self.visit.press("start")
        shown: tuple[Frame, Update] | None = None
        for frame in self.camera.frames(WAIT_S):
            update = None if frame is None else self.visit.frame(frame)
            if frame is not None and update is not None:
                shown = frame, update
                self._note_stage(update.screen)
                if update.tone is not None:
                    self.voice.sound(update.tone)
                for text, interrupts, parts in ((u.text, u.interrupts, u.parts) for u in update.said):
                    self.voice.say(text, interrupts=interrupts, parts=parts)
            if self._keys_leave() or stop.asked or self.window.closed:
                return
            if shown is not None:
                image, drawn = shown[0].image, shown[1]
                self.window.show(self.renderer.picture(self.painter, image, drawn, self.window.size))

    def _keys_leave(self) -> bool:
        """Do what the pressed keys ask for; returns whether one of them leaves."""
        while (key := self.window.key()) != NO_KEY:
            action = action_of(key, self.stage, answers=self.answers)
            if action is None:
                continue
            if action.window == "leave":
                return True
            if action.window == "full":
                self.window.toggle_full()
            if action.button is not None:
                self._note_stage(self.visit.press(action.button, action.value))
        return False

    def _note_stage(self, screen: Screen) -> None:
        """Keep what the keys mean from now on."""
        self.stage, self.answers = screen.stage, answerable(screen)
