"""Arrow arrays made without pandas are those that Arrow makes itself."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from formcheck.runtime.arrow_arrays import arrow_array, arrow_words, numpy_array

ARRAYS = [
    np.array([1.5, np.nan, -np.inf]),
    np.array([1.5, np.nan], np.float32)[::-1],
    np.array([0.25, np.nan], np.float16),
    np.arange(20, dtype=np.int32)[::3],
    np.array([True, False, True] * 7),
    np.empty(0),
]


@pytest.mark.parametrize("values", ARRAYS, ids=lambda values: f"{values.dtype}-{len(values)}")
def test_numbers(values: np.ndarray) -> None:
    made, own = arrow_array(values), pa.array(values)
    assert made.type == own.type
    assert made.null_count == 0
    assert np.array_equal(made.to_numpy(zero_copy_only=False), values, equal_nan=values.dtype.kind == "f")


@pytest.mark.parametrize("values", [array for array in ARRAYS if array.dtype != np.bool_], ids=str)
def test_and_back(values: np.ndarray) -> None:
    made = arrow_array(values)
    assert np.array_equal(numpy_array(made), values, equal_nan=values.dtype.kind == "f")
    assert np.array_equal(numpy_array(made[1:3]), values[1:3], equal_nan=values.dtype.kind == "f")
    assert numpy_array(made).dtype == values.dtype


def test_nulls_have_no_number() -> None:
    with pytest.raises(ValueError, match="nulls"):
        numpy_array(pa.array([1, None]))


def test_nulls() -> None:
    codes, valid = np.arange(11, dtype=np.int32), np.arange(11) % 3 != 0
    assert arrow_array(codes, valid).equals(pa.array(codes, mask=~valid))


@pytest.mark.parametrize("words", [[], [""], ["sag", "", "pike+sag", "é"]])
def test_words(words: list[str]) -> None:
    assert arrow_words(words).equals(pa.array(words, pa.string()))


def test_writing_and_reading_results_imports_no_pandas() -> None:
    pytest.importorskip("pandas", reason="pandas is not installed here")
    program = """
import sys, tempfile
from pathlib import Path
from formcheck.pipeline.score import rescore
with tempfile.TemporaryDirectory() as folder:
    rescore(Path(sys.argv[1]), Path(folder), None, "en", csv=True)
assert "pyarrow" in sys.modules
assert "pandas" not in sys.modules
"""
    recording = "benchmarks/recordings/plank_sag.parquet"
    subprocess.run([sys.executable, "-c", program, recording], check=True)
