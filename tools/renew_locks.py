"""Renews tools/locks/run.lock and dev.lock, or tells for which machines their packages are ready built.

A lock is good for every supported Python and machine at once: one exact version a package, with a marker
where it is needed on some machines only, and a hash of each file that the version consists of. No address is
in it, so that it works with any mirror. uv does the resolving; it is installed for the moment, into a
temporary virtual environment.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "tools" / "locks"

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MACHINES = {
    "Linux x86-64 (glibc 2.28)": "x86_64-manylinux_2_28",
    "Linux arm64 (glibc 2.28)": "aarch64-manylinux_2_28",
    "macOS 14 arm64": "aarch64-apple-darwin",
    "macOS 14 Intel": "x86_64-apple-darwin",
    "Windows x86-64": "x86_64-pc-windows-msvc",
    "Windows arm64": "aarch64-pc-windows-msvc",
}


def install_uv(folder: Path) -> Path:
    """A uv in a new virtual environment in `folder`."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
    return scripts / "uv"


def resolve(uv: Path, lock: Path, options: list[str]) -> None:
    """Write a set of packages that fits pyproject.toml, its build requirements and `options`.

    With ``--upgrade`` among them the newest; else what the lock holds already stays as it is.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    command: list[str | Path] = [uv, "pip", "compile", "--quiet", "--generate-hashes"]
    command += ["--universal", "--python-version", PYTHONS[0]]
    # One version for every Python, so that a recording scores to the same bytes under each.
    command += ["--fork-strategy", "fewest"]
    command += ["--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"]
    command += [*options, "--output-file", lock, "pyproject.toml", "-"]
    build_requirements = "\n".join(project["build-system"]["requires"])
    subprocess.run(command, input=build_requirements, text=True, cwd=ROOT, check=True)
    if "://" in lock.read_text("utf-8"):
        raise SystemExit(f"{lock} holds an address; locks must not")
    print(f"{lock.relative_to(ROOT)}: {lock.read_text('utf-8').count('==')} packages")


def lacking(uv: Path, machine: str, python: str) -> list[str]:
    """The pins of dev.lock that have no ready-built package for that machine and Python."""
    lines = (LOCKS / "dev.lock").read_text("utf-8").splitlines()
    pins = [
        line.removesuffix("\\").strip() for line in lines if re.match(r"\S+==", line)
    ]  # with their markers
    command: list[str | Path] = [
        uv,
        "pip",
        "compile",
        "--quiet",
        "--no-build",
        "--no-deps",
        "--no-annotate",
        "--no-header",
    ]
    command += ["--python-platform", machine, "--python-version", python, "-"]
    environment = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": "14.0"}

    missing: list[str] = []
    while True:
        done = subprocess.run(
            command, check=False, input="\n".join(pins), text=True, capture_output=True, env=environment
        )
        if done.returncode == 0:
            return missing
        # uv names the first package it cannot have: leave that one out and ask again.
        named = re.search(r"Because (\S+==\S+) has no", done.stderr)
        left = [pin for pin in pins if named is None or pin.split()[0] != named[1]]
        if named is None or len(left) == len(pins):
            raise SystemExit(done.stderr)
        pins = left
        missing.append(named[1])


def main() -> None:
    """Renew the locks, or check them with --check-wheels."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--check-wheels", action="store_true", help="change nothing; list what is not ready built"
    )
    parser.add_argument(
        "--keep", action="store_true", help="add and remove what pyproject.toml asks for; renew nothing"
    )
    options = parser.parse_args()
    upgrade = [] if options.keep else ["--upgrade"]
    with tempfile.TemporaryDirectory() as folder:
        uv = install_uv(Path(folder) / "uv")
        if options.check_wheels:
            for machine, platform in MACHINES.items():
                for python in PYTHONS:
                    missing = lacking(uv, platform, python)
                    verdict = "lacks " + ", ".join(missing) if missing else "all there"
                    print(f"{machine}, Python {python}: {verdict}")
            return
        LOCKS.mkdir(exist_ok=True)
        resolve(uv, LOCKS / "run.lock", upgrade)
        extras = [*upgrade, "--extra", "test", "--extra", "dev"]
        resolve(uv, LOCKS / "dev.lock", [*extras, "--constraints", str(LOCKS / "run.lock")])


if __name__ == "__main__":
    main()
