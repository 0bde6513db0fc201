"""Recordings judged again under another plan, and made small enough to be committed."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.product import Outcome, read_outcome, rescore
from formcheck.pipeline import score as product
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.store.recording import RecordingContext, RecordingWriter, read_context, read_recording

GRAIN = {"xy": 16, "visibility": 256, "dorsal": 2048, "ventral": 2048, "contrast": 1024}
"""Steps in a unit (pixel, 1, torso length) that a small recording keeps: a tenth of the network's own noise
or finer, and a quarter of the bytes."""


def write(path: Path, track: Track, context: RecordingContext) -> Path:
    """Write a recording."""
    with RecordingWriter(path, track.size, track.model, context) as writer:
        writer.append(track)
    return path


def planned(context: RecordingContext, **changes: object) -> RecordingContext:
    """The context with another plan, e.g. ``calibrate="none"``."""
    plan: dict[str, object] = Plan.from_context(context).model_dump() | changes
    return context | {"plan": plan}


def judged(recording: Path, folder: Path, **changes: Any) -> Outcome:
    """Judge a recording under a changed plan, with the product's own `rescore`, into `folder`."""
    with tempfile.TemporaryDirectory() as scratch:
        track, context = read_recording(recording)
        source = write(Path(scratch) / "recording.parquet", track, planned(context, **changes))
        scored = product.rescore(source, folder, None, "en")
    return read_outcome(folder, 0 if scored.measured else 3)


def again(recording: Path, folder: Path, exercise: str) -> Outcome:
    """`formcheck rescore`; one that was scored as another exercise is judged as this one now."""
    if Plan.from_context(read_context(recording)).exercise == exercise:
        return rescore(recording, folder)
    return judged(recording, folder, exercise=exercise)


def slimmed(track: Track) -> Track:
    """The track in coarser steps and without the metric landmarks, which no verdict reads."""
    coarse: dict[str, Any] = {name: _rounded(getattr(track, name), steps) for name, steps in GRAIN.items()}
    return replace(track, world=np.full_like(track.world, np.nan), **coarse)


def _rounded(values: NDArray[np.float32], steps: int) -> NDArray[np.float32]:
    return np.asarray(np.round(values.astype(np.float64) * steps) / steps, np.float32)
