"""Writes MOT files (motion), which OpenSim and others read as angles over time."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from formcheck.mocap.angles import AngleTable

_EXPLAINED = (
    "Units are S.I. units (second, meters, Newtons, ...)",
    "If the header above contains a line with 'inDegrees', this indicates whether rotational values are in "
    "degrees (yes) or radians (no).",
)


def write_mot(path: Path, table: AngleTable, name: str) -> None:
    """Write angles in degrees; what was not measured is "nan".

    OpenSim's TimeSeriesTable takes a "nan" as missing; its Storage, which the graphical OpenSim loads motions
    with, stops there.

    Raises:
        OSError: the disk refuses.
    """
    head = (
        name,
        "version=1",
        f"nRows={len(table.time)}",
        f"nColumns={len(table.columns) + 1}",
        "inDegrees=yes",
        "",
        *_EXPLAINED,
        "",
        "endheader",
        "\t".join(("time", *table.columns)),
    )
    rows = np.column_stack(list(table.columns.values()))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(head) + "\n")
        for time, values in zip(table.time.tolist(), rows.tolist(), strict=True):
            file.write(f"{time:.6f}\t" + "\t".join(f"{value:.4f}" for value in values) + "\n")
