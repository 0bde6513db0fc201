"""Real people: photographs and clips followed once, so that any head can be asked about them."""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import cv2

from formcheck.media.frame import Frame
from formcheck.media.video import VideoFile
from tools.train_trunk.follow import follow

STILL = 6


def photograph(path: Path) -> list[Frame]:
    """A picture as a short film."""
    image = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    return [Frame(image, i * 0.1) for i in range(STILL)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("sources", type=Path, nargs="+")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for path in options.sources:
        out = options.out / f"{path.stem}.pkl"
        if out.exists():
            continue
        if path.suffix == ".jpg":
            frames, every = photograph(path), 1
            found = follow(frames, every=every)
        else:
            with VideoFile(path) as video:
                found = follow(video, every=3)
        data = {"track": found.track, "row": found.row, "region": found.region, "layers": found.layers, "path": str(path)}
        out.write_bytes(pickle.dumps(data))
        print(out.name, len(found.row), flush=True)


if __name__ == "__main__":
    main()
