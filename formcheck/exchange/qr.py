"""QR codes: drawn as SVG for paper, and read from one picture of a webcam."""

from __future__ import annotations

import io

import cv2
import numpy as np
import segno
from numpy.typing import NDArray

MAX_TEXT = 900
"""Characters of a code (version 19, 93 squares a side at level M). A code of 8 cm on paper, held so that it
fills 60 % of the height of a 720p picture, gives each square 4 pixels; OpenCV still reads 3.8
(`tests/exchange/test_qr.py`)."""
_MARGIN = 4
"""Light squares around a code, as its standard asks."""


def qr_svg(text: str) -> bytes | None:
    """The text as a QR code: an SVG document without a size, dark squares on white.

    Args:
        text: characters of base45 only.

    Returns:
        None where the text is too long for a code that a webcam reads from paper.
    """
    if len(text) > MAX_TEXT:
        return None
    file = io.BytesIO()
    code = segno.make_qr(text, error="m", mode="alphanumeric", boost_error=False)
    code.save(file, kind="svg", border=_MARGIN, light="#fff", omitsize=True, svgclass=None, lineclass=None)
    return file.getvalue()


def read_qr(picture: NDArray[np.uint8]) -> str | None:
    """The text of the QR code in a picture; None where none is seen. Nothing is stored.

    Args:
        picture: RGB, (height, width, 3).
    """
    # Of OpenCV's detectors this one reads the smallest squares, and it is the fastest.
    found, _ = cv2.wechat_qrcode.WeChatQRCode().detectAndDecode(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    return next((text for text in found if text), None)
