"""A missing system library is named, with the line that installs it."""

from __future__ import annotations

import importlib
import importlib.util
import platform
import struct
import sys
import sysconfig
from pathlib import Path

import pytest

from formcheck.errors import MissingSystemLibraryError
from formcheck.runtime import shared_libraries as system

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="shared libraries of Linux")
GLIBC = ("ld-linux", "libc.so", "libm.so", "libdl.so", "librt.so", "libpthread.so", "libmvec.so")


def say_release(monkeypatch: pytest.MonkeyPatch, **fields: str) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: fields)


@pytest.mark.parametrize(
    ("release", "line"),
    [
        ({"ID": "debian"}, "sudo apt install libgl1"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "sudo apt install libgl1"),
        ({"ID": "fedora"}, "sudo dnf install libglvnd-glx"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "sudo dnf install libglvnd-glx"),
        ({"ID": "arch"}, "sudo pacman -S libglvnd"),
    ],
)
def test_names_the_library_and_the_line_for_this_distribution(
    monkeypatch: pytest.MonkeyPatch, release: dict[str, str], line: str
) -> None:
    say_release(monkeypatch, **release)
    monkeypatch.setattr(system, "missing_libraries", lambda: ("libGL.so.1",))
    error = system.explain(
        ImportError("libGL.so.1: cannot open shared object file: No such file or directory")
    )
    assert isinstance(error, MissingSystemLibraryError)
    assert "libGL.so.1" in error.message
    assert error.remedy.endswith(line)
    assert "\n" not in str(error)


def test_the_line_installs_all_that_is_missing_not_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    say_release(monkeypatch, ID="debian")
    monkeypatch.setattr(system, "missing_libraries", lambda: ("libGL.so.1", "libEGL.so.1", "libGLESv2.so.2"))
    error = system.explain(OSError("libEGL.so.1: cannot open shared object file: No such file or directory"))
    assert error is not None
    assert error.remedy.endswith("sudo apt install libegl1 libgl1 libgles2")


def test_an_unknown_distribution_gets_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    say_release(monkeypatch, ID="plan9")
    monkeypatch.setattr(system, "missing_libraries", lambda: ())
    error = system.explain(
        ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    )
    assert error is not None
    for line in ("apt install libegl1", "dnf install libglvnd-egl", "pacman -S libglvnd"):
        assert line in error.remedy


def test_a_library_not_in_the_table_is_named_all_the_same() -> None:
    error = system.explain(
        OSError("libquaint.so.7: cannot open shared object file: No such file or directory")
    )
    assert error is not None
    assert "libquaint.so.7" in error.message
    assert "libquaint.so.7" in error.remedy


@pytest.mark.parametrize(
    "error",
    [ModuleNotFoundError("No module named 'cv3'"), FileNotFoundError(2, "gone"), ValueError("x")],
)
def test_other_errors_are_not_explained(error: Exception) -> None:
    assert system.explain(error) is None


@linux_only
def test_what_the_loader_really_says_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An extension module of this Python, its wanted libc renamed to one that nobody has."""
    module = importlib.util.find_spec("markupsafe._speedups")
    if module is None or module.origin is None:
        pytest.skip("markupsafe has no extension module here")
    code = Path(module.origin).read_bytes()
    assert b"libc.so.6\0" in code
    extension = tmp_path / f"_speedups{sysconfig.get_config_var('EXT_SUFFIX')}"
    extension.write_bytes(code.replace(b"libc.so.6\0", b"libq.so.6\0"))
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ImportError) as caught:
        importlib.import_module("_speedups")
    assert "libq.so.6" in str(system.explain(caught.value))


@linux_only
@pytest.mark.parametrize(
    ("package", "pattern"),
    [
        ("cv2", "cv2*.so"),
        ("mediapipe", "tasks/c/libmediapipe.so"),
        ("av", "**/*.so"),
        ("onnxruntime", "capi/onnxruntime_pybind11_state*.so"),
    ],
)
def test_the_table_holds_all_that_the_installed_packages_want(package: str, pattern: str) -> None:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent
    unread = sorted(folder.glob(pattern))
    assert unread
    brought = {path.name: path for libs in folder.parent.glob("*.libs") for path in libs.iterdir()}
    wanted: set[str] = set()
    while unread:
        new = set(needed(unread.pop().read_bytes())) - wanted
        wanted |= new
        unread += [brought[name] for name in new if name in brought]
    foreign = {name for name in wanted - set(brought) if not name.startswith(GLIBC)}
    assert foreign <= set(system.PACKAGES)


def needed(elf: bytes) -> list[str]:
    """Names of the shared libraries that a 64-bit little-endian ELF file asks for (DT_NEEDED)."""
    assert elf[:6] == b"\x7fELF\x02\x01"
    (table,) = struct.unpack_from("<Q", elf, 0x20)
    size, count = struct.unpack_from("<HH", elf, 0x36)
    headers = [struct.unpack_from("<IIQQQQ", elf, table + i * size) for i in range(count)]
    loads = [(address, offset, length) for kind, _, offset, address, _, length in headers if kind == 1]
    start = next(offset for kind, _, offset, *_ in headers if kind == 2)
    entries: list[tuple[int, int]] = []
    while not entries or entries[-1][0] != 0:
        entries.append(struct.unpack_from("<qQ", elf, start + 16 * len(entries)))
    strings = next(value for tag, value in entries if tag == 5)
    strings = next(
        strings - address + offset
        for address, offset, length in loads
        if address <= strings < address + length
    )
    return [elf[strings + at : elf.index(0, strings + at)].decode() for tag, at in entries if tag == 1]
