"""Fetches the packages that contain the networks and checks every file that is taken from them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

NPM_PACKAGE = "@mediapipe/pose@0.5.1675469404"
PYPI_PACKAGE = "mediapipe==0.10.21"
# Any wheel of this version holds the same networks; this one can be named from every machine.
PYPI_WHEEL = ["--python-version", "3.11", "--platform", "manylinux_2_28_x86_64", "--only-binary=:all:"]


@dataclass(frozen=True)
class Source:
    """A file inside a package: where it is from, its path there, its SHA-256."""

    package: str
    path: str
    sha256: str


SOURCES = {
    "pose_landmark_lite.tflite": Source(
        NPM_PACKAGE,
        "package/pose_landmark_lite.tflite",
        "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
    ),
    "pose_landmark_full.tflite": Source(
        NPM_PACKAGE,
        "package/pose_landmark_full.tflite",
        "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    ),
    "pose_landmark_heavy.tflite": Source(
        NPM_PACKAGE,
        "package/pose_landmark_heavy.tflite",
        "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
    ),
    "pose_detection.tflite": Source(
        PYPI_PACKAGE,
        "mediapipe/modules/pose_detection/pose_detection.tflite",
        "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
    ),
    "metadata_schema_py_generated.py": Source(
        PYPI_PACKAGE,
        "mediapipe/tasks/metadata/metadata_schema_py_generated.py",
        "bcd857b0f5af7d74ec948e882d4d8e31f4bdd41dece562110d1ffcbd8453bf50",
    ),
}


class SourceError(Exception):
    """A package could not be fetched, or a file in it is not the one this build was written for."""


def fetch(folder: Path) -> dict[str, Path]:
    """Fetch the packages into `folder` and return the checked files by name.

    Raises:
        SourceError: npm or pip failed, or a file's SHA-256 is another.
    """
    folder.mkdir(parents=True, exist_ok=True)
    archives = {NPM_PACKAGE: _npm(folder), PYPI_PACKAGE: _pip(folder)}
    files = {}
    for name, source in SOURCES.items():
        content = _member(archives[source.package], source.path)
        digest = hashlib.sha256(content).hexdigest()
        if digest != source.sha256:
            raise SourceError(
                f"{source.path} of {source.package} has SHA-256 {digest}, expected {source.sha256}"
            )
        files[name] = folder / name
        files[name].write_bytes(content)
    return files


def _npm(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise SourceError("npm is not installed; the landmark networks come from an npm package")
    _run([npm, "pack", "--silent", "--pack-destination", str(folder), NPM_PACKAGE])
    return next(folder.glob("mediapipe-pose-*.tgz"))


def _pip(folder: Path) -> Path:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    _run([*pip, *PYPI_WHEEL, "--dest", str(folder), PYPI_PACKAGE])
    return next(folder.glob("mediapipe-*.whl"))


def _run(command: list[str]) -> None:
    if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
        raise SourceError("this command failed: " + " ".join(command))


def _member(archive: Path, path: str) -> bytes:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(path)
    with tarfile.open(archive) as tarball:
        member = tarball.extractfile(path)
        if member is None:
            raise SourceError(f"{path} in {archive.name} is not a file")
        return member.read()
