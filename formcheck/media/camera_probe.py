"""Opens a camera for a moment, to learn whether it can be used and what it really sends."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.errors import FormcheckError, InputError
from formcheck.media.camera import Camera, CameraInfo, FrameSource
from formcheck.media.camera_names import CameraName

PROBE_S = 5.0
BLACK = 12.0
"""Mean brightness, of 255, that no room with a person in it comes down to: a cap, a shutter or a key that
turned the camera off."""
FEW_FPS = 12.0
"""Below this a fast movement is judged from too few frames (the judge says `frame_rate`)."""
BRIGHT_ENOUGH = 3
_WAIT_S = 0.5


@dataclass(frozen=True, slots=True)
class Probe:
    """What a camera really sent.

    Attributes:
        frames: how many were seen.
        fps: frames a second; NaN from fewer than two.
        brightness: mean of the brightest frame, 0 to 255.
        problem: why it cannot be used, or None.
    """

    frames: int = 0
    fps: float = float("nan")
    brightness: float = 0.0
    problem: FormcheckError | None = None

    @property
    def slow(self) -> bool:
        """It can be used, but gives few pictures."""
        return self.problem is None and self.fps < FEW_FPS


def probe(source: FrameSource, seconds: float = PROBE_S, *, hasty: bool = False) -> Probe:
    """Look at what a camera sends for so many seconds.

    Args:
        source: an open camera; it goes on afterwards.
        seconds: by the frames' own time, and by waiting for them.
        hasty: stop as soon as it is known to work.
    """
    name = source.info.name or f"camera {source.info.index}"
    times: list[float] = []
    brightness, bright, waited = 0.0, 0, 0.0
    problem: FormcheckError | None = None
    try:
        for frame in source.frames(_WAIT_S):
            if frame is None:
                waited += _WAIT_S
            else:
                times.append(frame.time_s)
                light = float(frame.image[::8, ::8].mean())
                brightness, bright = max(brightness, light), bright + (light >= BLACK)
            span = times[-1] - times[0] if times else 0.0
            if waited + span >= seconds or (hasty and bright >= BRIGHT_ENOUGH):
                break
    except FormcheckError as error:
        problem = error
    if problem is None and not times:
        problem = InputError(
            f"The camera {name} sends no pictures", "Close other programs that use it, or plug it in again"
        )
    elif problem is None and brightness < BLACK:
        problem = InputError(
            f"The camera {name} sends only black pictures",
            "Open its cover or shutter, look for a key that turns it off, and switch on the light",
        )
    span = times[-1] - times[0] if times else 0.0
    return Probe(len(times), (len(times) - 1) / span if span > 0 else float("nan"), brightness, problem)


@dataclass(frozen=True, slots=True)
class Seen:
    """A camera of this machine, opened once.

    Attributes:
        info: what its driver says; None when it does not open.
        probe: what it sent; None when that was not asked for.
        problem: why it cannot be used, or None.
    """

    camera: CameraName
    info: CameraInfo | None = None
    probe: Probe | None = None
    problem: FormcheckError | None = None


def look_at(camera: CameraName, *, probing: bool, hasty: bool = False) -> Seen:
    """Open a camera for a moment, and watch what it sends if that is asked for, as `probe` does."""
    try:
        with Camera(camera.index) as source:
            tried = probe(source, hasty=hasty) if probing else None
            return Seen(camera, source.info, tried, tried.problem if tried else None)
    except FormcheckError as error:
        return Seen(camera, problem=error)
