"""Writes TRC files (track row column), which OpenSim reads as markers."""

from __future__ import annotations

from pathlib import Path

from formcheck.mocap.placed import Placed

_KEYS = "DataRate CameraRate NumFrames NumMarkers Units OrigDataRate OrigDataStartFrame OrigNumFrames"


def write_trc(path: Path, data: Placed, name: str) -> None:
    """Write the landmarks as markers.

    The column Time holds the media times themselves, also where frames do not follow evenly; DataRate is
    their mean. A marker that was not seen is "nan", which OpenSim takes as missing: an empty cell would shift
    the others in readers that split at blanks.

    Args:
        path: where to write.
        data: what to write.
        name: of the file, which its first line repeats.

    Raises:
        OSError: the disk refuses.
    """
    rate, count = f"{data.rate:.6g}", len(data.time)
    marks = range(1, len(data.points) + 1)
    head = (
        f"PathFileType\t4\t(X/Y/Z)\t{name}",
        _KEYS.replace(" ", "\t"),
        f"{rate}\t{rate}\t{count}\t{len(data.points)}\t{data.unit}\t{rate}\t1\t{count}",
        "Frame#\tTime\t" + "\t\t\t".join(data.names) + "\t\t",
        "\t\t" + "\t".join(f"X{mark}\tY{mark}\tZ{mark}" for mark in marks),
    )
    # With a hundredth of a millimetre, and so of a pixel.
    line = "\t".join(("{}", "{:.6f}", *["{:.5f}"] * (3 * len(data.points)))) + "\n"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(head) + "\n\n")
        for row, (time, xyz) in enumerate(zip(data.time, data.xyz.reshape(count, -1), strict=True), 1):
            file.write(line.format(row, time, *xyz.tolist()))
