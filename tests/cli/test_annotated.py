"""The annotated video: as long as the video, as large as is of use, and never at the cost of the results."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from formcheck.pipeline.annotate import LONGEST_SIDE_PX
from tests.support.cli_films import film
from tests.support.cli_program import FILES, Call, command, names, result_of, start


def _shape(path: Path) -> tuple[int, int, list[float]]:
    with av.open(str(path)) as made:
        stream = made.streams.video[0]
        return stream.width, stream.height, [float(frame.time) for frame in made.decode(stream)]


def test_every_frame_at_its_time(call: Call, video: Path) -> None:
    out = video.with_name("o")
    assert call("score", video, "-e", "plank", "-o", out, "--annotate", scene="sag").status == 0
    assert names(out) == FILES | {"annotated.mp4"}
    width, height, times = _shape(out / "annotated.mp4")
    assert (width, height) == (320, 180)
    assert times == pytest.approx([i / 15 for i in range(90)], abs=1e-4)


def test_something_is_drawn(call: Call, video: Path) -> None:
    out = video.with_name("o")
    assert call("score", video, "-e", "plank", "-o", out, "--annotate").status == 0
    with av.open(str(video)) as before, av.open(str(out / "annotated.mp4")) as after:
        for plain, drawn in zip(before.decode(video=0), after.decode(video=0), strict=True):
            changed = (
                np.abs(plain.to_ndarray(format="gray").astype(int) - drawn.to_ndarray(format="gray")) > 60
            )
            assert 0.005 < changed.mean() < 0.5


@pytest.mark.parametrize("size", [(2560, 64), (64, 2560), (LONGEST_SIDE_PX, 100)])
def test_large_pictures_are_drawn_smaller(call: Call, tmp_path: Path, size: tuple[int, int]) -> None:
    clip = film(tmp_path / "f.mp4", 1, size)
    call("score", clip, "-e", "plank", "-o", tmp_path / "o", "--annotate", scene="nobody")
    width, height, times = _shape(tmp_path / "o" / "annotated.mp4")
    assert max(width, height) == LONGEST_SIDE_PX
    assert width / height == pytest.approx(size[0] / size[1], rel=0.05)
    assert len(times) == 15
    source = result_of(tmp_path / "o")["source"]
    assert (source["width"], source["height"]) == size, "what is judged is the whole picture"


def test_frames_closer_than_a_tick_of_the_written_clock(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "f.mp4"
    times = (
        [i / 15 for i in range(45)] + [3 + i * 4e-6 for i in range(10)] + [3.1 + i / 15 for i in range(45)]
    )
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=15, options={"bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        base = stream.time_base = stream.codec_context.time_base = Fraction(1, 1_000_000)
        for i, time_s in enumerate(times):
            picture = av.VideoFrame.from_ndarray(
                np.full((180, 320, 3), 5 * (i % 40), np.uint8), format="rgb24"
            )
            picture.pts, picture.time_base = round(time_s / base), base
            out.mux(stream.encode(picture))
        out.mux(stream.encode(None))
    done = call("score", path, "-e", "plank", "-o", tmp_path / "o", "--annotate")
    assert (done.status, done.err) == (0, "")
    assert result_of(tmp_path / "o")["source"]["frames"] == len(times)
    assert 90 < len(_shape(tmp_path / "o" / "annotated.mp4")[2]) < len(times)


def test_a_video_that_goes_away_meanwhile(call: Call, video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from formcheck.pipeline import score

    annotate = score._annotate

    def too_late(gone: Path, *rest: Any, **more: Any) -> None:
        gone.unlink()
        annotate(gone, *rest, **more)

    monkeypatch.setattr(score, "_annotate", too_late)
    out = video.with_name("o")
    done = call("score", video, "-e", "plank", "-o", out, "--annotate")
    assert done.status == 2
    assert "no file" in done.error
    assert names(out) == FILES, "the results are there all the same"


def test_two_at_once_into_one_folder(tmp_path: Path, video: Path) -> None:
    """Each replaces the other's results whole; neither takes the other's temporary files for rubbish."""
    out = tmp_path / "o"
    words: list[str | Path] = ["score", video, "-e", "plank", "-o", out, "--annotate", "--csv", "-q"]
    both = [start(command(*words, scene=scene, pause_s=0.003), tmp_path) for scene in ("plank", "sag")]
    ends = [(child.communicate(timeout=120), child.returncode) for child in both]
    assert ends == [(("", ""), 0), (("", ""), 0)]
    assert names(out) == FILES | {"annotated.mp4", "frames.csv"}
    assert result_of(out)["word"] in ("good", "different")
