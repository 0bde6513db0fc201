"""Brings decoded pictures upright onto one canvas: the size of the first one."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from formcheck.media.orientation import Orientation, orientation_of, square_pixel_size

_SAME_ASPECT = 0.02
"""Relative difference of the aspect up to which a picture is stretched to the canvas."""
_SAME_VIEW = 0.9
"""Correlation of two pictures across a change of shape above which both show the same view, one of them
squeezed. A camera that stands still gives 0.99 from one picture to the next; a phone that was turned sees
other things at the same places."""
_SMALL = (64, 36)
"""(width, height) at which they are compared: coarse enough for noise and small movements not to count."""


@dataclass(slots=True)
class Canvas:
    """Upright RGB pictures of one size.

    The first picture gives the size. One of another size and the same aspect is scaled to it; one of another
    aspect, or turned otherwise, is scaled to fit and stands in the middle, with black beside it: so lengths
    and angles stay true, and all poses have one frame of reference. Where the first picture of another shape
    shows the same view as the one before, squeezed, it is stretched back.

    Attributes:
        changed: number of pictures of another shape so far.
    """

    changed: int = 0
    _reformatter: VideoReformatter = field(default_factory=VideoReformatter)
    _size: tuple[int, int] | None = None
    _shape: tuple[int, int] | None = None
    _squeezed: bool = False
    _before: tuple[av.VideoFrame, Orientation] | None = None
    _turns: dict[float, Orientation] = field(default_factory=dict)

    def upright(self, picture: av.VideoFrame, pixel_aspect: Fraction | None) -> NDArray[np.uint8]:
        """The picture on the canvas, (height, width, 3) RGB in square pixels, C-contiguous.

        Args:
            picture: as decoded.
            pixel_aspect: width of a stored pixel over its height; None for square.
        """
        turn = self._turn_of(picture)
        size = _shown_size(square_pixel_size(picture.width, picture.height, pixel_aspect), turn)
        if self._size is None:
            self._size = self._shape = size
        if size != self._shape:
            self._shape, self._squeezed = size, self._shows_the_same_view(picture, turn)
        self._before = picture, turn
        width, height = self._size
        if abs(size[0] * height / (size[1] * width) - 1.0) <= _SAME_ASPECT:
            return self._scaled(picture, self._size, turn)
        self.changed += 1
        if self._squeezed:
            return self._scaled(picture, self._size, turn)
        scale = min(width / size[0], height / size[1])
        inner_width, inner_height = (max(1, round(side * scale)) for side in size)
        inner = self._scaled(picture, (inner_width, inner_height), turn)
        image = np.zeros((height, width, 3), np.uint8)
        top, left = (height - inner_height) // 2, (width - inner_width) // 2
        image[top : top + inner_height, left : left + inner_width] = inner
        return image

    def _shows_the_same_view(self, picture: av.VideoFrame, turn: Orientation) -> bool:
        """Whether this picture, stretched to the size of the one before, is nearly the same."""
        assert self._before is not None
        now, before = (self._scaled(p, _SMALL, t).reshape(-1) for p, t in ((picture, turn), self._before))
        if now.std() == 0 or before.std() == 0:
            return False
        return bool(np.corrcoef(now, before)[0, 1] >= _SAME_VIEW)

    def _turn_of(self, picture: av.VideoFrame) -> Orientation:
        # PyAV's side data and their picture hold each other until the garbage collector comes: 20 MB in a
        # minute, were each picture asked. Its rotation tells cheaply whether the matrix is another one.
        if picture.rotation not in self._turns:
            self._turns[picture.rotation] = orientation_of(picture)
        return self._turns[picture.rotation]

    def _scaled(self, picture: av.VideoFrame, size: tuple[int, int], turn: Orientation) -> NDArray[np.uint8]:
        width, height = _shown_size(size, turn)  # a quarter turn and its way back swap the same sides
        rgb = self._reformatter.reformat(picture, width=width, height=height, format="rgb24")
        image = cast("NDArray[np.uint8]", rgb.to_ndarray())
        # A picture that is RGB already belongs to the decoder, which may still read it for the next one.
        return turn.apply(image.copy() if rgb is picture else image)


def _shown_size(size: tuple[int, int], turn: Orientation) -> tuple[int, int]:
    return size[::-1] if turn.quarter_turns % 2 else size
