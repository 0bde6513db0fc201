"""Slow motion is known where the camera has written it into the file, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from formcheck.media.correction import FilmCorrection
from formcheck.media.video import VideoFile
from tests.support.make_video import numbered


def filmed(path: Path, **metadata: str) -> Path:
    """A second at 25 pictures a second, with metadata as Android's camera writes them."""
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as out:
        out.metadata.update(metadata)
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 32, "yuv420p"
        for image in [*numbered(25, 64, 32), None]:
            frame = None if image is None else av.VideoFrame.from_ndarray(image, format="rgb24")
            out.mux(stream.encode(frame))
    return path


def notes(path: Path, correction: FilmCorrection | None = None) -> list[str]:
    with VideoFile(path, correction or FilmCorrection()) as video:
        assert len(list(video.frames())) == 25
        return video.notes


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ("200.000000", ["filmed_faster:8"]),
        ("60", ["filmed_faster:2.4"]),
        ("25.000000", []),
        ("30", []),
        ("0", []),
        ("nan", []),
        ("fast", []),
    ],
)
def test_what_the_camera_says(tmp_path: Path, rate: str, said: list[str]) -> None:
    path = filmed(tmp_path / "f.mp4", **{"com.android.capture.fps": rate})
    assert notes(path) == said


def test_a_file_that_says_nothing(tmp_path: Path) -> None:
    assert notes(filmed(tmp_path / "f.mp4", title="slow")) == []


def test_once_it_is_told_it_is_no_news(tmp_path: Path) -> None:
    path = filmed(tmp_path / "f.mp4", **{"com.android.capture.fps": "200"})
    assert notes(path, FilmCorrection(slow_motion=8)) == []
