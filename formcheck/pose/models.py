"""Finds the files of the networks and checks that they are the ones that were shipped."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from formcheck.errors import ModelError, UsageError

MODEL_NAMES = ("lite", "full", "heavy")
CHECKSUMS = "SHA256SUMS"
REINSTALL = "Install formcheck again, or run: python tools/build_models"
BUILD_ON_DEMAND = {
    "pose_landmarker_heavy.task": (
        "It is not shipped; in a checkout of formcheck run: python tools/build_models --heavy-task, "
        "or use --backend onnx"
    )
}


def model_folder() -> Path:
    """Where the networks are: inside an installed package, else at the root of the checkout.

    Raises:
        ModelError: neither is there.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_models", package.parent / "models"):
        if (folder / CHECKSUMS).is_file():
            return folder
    raise ModelError(f"The pose networks ({CHECKSUMS}) are missing from this installation", REINSTALL)


def check_name(model: str) -> str:
    """Give the name back if it is one of `MODEL_NAMES`.

    Raises:
        UsageError: it is not.
    """
    if model not in MODEL_NAMES:
        raise UsageError(f"There is no pose model '{model}'", f"Choose one of {', '.join(MODEL_NAMES)}.")
    return model


def verified(name: str, folder: Path | None = None) -> Path:
    """Path of a file whose content has been checked.

    Args:
        name: the file's name, as listed in SHA256SUMS.
        folder: where to look instead of `model_folder()`.

    Raises:
        ModelError: the file is missing, unreadable, damaged, or holds another file's content.
    """
    folder = model_folder() if folder is None else folder
    expected = checksum(name, folder)
    path = folder / name
    remedy = BUILD_ON_DEMAND.get(name, REINSTALL)
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise ModelError(f"The pose network {path} is missing", remedy) from None
    except OSError as error:
        raise ModelError(f"The pose network {path} cannot be read ({error.strerror})", remedy) from None
    if found != expected:
        other = next((n for n, digest in _checksums(folder / CHECKSUMS).items() if digest == found), None)
        wrong = f"holds the content of {other}" if other else f"is damaged (SHA-256 {found[:12]}...)"
        raise ModelError(f"The pose network {path} {wrong}", remedy)
    return path


def checksum(name: str, folder: Path | None = None) -> str:
    """SHA-256 that the file of this name must have, in hexadecimal.

    Raises:
        ModelError: the list is missing, unreadable, or does not name the file.
    """
    listed = _checksums((model_folder() if folder is None else folder) / CHECKSUMS)
    if name not in listed:
        raise ModelError(f"{CHECKSUMS} does not list {name}", REINSTALL)
    return listed[name]


@cache
def _checksums(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ModelError(f"The list of checksums {path} is missing or unreadable", REINSTALL) from None
    pairs = (line.split() for line in lines if line.strip())
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2}
