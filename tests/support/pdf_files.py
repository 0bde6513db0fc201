"""Reads the little of a PDF that tests ask for."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from formcheck.errors import InstallationError
from formcheck.therapist.pdf import load_weasyprint

_SIZES = {"A4": (595.3, 841.9), "letter": (612.0, 792.0)}
"""Points."""


def skip_without_pdf() -> None:
    """Skip the test where this machine cannot make PDFs."""
    try:
        load_weasyprint()
    except InstallationError as error:
        pytest.skip(str(error))


def _objects(pdf: bytes) -> bytes:
    """The file with its compressed parts unpacked."""
    parts = [pdf]
    for stream in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            parts.append(zlib.decompress(stream[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


def page_count(pdf: bytes) -> int:
    assert pdf.startswith(b"%PDF-"), pdf[:80]
    return len(re.findall(rb"/Type\s*/Page\b", _objects(pdf)))


def page_sizes(pdf: bytes) -> set[str]:
    """The kinds of paper: "A4", "letter"."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", _objects(pdf))
    return {_paper(float(width), float(height)) for width, height in boxes}


def _paper(width: float, height: float) -> str:
    near = (name for name, (w, h) in _SIZES.items() if max(abs(width - w), abs(height - h)) < 1)
    return next(near, f"{width} x {height}")


def text_of(pdf: bytes, folder: Path) -> str:
    """What is to be read in it, with single blanks; the test skips where `pdftotext` is missing."""
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext (poppler-utils)")
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())
