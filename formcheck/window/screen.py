"""The window on the screen: OpenCV's, with keys."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Protocol, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import UsageError
from formcheck.window.keys import NO_KEY

TITLE = "formcheck"
SIZE = (1152, 680)
SMALLEST, LARGEST = (480, 300), (1920, 1200)
"""Pixels that are drawn; a larger window shows them magnified, since time goes with their number."""


class Screen(Protocol):
    """Something that shows pictures and has keys: `CvWindow`, or a test's."""

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels of the picture to show next."""
        ...

    @property
    def closed(self) -> bool:
        """Whether it was closed by its corner."""
        ...

    def show(self, picture: NDArray[np.uint8]) -> None:
        """Show (height, width, 3) uint8 RGB."""
        ...

    def key(self) -> int:
        """A key that was pressed, as OpenCV gives it, or `NO_KEY`; never waits."""
        ...

    def toggle_full(self) -> None:
        """To the whole screen, or back."""
        ...


class CvWindow:
    """OpenCV's window; where none can be opened OpenCV ends the process: ask `display.no_window` first.

    Use it as a context manager, and from the main thread alone.

    Raises:
        UsageError: PyAV was imported before OpenCV, whose windows then hang (see `formcheck.window`).
    """

    def __init__(self) -> None:
        if av_came_first(list(sys.modules)):
            raise UsageError("PyAV was imported before OpenCV, whose windows then hang", "Import cv2 first")
        cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL)
        cv2.resizeWindow(TITLE, *SIZE)
        self._full = self._shown = False

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels of the picture to show next."""
        width, height = cv2.getWindowImageRect(TITLE)[2:]
        return within((width, height)) if width > 0 and height > 0 else SIZE

    @property
    def closed(self) -> bool:
        """Whether it was closed by its corner."""
        return self._shown and cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) < 1

    def show(self, picture: NDArray[np.uint8]) -> None:
        """Show (height, width, 3) uint8 RGB."""
        cv2.imshow(TITLE, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        self._shown = True

    def key(self) -> int:
        """A key that was pressed, as OpenCV gives it, or `NO_KEY`; lets the window answer its owner."""
        key = int(cv2.pollKey())
        return NO_KEY if key < 0 else key

    def toggle_full(self) -> None:
        """To the whole screen, or back."""
        self._full = not self._full
        state = cv2.WINDOW_FULLSCREEN if self._full else cv2.WINDOW_NORMAL
        cv2.setWindowProperty(TITLE, cv2.WND_PROP_FULLSCREEN, state)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        cv2.destroyAllWindows()
        cv2.waitKey(1)


def av_came_first(modules: list[str]) -> bool:
    """Whether PyAV is among the imported modules, in their order, and not after OpenCV; only Linux cares."""
    linux = sys.platform == "linux" and "av" in modules
    return linux and ("cv2" not in modules or modules.index("av") < modules.index("cv2"))


def within(size: tuple[int, int]) -> tuple[int, int]:
    """The size of the same shape within what is drawn, as near as that allows."""
    width, height = size
    scale = min(1.0, LARGEST[0] / width, LARGEST[1] / height)
    return max(SMALLEST[0], round(width * scale)), max(SMALLEST[1], round(height * scale))
