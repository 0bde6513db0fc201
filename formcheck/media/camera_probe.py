"""Opens a camera for a few seconds, to find out whether it can be used and what it really sends."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.errors import FormcheckError, InputError
from formcheck.media.camera import Camera, CameraInfo, FrameSource
from formcheck.media.camera_names import CameraName

PROBE_S = 5.0
"""Seconds that a camera is watched."""
BLACK = 12.0
"""Mean brightness (0 to 255) below which a picture counts as black: a cap, a shutter or a key that turns the
camera off. No room in which a person can be seen is so dark."""
FEW_FPS = 12.0
"""Below this a fast movement is judged from too few frames (the judge says `frame_rate`)."""
BRIGHT_ENOUGH = 3
"""Pictures that are not black, after which a hasty probe ends."""
_WAIT_S = 0.5


@dataclass(frozen=True, slots=True)
class Probe:
    """What a camera really sent.

    Attributes:
        frames: number of frames.
        fps: frames a second, measured; NaN for fewer than two frames.
        brightness: mean brightness of the brightest frame, 0 to 255.
        problem: why it cannot be used; None when it can.
    """

    frames: int = 0
    fps: float = float("nan")
    brightness: float = 0.0
    problem: FormcheckError | None = None

    @property
    def slow(self) -> bool:
        """Whether it can be used, but sends fewer than `FEW_FPS` frames a second."""
        return self.problem is None and self.fps < FEW_FPS


def probe(source: FrameSource, seconds: float = PROBE_S, *, hasty: bool = False) -> Probe:
    """Watch what a camera sends.

    Args:
        source: an open camera; it stays open.
        seconds: how long: media time of the frames plus the time of waiting for them.
        hasty: stop as soon as `BRIGHT_ENOUGH` pictures are not black.
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
class CameraTrial:
    """What came of opening a camera once.

    Attributes:
        camera: which camera.
        info: what its driver reports; None when it does not open.
        probe: what it sent; None when it was not watched.
        problem: why it cannot be used; None when it can.
    """

    camera: CameraName
    info: CameraInfo | None = None
    probe: Probe | None = None
    problem: FormcheckError | None = None


def try_camera(camera: CameraName, *, probing: bool, hasty: bool = False) -> CameraTrial:
    """Open a camera, close it again, and say whether it can be used.

    Args:
        camera: which camera.
        probing: also watch what it sends, with `probe`.
        hasty: as for `probe`.
    """
    try:
        with Camera(camera.index) as source:
            probed = probe(source, hasty=hasty) if probing else None
            return CameraTrial(camera, source.info, probed, probed.problem if probed else None)
    except FormcheckError as error:
        return CameraTrial(camera, problem=error)
