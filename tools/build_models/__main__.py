#!/usr/bin/env python3
"""Build ``models/`` from public packages: ``python tools/build_models [--out DIR] [--heavy-task]``.

Needs Python 3.11-3.13 and npm. The libraries of the build itself go into a virtual environment that is
thrown away afterwards, so nothing needs to be installed first.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Parse the command line, make the throwaway environment, run the build in it."""
    parser = argparse.ArgumentParser(prog="python tools/build_models", description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE.parent.parent / "models", help="folder to write to")
    parser.add_argument(
        "--heavy-task", action="store_true", help="make the MediaPipe bundle of the heavy model as well"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="formcheck-models-") as room:
        environment = Path(room) / "venv"
        venv.create(environment, with_pip=True)
        python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "-r", str(HERE / "requirements.txt")], check=True)
        build = [str(python), "-m", "tools.build_models.pipeline", str(options.out), room]
        if options.heavy_task:
            build.append("--heavy-task")
        return subprocess.run(
            build, env={**os.environ, "PYTHONPATH": str(HERE.parent.parent)}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
