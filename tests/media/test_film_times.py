"""The times of all pictures by the packets, and single pictures of a film, are those of a whole reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import InputError
from formcheck.media.film_times import film_times
from formcheck.media.glimpses import Glimpses
from formcheck.media.video import VideoFile
from tests.support.make_video import make, make_sound, numbered, steady

FRAMES = 60
UNEVEN = [time_s + 0.4 * (time_s > 1) + 0.011 * (i % 3) for i, time_s in enumerate(steady(FRAMES))]


def _joined(path: Path, container: str, codec: str) -> Path:
    first = make(path.with_name("a"), numbered(FRAMES), codec=codec, container=container)
    path.write_bytes(first.read_bytes() * 2)
    return path


FILMS: dict[str, Callable[[Path], Path]] = {
    "b-frames.mp4": lambda path: make(path, numbered(FRAMES), options={"bf": "3"}),
    "uneven.mkv": lambda path: make(path, numbered(FRAMES), UNEVEN),
    "turned.mp4": lambda path: make(path, numbered(FRAMES), turn_deg=90),
    "joined.ts": lambda path: _joined(path, "mpegts", "libx264"),
    "joined.webm": lambda path: _joined(path, "webm", "libvpx"),
    "old.avi": lambda path: make(path, numbered(FRAMES), codec="mpeg4"),
}


@pytest.mark.parametrize("name", FILMS)
def test_chosen_pictures_are_those_of_a_whole_reading(tmp_path: Path, name: str) -> None:
    path = FILMS[name](tmp_path / name)
    with VideoFile(path) as video:
        whole = list(video.frames())
        notes = video.notes
    times = film_times(path)
    order = times.in_order()
    np.testing.assert_allclose(times.time_s[order], [frame.time_s for frame in whole], atol=1e-9)
    assert times.tally.notes() == notes
    chosen = order[[3, 4, 31, len(order) - 2]]
    glimpses = Glimpses(path, times, chosen)
    seen = list(glimpses.frames())
    assert [frame.time_s for frame in seen] == times.time_s[chosen].tolist()
    for number, frame in zip((3, 4, 31, len(order) - 2), seen, strict=True):
        assert np.array_equal(frame.image, whole[number].image)
    assert glimpses.decoded < len(whole), "no more than the chosen ones need"
    assert glimpses.stored is not None
    assert (glimpses.stored.width, glimpses.stored.height) == (64, 48)
    assert glimpses.stored.rotate_deg == (270 if name == "turned.mp4" else 0)


def test_a_file_without_display_times_is_right_to_a_picture_or_two(tmp_path: Path) -> None:
    path = make(tmp_path / "b.avi", numbered(FRAMES), codec="libx264", options={"bf": "3"})
    times = film_times(path)
    with VideoFile(path) as video:
        whole = list(video.frames())
    order = times.in_order()
    np.testing.assert_allclose(times.time_s[order], [frame.time_s for frame in whole], atol=1e-9)
    (seen,) = Glimpses(path, times, order[30:31]).frames()
    assert any(np.array_equal(seen.image, frame.image) for frame in whole[27:34])


def test_numbered_pictures_are_read_alone(tmp_path: Path) -> None:
    for number in range(5):
        make(tmp_path / f"{number:02d}.png", numbered(1), codec="png", pix_fmt="rgb24", container="image2")
    (tmp_path / "03.png").write_bytes(b"damaged")
    times = film_times(tmp_path)
    assert times.time_s.tolist() == [0.0, 0.04, 0.08, 0.12, 0.16]
    glimpses = Glimpses(tmp_path, times, np.array([1, 3]))
    assert [frame.time_s for frame in glimpses.frames()] == [0.04]
    assert glimpses.tally.damaged_packets == 1


def test_what_is_no_film_is_refused_as_by_scoring(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="only sound"):
        film_times(make_sound(tmp_path / "sound.mp4"))
    with pytest.raises(InputError, match="There is no file"):
        film_times(tmp_path / "none.mp4")
