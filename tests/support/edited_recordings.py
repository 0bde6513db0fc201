"""Recordings that somebody has edited by hand, and knew to renew the checksum."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from formcheck.store.recording import _checksum as checksum

ROOT = Path(__file__).resolve().parents[2]
RECORDING = ROOT / "benchmarks" / "recordings" / "plank_sag.parquet"

Edit = Callable[[pa.Table], pa.Table]


def header_of(recording: Path = RECORDING) -> dict[str, object]:
    """The header of a recording: `size`, `model`, `context` and `frames`, decoded."""
    pairs = pq.read_metadata(recording).metadata
    return {name: json.loads(pairs[name.encode()]) for name in ("size", "model", "context", "frames")}


def edited(
    path: Path,
    header: Mapping[str, object] | None = None,
    table: Edit | None = None,
    texts: Mapping[str, str] | None = None,
) -> Path:
    """Write a recording of a sagging plank with changes.

    Args:
        path: where to write.
        header: values in place of those in the header; None leaves all.
        table: makes other columns of those of the recording.
        texts: metadata as they are written, over all others.
    """
    rows = pq.read_table(RECORDING)
    kept = {key.decode(): value.decode() for key, value in pq.read_metadata(RECORDING).metadata.items()}
    pairs = {key: value for key, value in kept.items() if key != "ARROW:schema"}
    pairs |= {name: json.dumps(value) for name, value in (header or {}).items()}
    pairs |= texts or {}
    pairs["crc32"] = checksum(pairs)
    rows = rows if table is None else table(rows)
    pq.write_table(rows.replace_schema_metadata(pairs), path, store_schema=True, compression="zstd")
    return path


def with_context(**changes: object) -> dict[str, object]:
    """The header with these entries of its context changed."""
    context = header_of()["context"]
    assert isinstance(context, dict)
    return {"context": context | changes}


def with_plan(**changes: object) -> dict[str, object]:
    """The header with these values of its plan changed."""
    context = header_of()["context"]
    assert isinstance(context, dict)
    return with_context(plan=context["plan"] | changes)


def with_source(**changes: object) -> dict[str, object]:
    """The header with these values of its source changed."""
    context = header_of()["context"]
    assert isinstance(context, dict)
    return with_context(source=context["source"] | changes)
