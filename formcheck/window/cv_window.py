"""`CvWindow`: a window of OpenCV that shows pictures and gives keys."""

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
"""Size of the window at first, pixels."""
SMALLEST, LARGEST = (480, 300), (1920, 1200)
"""Smallest and largest picture that is drawn, pixels. A larger window magnifies the picture, because drawing
time grows with the number of pixels."""


class Window(Protocol):
    """Shows pictures and gives keys: `CvWindow`, or a fake one in a test."""

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels of the picture to show next."""
        ...

    @property
    def closed(self) -> bool:
        """Whether the user closed the window."""
        ...

    def show(self, picture: NDArray[np.uint8]) -> None:
        """Show (height, width, 3) uint8 RGB."""
        ...

    def key(self) -> int:
        """The next key that was pressed, as OpenCV gives it, or `NO_KEY`; never waits."""
        ...

    def toggle_full(self) -> None:
        """Switch to the whole screen, or back."""
        ...


class CvWindow:
    """A window of OpenCV, as a context manager, for the main thread only.

    OpenCV ends the process where no window can be opened: call `display.no_window` first.

    Raises:
        UsageError: PyAV was imported before OpenCV, whose window would hang (see `formcheck.window`).
    """

    def __init__(self) -> None:
        if av_imported_first(list(sys.modules)):
            raise UsageError("PyAV was imported before OpenCV, whose windows then hang", "Import cv2 first")
        cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL)
        cv2.resizeWindow(TITLE, *SIZE)
        self._full = self._shown = False

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels of the picture to show next."""
        width, height = cv2.getWindowImageRect(TITLE)[2:]
        return drawn_size((width, height)) if width > 0 and height > 0 else SIZE

    @property
    def closed(self) -> bool:
        """Whether the user closed the window."""
        return self._shown and cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) < 1

    def show(self, picture: NDArray[np.uint8]) -> None:
        """Show (height, width, 3) uint8 RGB."""
        cv2.imshow(TITLE, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        self._shown = True

    def key(self) -> int:
        """The next key that was pressed, as OpenCV gives it, or `NO_KEY`; handles window events too."""
        key = int(cv2.pollKey())
        return NO_KEY if key < 0 else key

    def toggle_full(self) -> None:
        """Switch to the whole screen, or back."""
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


def av_imported_first(modules: list[str]) -> bool:
    """Whether PyAV comes before OpenCV in the names of the imported modules; always False but on Linux."""
    linux = sys.platform == "linux" and "av" in modules
    return linux and ("cv2" not in modules or modules.index("av") < modules.index("cv2"))


def drawn_size(size: tuple[int, int]) -> tuple[int, int]:
    """The size (width, height) of the picture for a window of `size`, within `SMALLEST` and `LARGEST`."""
    width, height = size
    scale = min(1.0, LARGEST[0] / width, LARGEST[1] / height)
    return max(SMALLEST[0], round(width * scale)), max(SMALLEST[1], round(height * scale))
