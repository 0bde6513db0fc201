"""The names of formats are those that are written and read."""

from __future__ import annotations

from formcheck.mocap.export_files import FORMATS
from formcheck.mocap.formats import READ, WRITTEN
from formcheck.mocap.read_poses import READERS


def test_every_name_has_its_writer_or_reader() -> None:
    assert tuple(FORMATS) == WRITTEN
    assert tuple(READERS) == READ
