"""When a film was taken, as its file tells."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.media.video import VideoFile


def film(path: Path, tags: dict[str, str]) -> Path:
    options = {"movflags": "use_metadata_tags"} if path.suffix in (".mp4", ".mov") else {}
    with av.open(str(path), "w", options=options) as container:
        container.metadata.update(tags)
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height = 64, 48
        for number in range(3):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 40 * number, np.uint8))
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


@pytest.mark.parametrize(
    ("name", "tags", "found"),
    [
        ("a.mp4", {"creation_time": "2026-11-30T13:05:10.000000Z"}, "2026-11-30T13:05:10Z"),
        (
            "b.mov",
            {
                "creation_time": "2026-11-30T13:05:10.000000Z",
                "com.apple.quicktime.creationdate": "2026-11-30T14:05:10+0100",
            },
            "2026-11-30T14:05:10+01:00",
        ),
        ("c.mkv", {"creation_time": "2026-11-30T13:05:10Z"}, "2026-11-30T13:05:10Z"),
        ("d.mp4", {"creation_time": "1970-01-01T00:00:00Z"}, None),
        ("e.mp4", {"creation_time": "<script>"}, None),
        ("f.mp4", {"date": "2026-11-30"}, None),
        ("g.avi", {}, None),
    ],
)
def test_the_moment_of_the_camera_is_read(
    tmp_path: Path, name: str, tags: dict[str, str], found: str | None
) -> None:
    with VideoFile(film(tmp_path / name, tags)) as video:
        assert video.info.recorded_at == found
