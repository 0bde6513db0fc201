"""What reaches a fresh machine: the locks, the wheel, and no path of the machine it was made on."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from formcheck import __version__

ADDRESS = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|\.(?:org|com|net|io|local)\b|/")


def pins(lock: Path) -> dict[str, tuple[Requirement, int]]:
    """Name -> (its requirement, number of hashes) of each line of a lock."""
    found = {}
    for block in re.split(r"\n(?=\S)", lock.read_text("utf-8").strip()):
        text, *hashes = (part.strip() for part in block.split("\\\n"))
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes), block
        requirement = Requirement(text)
        assert requirement.name not in found, f"{requirement.name} is pinned twice"
        found[requirement.name] = (requirement, len(hashes))
    return found


@pytest.fixture(scope="module", params=["run", "dev"])
def lock(request: pytest.FixtureRequest, root: Path) -> Path:
    return root / "tools" / "locks" / f"{request.param}.lock"


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, object]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def test_a_lock_holds_exact_versions_and_hashes_and_no_address(lock: Path) -> None:
    assert not ADDRESS.search(lock.read_text("utf-8"))
    for requirement, hashes in pins(lock).values():
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), requirement
        assert hashes >= 1


def test_a_lock_has_exactly_one_opencv(lock: Path) -> None:
    assert [name for name in pins(lock) if name.startswith("opencv")] == ["opencv-contrib-python"]


def test_the_locks_fit_the_project(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    run, dev = (pins(root / "tools" / "locks" / f"{name}.lock") for name in ("run", "dev"))
    wanted = {
        "run": (run, [*project["project"]["dependencies"], *project["build-system"]["requires"]]),
        "dev": (dev, [*extras["test"], *extras["dev"]]),
    }
    for locked, requirements in wanted.values():
        for text in requirements:
            requirement = Requirement(text)
            version = str(locked[requirement.name][0].specifier).removeprefix("==")
            assert Version(version) in requirement.specifier, text
    for name, (requirement, _) in run.items():
        assert str(dev[name][0]) == str(requirement)


def test_what_runs_here_is_what_the_lock_says(root: Path) -> None:
    """Guards against tests that pass with other versions than users get."""
    if Path(sys.prefix).resolve() != (root / ".venv").resolve():
        pytest.skip("not in the virtual environment that `make test` makes")
    from importlib.metadata import version

    for name, (requirement, _) in pins(root / "tools" / "locks" / "dev.lock").items():
        if requirement.marker is None or requirement.marker.evaluate():
            assert str(requirement.specifier) == f"=={version(name)}"


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from what is committed or about to be."""
    pytest.importorskip("hatchling", reason="needs hatchling, which `make test` installs")
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", build, str(folder)], cwd=root, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_package_its_models_and_its_licences(wheel: Path, root: Path) -> None:
    assert wheel.name == f"formcheck-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        for line in archive.read("formcheck/_models/SHA256SUMS").decode().splitlines():
            checksum, file = line.split()
            inside = f"formcheck/_models/{file.lstrip('*')}"
            if inside in names:  # one bundle is made on demand only
                assert hashlib.sha256(archive.read(inside)).hexdigest() == checksum
    for needed in ("pose_detector.onnx", "pose_landmarks_full.weights", "NOTICE", "MODEL_CARD.md"):
        assert f"formcheck/_models/{needed}" in names
    sources = {
        file.relative_to(root).as_posix()
        for file in (root / "formcheck").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert sources <= set(names)
    assert {name.split("/")[0] for name in names} == {"formcheck", f"formcheck-{__version__}.dist-info"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_runs_from_elsewhere(wheel: Path, tmp_path: Path) -> None:
    """The packed files are enough: nothing is read from the checkout."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    run = (
        "import sys; sys.path.insert(0, sys.argv.pop(1));"
        "from formcheck.pose.models import model_folder, verified;"
        "verified('pose_landmarks_full.weights'); print(model_folder());"
        "from formcheck.cli.main import main; main()"
    )
    done = subprocess.run(
        # -I: neither the folder it runs in nor the environment adds to the path.
        [sys.executable, "-I", "-c", run, str(tmp_path), "exercises", "--lang", "en"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path / "formcheck" / "_models"))
    assert "bird-dog" in done.stdout


def test_the_licence_is_the_whole_apache_2(root: Path) -> None:
    text = (root / "LICENSE").read_bytes()
    # The text as the Apache Software Foundation publishes it.
    assert (
        hashlib.sha256(text).hexdigest() == "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
    )


def test_no_file_names_a_machine_or_a_registry(root: Path) -> None:
    if not (root / ".git").exists() or not shutil.which("git"):
        pytest.skip("needs the git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    # Joined here, so that this file does not name them itself.
    told = [
        "/".join(("", *parts)) + "/"
        for parts in (("work", "main"), ("work", "shared"), ("opt", "pypi"), ("tmp", "w"))
    ]
    told += [
        ".".join(parts)
        for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org"))
    ]
    bad = []
    for name in filter(None, listed.split("\0")):
        file = root / name
        if not file.is_file() or file.stat().st_size > 1_000_000:
            continue
        text = file.read_bytes().decode("utf-8", "replace")
        bad += [f"{name}: {word}" for word in told if word in text]
    assert not bad
