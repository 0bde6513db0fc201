"""Writes NAME.mp4 and NAME.json; both appear whole or not at all."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.errors import FormcheckError
from formcheck.media.writer import VideoWriter
from tools.synth.body.figure import Figure
from tools.synth.clip import FPS, Clip, play, truth_file
from tools.synth.errors import SynthError
from tools.synth.picture.renderer import Renderer
from tools.synth.rotations import about_y

Progress = Callable[[], None]


def truth_bytes(clip: Clip, figure: Figure, values: list[dict[str, Any]]) -> bytes:
    """NAME.json as it is written."""
    return json.dumps(truth_file(clip, figure, values), separators=(",", ":")).encode()


def write(
    clip: Clip, figure: Figure, out: Path, *, truth_only: bool = False, progress: Progress = lambda: None
) -> None:
    """Make the clip in the folder `out`; `progress` is called after every frame.

    Raises:
        SynthError: the folder cannot be written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        # Beside its place, so that moving it there is one step; whatever interrupts takes the folder with it.
        with tempfile.TemporaryDirectory(prefix=f".{clip.name}-", dir=out) as room, ExitStack() as stack:
            video, truth = Path(room) / f"{clip.name}.mp4", Path(room) / f"{clip.name}.json"
            size = (clip.camera.width, clip.camera.height)
            writer = None if truth_only else stack.enter_context(VideoWriter(video, size, FPS))
            renderer = None if truth_only else renderer_of(clip, figure)
            values = []
            for instant in play(clip, figure):
                values.append(instant.values)
                if writer and renderer:
                    writer.write(renderer.frame(instant.posed, instant.number), instant.number / FPS)
                progress()
            if writer:
                writer.close()
                video.replace(out / video.name)
            truth.write_bytes(truth_bytes(clip, figure, values))
            truth.replace(out / truth.name)
    except OSError as error:
        raise SynthError(f"cannot write to {out}: {error.strerror or error}") from error
    except FormcheckError as error:
        raise SynthError(str(error)) from error


def renderer_of(clip: Clip, figure: Figure) -> Renderer:
    """What draws a clip."""
    turn = about_y(np.radians(clip.heading_deg))
    return Renderer(figure, clip.person, clip.room, clip.camera, turn, clip.seed)
