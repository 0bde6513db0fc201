"""Checks the types of the page's scripts with TypeScript: `python -m tools.page.typecheck`.

npm fetches TypeScript into ``.cache/``, from the registry that it is set up for. Version and hash have to be
those of ``tools/locks/page.lock``. Without node, npm or a registry the check says so and is skipped.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "tools" / "locks" / "page.lock"
CACHE = ROOT / ".cache" / "page"
CONFIGS = ("tsconfig.json", "tsconfig.worker.json")
"""Of the page and of its worker, which know different parts of the browser."""
FETCH_S = 180
"""Longest wait for npm, seconds."""


class LackingError(Exception):
    """Something that the check needs is not on this machine."""


def compiler() -> Path:
    """TypeScript's ``tsc``, unpacked where it was not yet.

    Raises:
        LackingError: no npm, or it cannot fetch the package.
        ValueError: the package is not the one of the lock.
    """
    package, integrity = LOCK.read_text("utf-8").split()
    name, version = package.split("==")
    folder = CACHE / f"{name}-{version}"
    script = folder / "package" / "bin" / "tsc"
    if not script.exists():
        with tempfile.TemporaryDirectory() as temporary:
            archive = _fetched(f"{name}@{version}", Path(temporary))
            check(archive.read_bytes(), integrity)
            _unpack(archive, folder)
    return script


def check(content: bytes, integrity: str) -> None:
    """Compare a file with its hash, written as in npm: ``sha512-`` and base64.

    Raises:
        ValueError: they differ.
    """
    found = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != integrity:
        raise ValueError(f"The hash of the package is {found}, not {integrity} as {LOCK.name} says")


def _fetched(package: str, folder: Path) -> Path:
    command = [_program("npm"), "pack", package, "--silent", "--pack-destination", str(folder)]
    try:
        subprocess.run(command, check=True, cwd=folder, capture_output=True, text=True, timeout=FETCH_S)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise LackingError(f"npm cannot fetch {package}") from error
    return next(folder.glob("*.tgz"))


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise LackingError(f"{name} is not on this machine")
    return path


def _unpack(archive: Path, folder: Path) -> None:
    """All or nothing: a check that is stopped meanwhile leaves no half of it behind."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    place = tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True)
    with place as temporary, tarfile.open(archive) as file:
        file.extractall(temporary, filter="data")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(temporary, folder)


def main() -> int:
    """Check; the exit status is 0 where all types are right, and where the check is skipped."""
    try:
        node, script = _program("node"), compiler()
    except LackingError as lack:
        print(f"skipped: {lack}; the types of the page's scripts are not checked")
        return 0
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    here = Path(__file__).parent
    failed = 0
    for config in CONFIGS:
        done = subprocess.run([node, str(script), "--project", str(here / config)], check=False, cwd=ROOT)
        failed = failed or done.returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
