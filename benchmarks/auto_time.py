"""Times `--exercise auto` on a recording of five exercises in a row, in one checkout against another.

    python -m benchmarks.auto_time [--against OTHER/.venv/bin/python] [--rounds 3] [--repeat 6]

Five recordings of `benchmarks/recordings` are laid one behind the other, as often as `--repeat` says, with a
minute without a person between two rounds. `formcheck rescore` is timed as a whole
process. Scoring a video spends its time in the network and then does the same. The two checkouts take turns;
what counts is the ratio.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.accuracy.product import ROOT
from formcheck.pose.track import Track
from formcheck.store.recording import RecordingWriter, read_recording

IN_A_ROW = ("plank_good", "sideplank_left", "bridge_reps", "catcamel", "birddog_reps_side")
PAUSE_S = 60.0


def five_in_a_row(repeat: int) -> Track:
    """The exercises one behind the other, `repeat` times."""
    tracks: list[Track] = []
    start_s = 0.0
    for _ in range(repeat):
        for name in IN_A_ROW:
            track = read_recording(ROOT / "benchmarks" / "recordings" / f"{name}.parquet")[0]
            model = tracks[0].model if tracks else track.model
            size = tracks[0].size if tracks else track.size
            shifted = replace(track, time=track.time - track.time[0] + start_s, model=model, size=size)
            tracks.append(shifted)
            start_s = float(shifted.time[-1]) + 1 / 30
        pause = Track.unseen(start_s + np.arange(0.0, PAUSE_S, 1 / 30), tracks[0].size, tracks[0].model)
        tracks.append(pause)
        start_s = float(pause.time[-1]) + 1 / 30
    return Track.concatenate(tracks)


def write(track: Track, path: Path) -> None:
    """A recording of the track that asks for `auto`."""
    last_s = float(track.time[-1])
    source = {
        "name": "five.mp4",
        "frames": len(track),
        "fps_mean": 30.0,
        "duration_s": round(last_s, 3),
        "width": track.size[0],
        "height": track.size[1],
    }
    with RecordingWriter(path, track.size, track.model, {}) as writer:
        writer.append(track)
        writer.close(plan={"exercise": "auto"}, source=source, auto_view=True)


def seconds(python: str, recording: Path, out: Path) -> float:
    """Wall seconds of one `formcheck rescore`, as a whole process."""
    began = time.perf_counter()
    command: list[str | Path] = [python, "-m", "formcheck", "rescore", recording, "--out", out, "--quiet"]
    subprocess.run(command, check=True, cwd=out.parent)
    return time.perf_counter() - began


def main() -> None:
    """Time both checkouts in turn and print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", metavar="PYTHON", help="the Python of another checkout")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=6)
    options = parser.parse_args()
    pythons = [sys.executable, *filter(None, [options.against])]
    with tempfile.TemporaryDirectory() as folder:
        recording = Path(folder) / "recording.parquet"
        track = five_in_a_row(options.repeat)
        write(track, recording)
        taken: list[list[float]] = [[] for _ in pythons]
        for number in range(options.rounds):
            for own, python in zip(taken, pythons, strict=True):
                own.append(seconds(python, recording, Path(folder) / f"out-{number}"))
    medians = [statistics.median(own) for own in taken]
    print(f"{len(track)} frames, {track.time[-1] / 60:.1f} minutes of five exercises in a row")
    for python, own, median in zip(("here", "against"), taken, medians, strict=False):
        print(f"rescore, {python}: median {median:.2f} s of {', '.join(f'{s:.2f}' for s in own)}")
    if len(medians) == 2:
        print(f"here / against = {medians[0] / medians[1]:.2f}")


if __name__ == "__main__":
    main()
