"""A programme as a file and as the text of a QR code: what leaves comes back, and nothing else gets in."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.exchange.base45 import base45, from_base45
from formcheck.exchange.programme_file import (
    MAX_BYTES,
    TEXT_MARK,
    ProgrammeContent,
    pack_programme,
    pack_programme_text,
    unpack_programme,
)
from formcheck.exchange.programme_words import COMMON_WORDS
from formcheck.exchange.qr import MAX_TEXT
from formcheck.exchange.refused import ExchangeError
from formcheck.visits.results import canonical_digest
from formcheck.visits.schema import Patient, ProgrammeVersion
from formcheck.words.catalogue import Words
from tests.support.practice import NOW
from tests.support.programmes import CONTENT, programme_content


def _file(**changes: Any) -> bytes:
    table = json.loads(pack_programme(programme_content()))
    table.update(changes)
    if "content" in changes:
        table["digest"] = canonical_digest(changes["content"])
    return json.dumps(table).encode()


def _text(packed: bytes) -> str:
    packer = zlib.compressobj(9, zdict=COMMON_WORDS)
    return TEXT_MARK + base45(bytes(32) + packer.compress(packed) + packer.flush())


def test_what_leaves_as_a_file_or_as_text_is_what_comes_back() -> None:
    content = programme_content()
    assert unpack_programme(pack_programme(content)) == content
    text = pack_programme_text(content)
    assert unpack_programme(text) == content
    assert unpack_programme(b"\xef\xbb\xbf \r\n" + pack_programme(content)) == content
    assert unpack_programme(f"\n {text} \n") == content


def test_the_same_programme_gives_the_same_bytes_and_six_exercises_fit_a_small_code() -> None:
    assert pack_programme(programme_content()) == pack_programme(programme_content())
    assert len(pack_programme_text(programme_content())) < MAX_TEXT / 2


def test_the_words_of_the_short_text_are_part_of_the_format(pytestconfig: pytest.Config) -> None:
    text = (pytestconfig.rootpath / "docs" / "exchange.md").read_text("utf-8")
    assert text.split("```text\n")[1].split("\n```")[0].replace("\n", "").encode() == COMMON_WORDS
    assert f"{zlib.adler32(COMMON_WORDS):08x}" == "0fd81b56"


@given(st.binary(max_size=200))
@settings(max_examples=50, deadline=None)
def test_base45_gives_back_the_bytes(data: bytes) -> None:
    assert from_base45(base45(data)) == data


def test_base45_is_that_of_its_standard() -> None:
    assert base45(b"AB") == "BB8"
    assert base45(b"ietf!") == "QED8WEX0"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "programme_not"),
        (b"{}", "programme_not"),
        (b"PK\x03\x04", "programme_not"),
        (b"[" * 100_000, "programme_not"),
        (b'{"a":' * 5000, "programme_not"),
        (b" " * MAX_BYTES + b"{}", "programme_not"),
        (_file()[:-30], "programme_not"),
        (_file(format_version=3), "programme_newer"),
        (_file(format="formcheck-visits"), "programme_not"),
        (_file(number=0), "programme_damaged"),
        (_file(number=10**30), "programme_damaged"),
        (_file(created_at=1e300), "programme_damaged"),
        (_file(patient_id="../../etc/passwd"), "programme_damaged"),
        (_file(patient_id="a1" * 16 + "\n"), "programme_damaged"),
        (_file(more=1), "programme_damaged"),
        (_file(digest="0" * 64), "programme_changed"),
        (_file(content={"items": []}), "programme_wrong"),
        (_file(content={"items": [{"exercise": "flying"}]}), "programme_wrong"),
        (_file(content={"items": [{"exercise": "plank", "reps": 5}]}), "programme_wrong"),
        (_file(content={"items": [{"exercise": "plank", "strictness": 1e9}]}), "programme_wrong"),
        (_file(content={"items": [{"exercise": "plank", "wings": 2}]}), "programme_newer"),
        (_file(content={"items": [{"exercise": "plank", "override": {"bands": [7]}}]}), "programme_wrong"),
        (_file().replace(b"1.2", b"1e999"), "programme_not"),
        (_file().replace(b"1.2", b"NaN"), "programme_not"),
        (_file(patient="\ud800"), "programme_not"),
        ("FCP9:ABC", "programme_newer"),
        ("FCP:", "programme_not"),
        ("FCP1:", "programme_not"),
        ("FCP1:::::::", "programme_not"),
        ("FCP1:é", "programme_not"),
        (pack_programme_text(programme_content())[:-6], "programme_not"),
        (_text(b'{"content":' + b" " * (2 * MAX_BYTES) + b"1}"), "programme_not"),
        (_text(b'{"patient_id":"x"}'), "programme_not"),
    ],
)  # fmt: skip
def test_what_is_no_programme_is_refused_in_a_sentence(data: bytes | str, why: str) -> None:
    with pytest.raises(ExchangeError) as error:
        unpack_programme(data)
    assert error.value.why == why
    assert "\n" not in error.value.sentence(Words("nl"))


def test_a_name_loses_what_no_page_should_meet() -> None:
    content = unpack_programme(_file(patient="An\u202ena\x00\x1b[31m " + "x" * 500))
    assert content.patient.startswith("An na [31m xxx")
    assert len(content.patient) == 200


def test_what_the_therapist_wrote_for_themselves_stays_there() -> None:
    version = ProgrammeVersion(
        id="b2" * 16, number=3, created_at=NOW, content=CONTENT, message="doet te weinig", digest=""
    )
    content = ProgrammeContent.of(version, Patient(id="a1" * 16, name="Anna", lang="nl"))
    assert b"weinig" not in pack_programme(content)
    assert content.message == unpack_programme(pack_programme_text(content)).message == ""


@given(st.integers(0, len(pack_programme(programme_content())) - 1), st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_one_changed_byte_never_gives_another_programme(at: int, value: int) -> None:
    data = bytearray(pack_programme(programme_content()))
    data[at] = value
    try:
        found = unpack_programme(bytes(data))
    except ExchangeError:
        return
    assert found.content == CONTENT
