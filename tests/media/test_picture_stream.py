"""The picture is the stream that a player would show, never a thumbnail, a preview or a proxy."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.media.video import VideoFile
from tests.support.make_odd_films import streams
from tests.support.make_video import make, number_of, numbered


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("films")
    return {
        "film": make(folder / "film.mp4", numbered(60, 96, 64)),
        "other": make(folder / "other.mp4", numbered(60, 96, 64)[3:] + numbered(3, 96, 64)),
        "larger": make(folder / "larger.mp4", numbered(60, 128, 96)),
        "proxy": make(folder / "proxy.mp4", numbered(60, 40, 26)),
        "thumbnail": make(folder / "thumbnail.mp4", numbered(1, 256, 192)),
        "preview": make(folder / "preview.mp4", numbered(4, 96, 64)),
    }


@pytest.mark.parametrize(
    ("order", "default", "size", "first"),
    [
        (["thumbnail", "film"], None, (96, 64), 0),
        (["thumbnail", "film"], 0, (96, 64), 0),
        (["film", "thumbnail"], 1, (96, 64), 0),
        (["preview", "film"], 0, (96, 64), 0),
        (["proxy", "film"], 1, (96, 64), 0),
        (["proxy", "film"], None, (96, 64), 0),
        (["proxy", "film"], 0, (96, 64), 0),
        (["film", "larger"], 0, (96, 64), 0),
        (["larger", "film"], 1, (96, 64), 0),
        (["other", "film"], 1, (96, 64), 0),
        (["film", "other"], 1, (96, 64), 3),
    ],
)
@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv"])
def test_the_stream_of_a_player(
    films: dict[str, Path],
    tmp_path: Path,
    name: str,
    order: list[str],
    default: int | None,
    size: tuple[int, int],
    first: int,
) -> None:
    path = streams(tmp_path / name, [films[film] for film in order], default)
    with VideoFile(path) as video:
        frames = list(video.frames())
    assert len(frames) == 60
    assert frames[0].size == size
    assert number_of(frames[0].image) == first
    assert video.notes == []


@pytest.mark.parametrize("name", ["a.ts", "a.mkv"])
def test_without_a_default_the_first_of_equal_streams_is_read(
    films: dict[str, Path], tmp_path: Path, name: str
) -> None:
    with VideoFile(streams(tmp_path / name, [films["film"], films["other"]])) as video:
        assert number_of(next(iter(video.frames())).image) == 0
