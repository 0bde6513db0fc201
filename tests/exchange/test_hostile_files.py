"""Files that are damaged, foreign or made to do harm: each is refused in a sentence, and nothing is kept."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from formcheck.exchange import package, rows
from formcheck.exchange.container import MAX_JSON_BYTES
from formcheck.exchange.refused import ExchangeError
from formcheck.visits.results import canonical_digest
from formcheck.visits.schema import Exercise, Patient, Recording, Visit
from formcheck.visits.store import VisitStore
from formcheck.words.catalogue import Words
from tests.exchange.test_there_and_back import count, take
from tests.support.exchange_files import changed, file_of, members_of
from tests.support.practice import NOW

Edit = Callable[[Any], object]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VisitStore]:
    """A store that nothing gets into."""
    with VisitStore(tmp_path_factory.mktemp("empty"), now=lambda: NOW) as store:
        yield store


def nothing_in(store: VisitStore) -> bool:
    """Whether the store is as it was made: no rows, no recordings, nothing left of the work."""
    empty = not any(count(store, kind) for kind in (Patient, Visit, Exercise, Recording))
    left = [path for part in ("recordings", "exchange") for path in (store.folder / part).rglob("*")]
    return empty and not [path for path in left if path.is_file()]


def refused(store: VisitStore, data: bytes) -> ExchangeError:
    """The error that the file gets, of which nothing stays."""
    with pytest.raises(ExchangeError) as error:
        take(store, data)
    assert nothing_in(store)
    for language in ("nl", "en"):
        assert "\n" not in error.value.sentence(Words(language))
    return error.value


def with_member(data: bytes, name: str, content: bytes = b"x", mode: int = 0o100644) -> bytes:
    """The file with one member more, which the manifest lists."""
    members = {**members_of(data), name: content}
    file = io.BytesIO(file_of(members))
    with zipfile.ZipFile(file) as archive:
        entries = [(info, archive.read(info)) for info in archive.infolist()]
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as archive:
        for info, held in entries:
            if info.filename == name:
                info.external_attr = mode << 16
            archive.writestr(info, held)
    return again.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "C:\\Windows\\win.ini",
        "visits/../../x.json",
        "visits/" + "a" * 32 + ".json/../../x",
        "visits/" + "A" * 32 + ".json",
        "visits/x.json",
        "recordings/" + "0" * 64 + ".parquet.exe",
        "recordings/",
        "pictures/face.jpg",
        "a" * 5000,
    ],
)
def test_members_with_other_names_are_refused(empty: VisitStore, sent: bytes, name: str) -> None:
    assert refused(empty, with_member(sent, name)).why == "foreign_member"


def test_a_name_that_ends_early_is_refused(empty: VisitStore, sent: bytes) -> None:
    name = "visits/" + "a" * 32 + ".json"
    data = with_member(sent, f"{name}Xtxt").replace(f"{name}X".encode(), f"{name}\0".encode())
    assert refused(empty, data).why == "foreign_member"


def test_symbolic_links_are_refused(empty: VisitStore, sent: bytes) -> None:
    name = "visits/" + "a" * 32 + ".json"
    assert refused(empty, with_member(sent, name, b"/etc/passwd", 0o120777)).why == "foreign_member"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_stand_there_twice_are_refused(empty: VisitStore, sent: bytes) -> None:
    file = io.BytesIO(sent)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("patient.json", b"{}")
    assert refused(empty, file.getvalue()).why == "foreign_member"


def test_a_document_of_zeros_is_not_unpacked(empty: VisitStore, sent: bytes) -> None:
    members = members_of(sent)
    name = next(name for name in members if name.startswith("visits/"))
    members[name] = b'{"comment":"' + b" " * (12 << 20) + b'"}'
    assert refused(empty, file_of(members)).why == "bomb"
    members[name] = b" " * (MAX_JSON_BYTES + 1)
    assert refused(empty, file_of(members)).why == "too_large"


def test_members_that_share_their_bytes_are_refused(empty: VisitStore, sent: bytes) -> None:
    members = members_of(sent)
    name = next(name for name in members if name.startswith("recordings/"))
    extra = [f"recordings/{number:064x}.parquet" for number in range(40)]
    data = file_of({**members, **dict.fromkeys(extra, b"")})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        shared = archive.getinfo(name)
    forged = bytearray(data)
    for one in extra:  # the directory says that each lies where the first one does
        at = data.rindex(one.encode()) - 46
        struct.pack_into("<LLL", forged, at + 16, shared.CRC, shared.compress_size, shared.file_size)
        struct.pack_into("<L", forged, at + 42, shared.header_offset)
    assert refused(empty, bytes(forged)).why == "bomb"


@pytest.mark.parametrize("claim", [0, 1, 1000])
def test_a_member_that_lies_about_its_size_is_refused(empty: VisitStore, sent: bytes, claim: int) -> None:
    name = next(name for name in members_of(sent) if name.startswith("visits/"))
    forged = bytearray(sent)
    struct.pack_into("<L", forged, sent.rindex(name.encode()) - 46 + 24, claim)
    assert refused(empty, bytes(forged)).why in ("wrong_hash", "damaged")


def test_a_directory_of_a_million_members_is_not_read(empty: VisitStore, sent: bytes) -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_000, 65_000, 46 * 65_000, len(sent), 0)
    assert refused(empty, sent + bytes(46 * 65_000) + end).why == "too_large"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"PK", "not_ours"),
        (b"PK\x03\x04", "cut_off"),
        (b"hello, this is a letter", "not_ours"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not_ours"),
        (b"%PDF-1.7\n" + bytes(100), "not_ours"),
    ],
)
def test_other_files_are_told_from_ours(empty: VisitStore, data: bytes, why: str) -> None:
    assert refused(empty, data).why == why


def test_a_zip_of_somebody_else_is_told_from_ours(empty: VisitStore) -> None:
    for name in ("mimetype", "patient.json"):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(name, b"application/epub+zip")
        assert refused(empty, file.getvalue()).why == "not_ours"


@given(st.floats(0, 1))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_cut_off_anywhere_is_refused(empty: VisitStore, sent: bytes, share: float) -> None:
    assert refused(empty, sent[: int(share * (len(sent) - 1))]).why in ("empty", "not_ours", "cut_off")


@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=3))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_changed_bytes_are_noticed_or_change_nothing(
    receiver: VisitStore, sent: bytes, changes: list[tuple[float, int]]
) -> None:
    forged = bytearray(sent)
    for share, change in changes:
        forged[int(share * len(sent))] ^= change
    try:
        done = take(receiver, bytes(forged))
    except ExchangeError:
        return
    assert len(done.new) + done.same == 2  # a byte that tells nothing, as a date in the zip


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ({"format_version": 2}, "newer"),
        ({"format_version": "1"}, "damaged"),
        ({"format_version": 0}, "damaged"),
        ({"format": "epub"}, "not_ours"),
        ({"members": []}, "damaged"),
        ({"members": [{"name": "patient.json"}]}, "damaged"),
        ({"members": "all"}, "damaged"),
    ],
)
def test_the_manifest_has_to_fit(empty: VisitStore, sent: bytes, head: Any, why: str) -> None:
    assert refused(empty, file_of(members_of(sent), **head)).why == why


def test_contents_that_are_not_those_of_the_manifest_are_refused(empty: VisitStore, sent: bytes) -> None:
    whole = io.BytesIO(file_of(members_of(sent)))
    with zipfile.ZipFile(whole) as archive:
        entries = [(info, archive.read(info)) for info in archive.infolist()]
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as archive:
        for info, held in entries:
            forged = re.sub(rb'"pain_before":\d', b'"pain_before":0', held)  # as long as before
            archive.writestr(info, forged if info.filename.startswith("visits/") else held)
    assert refused(empty, again.getvalue()).why == "wrong_hash"


def _set(**values: object) -> Edit:
    return lambda table: table.update(values)


def _in_exercise(**values: object) -> Edit:
    return lambda visit: visit["exercises"][0].update(values)


def _in_result(**values: object) -> Edit:
    return lambda visit: visit["exercises"][0]["result"].update(values)


def _in_event(**values: object) -> Edit:
    return lambda visit: visit["exercises"][0]["result"]["events"][0].update(values)


def _deep(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("name", "change", "why"),
    [
        ("patient", _set(id="../x"), "damaged"),
        ("patient", _set(id=None), "damaged"),
        ("patient", _set(lang="xx"), "damaged"),
        ("patient", _set(own=True), "newer"),
        ("patient", lambda table: [table], "damaged"),
        ("visits/", _set(id="0" * 32), "damaged"),
        ("visits/", _set(state="<script>"), "damaged"),
        ("visits/", _set(pain_before=11), "damaged"),
        ("visits/", _set(pain_before=True), "damaged"),
        ("visits/", _set(pain_before="3"), "damaged"),
        ("visits/", _set(began_at="2026-11-20T23:30:00"), "damaged"),
        ("visits/", _set(began_at="9999-12-31T23:59:59+00:00"), "damaged"),
        ("visits/", _set(began_at=None), "damaged"),
        ("visits/", _set(utc_offset_min=10**40), "damaged"),
        ("visits/", _set(exercises={}), "damaged"),
        ("visits/", _set(exercises=[1]), "damaged"),
        ("visits/", _set(plan={"items": [{"exercise": "plank", "wings": 1}]}), "newer"),
        ("visits/", _set(plan={"items": 3}), "damaged"),
        ("visits/", _set(plan=_deep(500)), "damaged"),
        ("visits/", _set(plan={"a": "\x1b[2J"}), "damaged"),
        ("visits/", _set(mood="good"), "newer"),
        ("visits/", lambda visit: visit["exercises"].append(visit["exercises"][0]), "damaged"),
        ("visits/", _in_exercise(id=None), "damaged"),
        ("visits/", _in_exercise(name="flying"), "newer"),
        ("visits/", _in_exercise(recording="../../x"), "damaged"),
        ("visits/", _in_exercise(thresholds="0" * 64), "damaged"),
        ("visits/", _in_exercise(thresholds=["0" * 64]), "damaged"),
        ("visits/", _in_exercise(sets={"a": 1e300}), "damaged"),
        ("visits/", _in_result(schema=99), "newer"),
        ("visits/", _in_result(exercise="flying"), "newer"),
        ("visits/", _in_result(view="from above"), "newer"),
        ("visits/", _in_result(technique={"flying": {}}), "damaged"),
        ("visits/", _in_result(unmeasured={"sag": "the moon"}), "newer"),
        ("visits/", _in_result(events=[{}]), "damaged"),
        ("visits/", _in_event(end_s=-1), "damaged"),
        ("visits/", _in_event(end_s=1e13), "damaged"),
        ("visits/", _in_event(reason="the moon"), "newer"),
        ("visits/", _in_event(measures={"x\x00": 1}), "damaged"),
        ("thresholds/", _set(version="9"), "wrong_hash"),
        ("programmes/", _set(digest="0" * 64), "wrong_hash"),
        ("programmes/", _set(number=-1), "damaged"),
    ],
)  # fmt: skip
def test_documents_that_hold_something_else_are_refused(
    empty: VisitStore, sent: bytes, name: str, change: Edit, why: str
) -> None:
    assert refused(empty, changed(sent, name, change)).why == why


def test_bands_with_one_end_are_refused(empty: VisitStore, sent: bytes) -> None:
    members = members_of(sent)
    name = next(name for name in members if name.startswith("thresholds/"))
    table = json.loads(members.pop(name))
    table["bands"][0]["green"] = [None]
    old, digest = Path(name).stem, canonical_digest(table)
    for visit in [name for name in members if name.startswith("visits/")]:
        members[visit] = members[visit].replace(old.encode(), digest.encode())
    members[f"thresholds/{digest}.json"] = json.dumps(table).encode()
    assert refused(empty, file_of(members)).why == "damaged"


@pytest.mark.parametrize(
    "text", [b"NaN", b"-Infinity", b"1e999", b"1" * 5000, b"[" * 100_000, b'"\\ud800"', b"\xff", b"{", b""]
)
def test_json_that_no_store_could_hold_is_refused(empty: VisitStore, sent: bytes, text: bytes) -> None:
    members = members_of(sent)
    name = next(name for name in members if name.startswith("visits/"))
    value = json.loads(members[name])
    value["pain_after"] = "HERE"
    members[name] = json.dumps(value).encode().replace(b'"HERE"', text)
    assert refused(empty, file_of(members)).why == "damaged"


def _foreign_parquet(data: bytes) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = io.BytesIO()
    pq.write_table(pa.table({"time_s": [1.0, 2.0]}), file)
    return file.getvalue()


@pytest.mark.parametrize("spoil", [_foreign_parquet, lambda data: data[:-100], lambda data: b"PAR1" * 20])
def test_recordings_that_are_none_are_refused(
    empty: VisitStore, sent: bytes, spoil: Callable[[bytes], bytes]
) -> None:
    import hashlib

    members = members_of(sent)
    name = next(name for name in members if name.startswith("recordings/"))
    spoilt = spoil(members.pop(name))
    stem = hashlib.sha256(spoilt).hexdigest()
    old = name.removeprefix("recordings/").removesuffix(".parquet").encode()
    members = {key: value.replace(old, stem.encode()) for key, value in members.items()}
    members[f"recordings/{stem}.parquet"] = spoilt
    assert refused(empty, file_of(members)).why == "recording"
    members[name] = members.pop(f"recordings/{stem}.parquet")
    assert refused(empty, file_of(members)).why == "wrong_hash"


def test_endless_recordings_are_not_read(
    empty: VisitStore, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MAX_FRAMES", 500)
    assert refused(empty, sent).why == "too_large"


def test_names_and_comments_lose_what_no_page_should_meet(receiver: VisitStore, sent: bytes) -> None:
    bad = "<script>alert(1)</script>\u202e\x00\x1b[31m" + "x" * 400
    data = changed(sent, "patient.json", _set(name=bad))
    done = take(receiver, changed(data, "visits/", _set(comment="=cmd|'/C calc'!A0\r\n\x07" + "y" * 30_000)))
    assert done.patient.startswith("<script>alert(1)</script> ")
    assert done.patient.isprintable()
    assert len(done.patient) <= 200
    with receiver.reading() as session:
        comments = [visit.comment for visit in session.scalars(select(Visit)) if visit.comment]
    assert comments[0].startswith("=cmd|'/C calc'!A0\n ")
    assert len(comments[0]) == rows.MAX_TEXT
