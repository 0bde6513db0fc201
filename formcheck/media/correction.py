"""What a user says about how a film was taken, and the file does not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from formcheck.errors import UsageError
from formcheck.media.frame import Frame

ROTATIONS_DEG = (0, 90, 180, 270)
SLOWEST = 100.0
"""Times that a film may be slower than life: the fastest phones film 960 pictures a second and show 30."""


@dataclass(frozen=True, slots=True)
class FilmCorrection:
    """How to get from the file's pictures and times to the true ones.

    Args:
        rotate_deg: by how much each picture is turned, clockwise: 0, 90, 180 or 270.
        mirror: whether left and right are swapped, after turning.
        slow_motion: how many times slower than life the film plays, 1 to `SLOWEST`; times are divided by it.

    Raises:
        UsageError: another value.
    """

    rotate_deg: int = 0
    mirror: bool = False
    slow_motion: float = 1.0

    def __post_init__(self) -> None:
        if self.rotate_deg not in ROTATIONS_DEG:
            raise UsageError(
                f"A picture cannot be turned by {self.rotate_deg} degrees",
                f"Choose one of {', '.join(map(str, ROTATIONS_DEG))}, clockwise",
            )
        if not 1.0 <= self.slow_motion <= SLOWEST:  # NaN too
            raise UsageError(
                f"A film cannot play {self.slow_motion:g} times slower than life",
                f"Give a number from 1 to {SLOWEST:g}, for instance 8 for 240 pictures a second shown at 30",
            )

    def __bool__(self) -> bool:
        return self != FilmCorrection()

    def turned(self, degrees: int) -> FilmCorrection:
        """This one, and the pictures that it gives turned clockwise by so many degrees."""
        # The mirror comes after the turn, and behind a mirror clockwise is anticlockwise.
        further = -degrees if self.mirror else degrees
        return replace(self, rotate_deg=(self.rotate_deg + further) % 360)

    def apply(self, frame: Frame) -> Frame:
        """The frame as it was before the camera."""
        if not self:
            return frame
        image = np.rot90(frame.image, -self.rotate_deg // 90)
        if self.mirror:
            image = image[:, ::-1]
        return Frame(np.ascontiguousarray(image), frame.time_s / self.slow_motion)
