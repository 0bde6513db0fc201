"""Our tracking against mediapipe's own, on a filmed person."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formcheck.pose.backends import BACKENDS, backend_names
from formcheck.pose.factory import create_estimator
from formcheck.pose.track import Track
from tests.support.clip_frames import estimate, first_frames, torso


@pytest.fixture(scope="module")
def tracks(clips: Path) -> dict[str, Track]:
    stream = first_frames(clips / "bridging.mp4", 91)
    found = {}
    for backend in backend_names():
        with create_estimator(backend, "full") as estimator:
            found[backend] = estimate(estimator, stream)
    return found


def test_landmarks_agree_within_one_percent_of_the_torso(tracks: dict[str, Track]) -> None:
    ours, theirs = tracks["onnx"], tracks["mediapipe"]
    both = ours.detected & theirs.detected
    assert both.mean() > 0.95
    apart = np.hypot(*(ours.xy - theirs.xy)[both].transpose(2, 0, 1)) / torso(theirs)[both, None]
    print(f"landmarks apart, share of torso: median {np.median(apart):.4f}, mean {apart.mean():.4f}")
    assert np.median(apart) < 0.01
    assert apart.mean() < 0.02


@pytest.mark.parametrize("backend", backend_names())
def test_rows_hold_what_the_entry_says(tracks: dict[str, Track], backend: str) -> None:
    track, rows = tracks[backend], BACKENDS[backend].rows
    assert track.model.backend == backend
    assert track.model.reads_outline == rows.outline
    for name in ("dorsal", "ventral", "contrast"):
        assert np.isfinite(getattr(track, name)).any() == rows.outline, name
    assert np.isfinite(track.edge_contact).any() == rows.edge_contact
    assert (track.people >= 1).any() == rows.people


def test_outlines_agree(tracks: dict[str, Track]) -> None:
    ours, theirs = tracks["onnx"], tracks["mediapipe"]
    for name in ("dorsal", "ventral"):
        one, other = getattr(ours, name), getattr(theirs, name)
        assert (np.isfinite(one) == np.isfinite(other)).mean() > 0.98
        assert np.nanmedian(np.abs(one - other)) < 0.01
    assert np.nanmedian(ours.contrast) == pytest.approx(np.nanmedian(theirs.contrast), abs=0.05)


def test_metric_landmarks_and_visibility_agree(tracks: dict[str, Track]) -> None:
    ours, theirs = tracks["onnx"], tracks["mediapipe"]
    assert np.median(np.abs(ours.world - theirs.world)) < 0.01
    assert np.median(np.abs(ours.visibility - theirs.visibility)) < 0.02
    assert (ours.model.sha256, ours.model.backend) != (theirs.model.sha256, theirs.model.backend)
