"""TOML files as people's editors save them."""

from __future__ import annotations

import codecs
import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.errors import InputError
from formcheck.runtime.toml_files import read_toml

OWN = {"fault_from": {"sag": 0.04}, "bands": [{"fault": "pike", "green": [-0.05, float("inf")]}]}
TEXT = 'fault_from.sag = 0.04\n[[bands]]\nfault = "pike"  # één\ngreen = [-0.05, inf]\n'
CAPITALS = 'Fault_From.SAG = 0.04\n[[Bands]]\nFAULT = "Pike"  # één\nGreen = [-0.05, INF]\n'


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), CAPITALS])
@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_every_editors_encoding_is_read(tmp_path: Path, text: str, encoding: str, mark: bool) -> None:
    file = tmp_path / "OWN.TOML"
    file.write_bytes((codecs.BOM_UTF8.decode() * mark + text).encode(encoding))
    assert read_toml(file, "config") == OWN


def test_words_that_are_shown_keep_their_capitals(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('[[bands]]\nfault = "Sag"\nSource = "Dr Jansen, = INF\\n"\ngreen = [-Inf, 0.04]\n')
    band = {"fault": "sag", "source": "Dr Jansen, = INF\n", "green": [-math.inf, 0.04]}
    assert read_toml(file, "config") == {"bands": [band]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no such file"),
        (b"bands = [", "no TOML"),
        (b"a = '\xe9'", "is no text"),
        (b"Sag = 1\nsag = 2", "twice"),
        (TEXT.encode("utf-32"), "no TOML"),
        (b"\0" * 100, "no TOML"),
    ],
)
def test_what_cannot_be_read_is_called_what_it_is(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "own.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        read_toml(file, "config")
    assert "own.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_is_called_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        read_toml(tmp_path, "config")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60))
def test_no_bytes_are_a_surprise(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(content)
    try:
        read_toml(file, "config")
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017
