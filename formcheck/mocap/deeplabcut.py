"""Reads DeepLabCut's predictions: pandas' tables in HDF5, without pandas and without running a pickle."""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InputError
from formcheck.mocap.extra import library
from formcheck.mocap.point_names import known_columns
from formcheck.mocap.point_table import PointTable
from formcheck.mocap.text import read_bytes
from formcheck.runtime.printable import printable, printable_text

Floats = NDArray[np.float64]
Column = tuple[str, ...]
"""Names of a column: scorer, (individual,) body part, coordinate."""
_COORDS = {"x": 0, "y": 1, "likelihood": 2}
LEAST_LIKELIHOOD = 0.05
"""DeepLabCut gives a place to every point in every frame; below this it found nothing there."""


class _Names(pickle.Unpickler):
    """Reads lists and words, and refuses everything that would run code."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")


def read_deeplabcut(path: Path) -> PointTable:
    """The points of a file of DeepLabCut: `df.to_hdf(..., format="table")`, or pandas' fixed format.

    Raises:
        InputError: it cannot be read, is no such table, or holds several individuals.
        MissingPackageError: h5py is not installed.
    """
    shown = printable(path)
    h5py = library("h5py", "Files of DeepLabCut")
    data = io.BytesIO(read_bytes(path))
    try:
        with h5py.File(data, "r") as file:
            group = _pandas_group(file)
            names, values, index = _table_format(group) if "table" in group else _fixed_format(group)
    except Exception as error:  # HDF5's, pickle's and NumPy's own, which have no common kind
        why = printable_text(str(error).split("\n", 1)[0])
        raise InputError(f"{shown} is no file of DeepLabCut ({why})", "Have it written anew") from error
    return table_of_columns(names, values, index, shown)


def table_of_columns(names: Sequence[Column], values: Floats, index: Floats, shown: str) -> PointTable:
    """The points of columns that have DeepLabCut's names.

    Args:
        names: of the C columns; the last two are body part and coordinate.
        values: (T, C).
        index: (T,) numbers of the frames; NaN where rows have words (pictures of a training set).
        shown: the file's name, for messages.

    Raises:
        InputError: no coordinates are among them, or several individuals.
    """
    if values.ndim != 2 or values.shape[1] != len(names) or any(len(name) < 3 for name in names):
        raise InputError(f"{shown} has no columns of body parts", "Give predictions of DeepLabCut")
    people = list(dict.fromkeys(name[1] for name in names if len(name) > 3))
    if len(people) > 1:
        raise InputError(
            f"{shown} holds {len(people)} individuals ({', '.join(people[:5])})", "Keep one of them"
        )
    parts = list(dict.fromkeys(name[-2] for name in names))
    table = np.full((len(values), len(parts), 3), np.nan)
    for column, name in enumerate(names):
        if name[-1] in _COORDS:
            table[:, parts.index(name[-2]), _COORDS[name[-1]]] = values[:, column]
    columns, points = known_columns(parts, shown)
    table = table[:, columns]
    likely = table[..., 2]
    sight = None
    if np.isfinite(likely).any():
        sight = np.where(likely >= LEAST_LIKELIHOOD, likely, 0.0)
    frames = index if len(index) == len(values) and np.isfinite(index).all() else None
    return PointTable(points, table[..., :2], "DeepLabCut", sight=sight, frames=frames)


def _pandas_group(file: Any) -> Any:
    for group in file.values():
        if "pandas_type" in group.attrs:
            return group
    raise ValueError("it holds no table of pandas")


def _table_format(group: Any) -> tuple[list[Column], Floats, Floats]:
    """(names, values, index) of a table whose names are pickled in an attribute."""
    axes = _Names(io.BytesIO(bytes(group.attrs["non_index_axes"]))).load()
    names = [tuple(str(word) for word in name) for name in axes[0][1]]
    table = group["table"][()]
    blocks = [table[name] for name in table.dtype.names if name.startswith("values_block_")]
    if len(blocks) != 1:
        raise ValueError(f"its numbers are in {len(blocks)} blocks")
    index = table["index"]
    numbers = index.astype(float) if index.dtype.kind in "iuf" else np.full(len(index), np.nan)
    return names, np.asarray(blocks[0], np.float64), numbers


def _fixed_format(group: Any) -> tuple[list[Column], Floats, Floats]:
    """(names, values, index) of pandas' fixed format, whose names are levels and codes."""
    levels = []
    for number in range(int(group.attrs["block0_items_nlevels"])):
        words = [one.decode("utf-8", "replace") for one in group[f"block0_items_level{number}"][()].tolist()]
        levels.append([words[code] for code in group[f"block0_items_label{number}"][()].tolist()])
    index = group["axis1"][()] if "axis1" in group else np.empty(0)
    numbers = index.astype(float) if index.dtype.kind in "iuf" else np.full(len(index), np.nan)
    return list(zip(*levels, strict=True)), np.asarray(group["block0_values"][()], np.float64), numbers
