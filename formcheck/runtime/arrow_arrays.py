"""Arrow arrays from NumPy arrays, and back.

Arrow's own conversions ask pandas whether it has a part in them, and so import it wherever it is installed:
0.4 s and 45 MB for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa


def arrow_array(values: NDArray[Any], valid: NDArray[np.bool_] | None = None) -> pa.Array:
    """An Arrow array of the same numbers; NaN stays NaN.

    Args:
        values: (N,) bool, integer or float.
        valid: (N,) False where the array is null; None for no nulls.
    """
    import pyarrow as pa

    kind = pa.from_numpy_dtype(values.dtype)
    data = _bits(values) if values.dtype == np.bool_ else pa.py_buffer(np.ascontiguousarray(values))
    mask = None if valid is None or valid.all() else _bits(valid)
    return pa.Array.from_buffers(kind, len(values), [mask, data])


def numpy_array(array: pa.Array) -> NDArray[Any]:
    """The numbers of an Arrow array of integers or floats, read-only and not copied.

    Raises:
        ValueError: it holds nulls, which have no number.
    """
    if array.null_count:
        raise ValueError("an array with nulls")
    dtype = np.dtype(array.type.to_pandas_dtype())
    numbers = np.frombuffer(array.buffers()[1] or b"", dtype)
    return numbers[array.offset : array.offset + len(array)]


def _bits(flags: NDArray[np.bool_]) -> pa.Buffer:
    import pyarrow as pa

    return pa.py_buffer(np.packbits(flags, bitorder="little"))


def arrow_words(words: Sequence[str | None]) -> pa.StringArray:
    """An Arrow array of words; None is null."""
    import pyarrow as pa

    encoded = [(word or "").encode() for word in words]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    valid = np.array([word is not None for word in words], bool)
    buffers = (pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))
    return pa.StringArray.from_buffers(len(words), *buffers, None if valid.all() else _bits(valid))
