"""A programme on paper: drawn as a QR code, and read back from one picture of a webcam."""

from __future__ import annotations

import re

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.exchange.programme_file import pack_programme_text, unpack_programme
from formcheck.exchange.qr import MAX_TEXT, qr_svg, read_qr
from tests.support.programmes import programme_content

LONGEST = "FCP1:" + "$W+ 7:" * 200


def drawn(svg: bytes, scale: int = 6) -> NDArray[np.uint8]:
    """The code as a picture, from its path: lines of one square's width."""
    size = int(re.search(rb'viewBox="0 0 (\d+)', svg)[1])  # type: ignore[index]
    picture = np.full((size, size), 255, np.uint8)
    x = y = 0.0
    path = re.search(rb'stroke="#000" d="([^"]+)"', svg)[1].decode()  # type: ignore[index]
    for step, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(value) for value in numbers.split()]
        if step == "M":
            x, y = values
        elif step == "m":
            x, y = x + values[0], y + values[1]
        else:
            picture[int(y), int(x) : int(x + values[0])] = 0
            x += values[0]
    return np.asarray(np.kron(picture, np.ones((scale, scale), np.uint8)), np.uint8)


def filmed(code: NDArray[np.uint8], share: float, width: int = 1280, height: int = 720) -> NDArray[np.uint8]:
    """A webcam's picture of the paper: held slightly askew, out of focus, grainy, as JPEG."""
    side, middle, half = len(code), np.array([width, height]) / 2, share * height / 2
    corners = middle + half * np.array([[-1, -0.97], [1, -1], [0.93, 1], [-0.95, 0.97]])
    paper = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    turn = cv2.getPerspectiveTransform(paper, corners.astype(np.float32))
    seen = cv2.warpPerspective(code, turn, (width, height), flags=cv2.INTER_AREA, borderValue=(210,))
    seen = cv2.GaussianBlur(seen, (0, 0), 0.8).astype(np.float64) * 0.8 + 20
    grainy = np.clip(seen + np.random.default_rng(1).normal(0, 6, seen.shape), 0, 255).astype(np.uint8)
    jpeg = cv2.imencode(".jpg", grainy, [cv2.IMWRITE_JPEG_QUALITY, 80])[1]
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR_RGB), np.uint8)


@pytest.mark.parametrize(
    ("text", "share", "size"),
    [
        (pack_programme_text(programme_content()), 0.6, (1280, 720)),
        (pack_programme_text(programme_content()), 0.6, (640, 480)),
        (LONGEST[:MAX_TEXT], 0.6, (1280, 720)),
    ],
)
def test_the_paper_is_read_from_one_picture(text: str, share: float, size: tuple[int, int]) -> None:
    svg = qr_svg(text)
    assert svg is not None
    assert read_qr(filmed(drawn(svg), share, *size)) == text


def test_what_was_read_is_the_programme() -> None:
    svg = qr_svg(pack_programme_text(programme_content()))
    assert svg is not None
    assert unpack_programme(read_qr(filmed(drawn(svg), 0.7)) or "") == programme_content()


def test_a_long_programme_gets_no_code_and_an_empty_picture_none_either() -> None:
    assert qr_svg(LONGEST[: MAX_TEXT + 1]) is None
    assert read_qr(np.full((480, 640, 3), 128, np.uint8)) is None
