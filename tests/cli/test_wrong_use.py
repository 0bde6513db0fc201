"""Options and places that make no sense are told at once, in one line, and nothing is begun."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli_program import FILES, Call, names, refused, result_of, run, start


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-e", "yoga"], ["--exercise", "yoga", "plank"]),
        (["-e", "plank\nbridge"], ["--exercise"]),
        (["--calibrate", "earlier.json"], ["--calibrate", "--exercise"]),
        (["-e", "plank", "--side", "top"], ["--side", "left"]),
        (["-e", "plank", "--view", "top"], ["--view", "front-high"]),
        (["-e", "plank", "--view", "front-high"], ["plank", "front-high", "film from: side"]),
        (["-e", "bridge", "--view", "front-high"], ["bridge", "front-high"]),
        (["-e", "plank", "--backend", "magic"], ["--backend", "onnx"]),
        (["-e", "plank", "--model", "huge"], ["--model", "lite"]),
        (["-e", "plank", "--lang", "fr"], ["--lang", "nl"]),
        (["-e", "bird-dog", "--object", "cat"], ["--object", "ball"]),
        (["-e", "plank", "--strictness", "0"], ["--strictness", "0.25"]),
        (["-e", "plank", "--strictness", "nan"], ["--strictness"]),
        (["-e", "plank", "--strictness", "inf"], ["--strictness"]),
        (["-e", "plank", "--strictness", "-1"], ["--strictness"]),
        (["-e", "plank", "--strictness", "9"], ["--strictness"]),
        (["-e", "plank", "--strictness", "strict"], ["--strictness", "number"]),
        (["-e", "plank", "--calibrate", "nonsense"], ["--calibrate", "nonsense", "first"]),
        (["-e", "plank", "--calibrate", "."], ["--calibrate"]),
        (["-e", "plank", "--calibrate", ""], ["--calibrate"]),
        (["-e", "plank", "--calibrate", "/dev/zero"], ["--calibrate"]),
        (["-e", "plank", "--config", "nonsense.toml"], ["config", "nonsense.toml", "no such file"]),
        (["-e", "plank", "--config", "."], ["config", "folder"]),
        (["-e", "plank", "--config", "/dev/zero"], ["config"]),
        (["-e", "plank", "--loud"], ["--loud", "formcheck score --help"]),
        (["-e", "plank", "-o"], ["-o", "formcheck score --help"]),
        (["-e"], ["-e"]),
    ],
)
def test_options(call: Call, video: Path, options: list[str], said: list[str]) -> None:
    refused(call("score", video, *options), *said)
    assert names(video.parent) == {"film.mp4"}


@pytest.mark.parametrize(
    "arguments", [["score"], ["score", "-e", "plank"], ["rescore"], ["dance"], ["--dance"]]
)
def test_commands(call: Call, arguments: list[str]) -> None:
    refused(call(*arguments), "--help")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bands = 3", "bands"),
        ("bands = [1]", "bands"),
        ("[bands]\nfault = 'sag'", "bands"),
        ("[[bands]]\nambre = [0, 1]", "fault"),
        ("[[bands]]\nfault = 'sag'\nambre = [0, 1]", "ambre"),
        ("[[bands]]\nfault = 'sag'\namber = [nan, 3]", "amber"),
        ("[[bands]]\nfault = 'sag'\namber = ['low', 3]", "amber"),
        ("[[bands]]\nfault = 'sag'\ngreen = [3, -3]", "green"),
        ("[[bands]]\nfault = 'sag'\nweight = 'heavy'", "weight"),
        ("[timing]\namber_dwel_s = 1", "amber_dwel_s"),
        ("timing = 3", "timing"),
        ("[dose]\nhold_s = 'long'", "hold_s"),
        ("dozes = 3", "dozes"),
        ("fault_from.sag = 2.5", "did you mean 0.025?"),
        ("[[bands]]\nfault = 'sag'\ncalibrated_amber = [-inf, 4]", "did you mean 0.04?"),
        ("fault_from.sag = 0,04", "no TOML"),
        ("bands = [", "no TOML"),
        ("x = " + "[" * 3000, "no TOML"),
    ],
)
def test_configs(call: Call, video: Path, text: str, said: str) -> None:
    config = video.with_name("own.toml")
    config.write_text(text)
    refused(call("score", video, "-e", "plank", "--config", config), "config", said)
    assert names(video.parent) == {"film.mp4", "own.toml"}


@pytest.mark.parametrize(
    "text",
    [
        "[limits]\nnonsense = 1",
        "[timing]\nmin_hold_s = -5",
        "[timing]\nrelease_s = nan",
        "[[bands]]\nfault = 'wobble'",
    ],
)
def test_configs_that_make_no_sense(call: Call, video: Path, text: str) -> None:
    config = video.with_name("own.toml")
    config.write_text(text)
    refused(call("score", video, "-e", "plank", "--config", config), "config")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"calibration": null, "exercise": "plank"}',
        '{"calibration": {"values": {"hip_offset": null}}, "exercise": "plank"}',
        '{"calibration": {"values": {"hip_offset": 1e999}}, "exercise": "plank"}',
        '{"calibration": {"values": {"hip_offset": 1' + "0" * 400 + '}}, "exercise": "plank"}',
        '{"calibration": {"values": {}}, "exercise": "plank"}',
        "[" * 100_000,
        '{"calibration": {"values": {"lumbar_deg": 3}}, "exercise": "bridge"}',
    ],
)
def test_references(call: Call, video: Path, content: str) -> None:
    reference = video.with_name("earlier.json")
    reference.write_text(content)
    refused(call("score", video, "-e", "plank", "--calibrate", reference), "--calibrate", "earlier.json")


def test_a_reference_of_another_exercise_is_refused(call: Call, video: Path) -> None:
    out = video.with_name("o")
    assert call("score", video, "-e", "plank", "-o", out).status == 0
    reference = out / "result.json"
    line = refused(call("score", video, "-e", "bridge", "--calibrate", reference), "--calibrate", "bridge")
    assert "same exercise" in line
    run = call("score", video, "-e", "plank", "--calibrate", reference, "-o", video.with_name("again"))
    assert run.status == 0
    earlier, again = result_of(out)["calibration"], result_of(video.with_name("again"))["calibration"]
    assert again["values"] == earlier["values"]
    assert again["start_s"] is None


def test_the_results_would_overwrite_the_video(call: Call, video: Path) -> None:
    for name in ("annotated.mp4", "frames.csv"):
        mine = video.with_name(name)
        shutil.copy(video, mine)
        before = mine.read_bytes()
        for more in ([], ["--annotate", "--csv"]):
            refused(
                call("score", mine, "-e", "plank", "-o", video.parent, *more), name, "overwritten", "--out"
            )
        assert mine.read_bytes() == before
        assert names(video.parent) == {"film.mp4", name}
        mine.unlink()


def test_the_folder_of_the_video_may_be_the_output_folder(call: Call, video: Path) -> None:
    before = video.read_bytes()
    assert call("score", video, "-e", "plank", "-o", video.parent).status == 0
    assert video.read_bytes() == before
    assert "result.json" in names(video.parent)


def test_a_file_in_the_way_of_the_output(call: Call, video: Path) -> None:
    for out in (video, video / "deeper", Path("/dev/null"), Path("/dev/null/x")):
        refused(call("score", video, "-e", "plank", "-o", out), "--out")
    assert names(video.parent) == {"film.mp4"}


def test_a_folder_in_the_way_of_a_result(call: Call, video: Path) -> None:
    out = video.with_name("o")
    (out / "result.json").mkdir(parents=True)
    refused(call("score", video, "-e", "plank", "-o", out), "--out")
    assert names(out) == {"result.json"}


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="needs root to be somebody else")
def test_a_folder_that_may_not_be_written_to(
    call: Call, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The video in a read-only folder, and no --out: its results have nowhere to go."""
    assert (
        call("score", video, "-e", "plank", "-o", video.with_name("o")).status == 0
    )  # imports are done as root
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.chdir(folder)
        Path(folder).chmod(0o755)
        shutil.copy(video, folder)
        for more in ([], ["-o", "o/deep"], ["-o", folder]):
            os.seteuid(65534)
            try:
                done = call("score", "film.mp4", "-e", "plank", *more)
            finally:
                os.seteuid(0)
            refused(done, "may not be written to", "--out")
            assert names(Path(folder)) == {"film.mp4"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 512 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if sys.platform != "linux" or os.geteuid() != 0 or mount is None:
        pytest.skip("mounting a small disk needs root on Linux")
    options = ["-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if subprocess.run([mount, *options], check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def _leave(disk: Path, pages: int) -> None:
    """Fill the disk but for so many pages of 4 KiB."""
    free = os.statvfs(disk).f_bavail - pages
    (disk / "filler").write_bytes(bytes(4096 * free))


def _pages(folder: Path) -> int:
    return sum(-(-path.stat().st_size // 4096) for path in folder.iterdir())


def test_a_disk_that_runs_full(call: Call, video: Path, small_disk: Path) -> None:
    assert call("score", video, "-e", "plank", "-o", video.with_name("o")).status == 0
    out = small_disk / "o"
    out.mkdir()
    (out / "result.json").write_text("old")
    _leave(small_disk, _pages(video.with_name("o")) - 3)
    refused(call("score", video, "-e", "plank", "-o", out), "no space left", "Free some space")
    assert names(out) == {"result.json"}
    assert (out / "result.json").read_text() == "old"


def test_a_disk_that_runs_full_while_annotating_keeps_the_results(
    call: Call, video: Path, small_disk: Path
) -> None:
    assert call("score", video, "-e", "plank", "-o", video.with_name("o"), "--annotate").status == 0
    _leave(small_disk, _pages(video.with_name("o")) - 2)
    out = small_disk / "o"
    refused(call("score", video, "-e", "plank", "-o", out, "--annotate"), "no space left")
    assert names(out) == FILES
    assert result_of(out)["word"] == "good"


def test_a_disk_that_is_full_already_is_told_before_the_work(
    call: Call, video: Path, small_disk: Path
) -> None:
    _leave(small_disk, 0)
    refused(call("score", video, "-e", "plank", "-o", small_disk / "o"), "no space left")
    assert names(small_disk) == {"filler"}


def test_a_missing_system_library_is_named(video: Path) -> None:
    program = (
        "import sys\n"
        "class Lacking:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'cv2':\n"
        "            raise ImportError('libGL.so.1: cannot open shared object file: No such file')\n"
        "sys.meta_path.insert(0, Lacking())\n"
        "from formcheck.cli.main import main\n"
        "main()\n"
    )
    child = start([sys.executable, "-c", program, "score", str(video), "-e", "plank"], video.parent)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (2, "")
    assert err.count("\n") == 1
    assert "libGL.so.1" in err
    assert "nstall" in err


def test_debug_shows_where_it_came_from_and_keeps_the_status(tmp_path: Path) -> None:
    for arguments in (
        ["--debug", "score", "none.mp4", "-e", "plank"],
        ["score", "none.mp4", "-e", "plank", "--debug"],
    ):
        shown = run(*arguments, cwd=tmp_path)
        assert shown.status == 2
        assert "Traceback" in shown.err
        assert shown.err.splitlines()[-1].startswith("formcheck: There is no file none.mp4")
    hidden = run("score", "-e", "plank", "--", "--debug", cwd=tmp_path)
    assert hidden.status == 2
    assert "no file --debug" in hidden.error
