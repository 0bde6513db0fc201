"""Files locked with a passphrase: opened by the right one only, and never at any price in work."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from formcheck.errors import OutputError
from formcheck.exchange import sealing
from formcheck.exchange.export_visits import Selection, export_visits
from formcheck.exchange.refused import ExchangeError
from formcheck.exchange.sealing import MARK, MAX_WORK, is_locked, lock, unlock
from formcheck.visits.schema import Visit
from formcheck.visits.store import VisitStore
from tests.exchange.test_there_and_back import count, take
from tests.support.age_format import locked
from tests.support.exchange_files import file_of, members_of

SECRET = "zeven groene fietsen é"


def test_a_locked_file_says_so_and_opens_with_its_passphrase_alone(
    sender: VisitStore, receiver: VisitStore, patient: str, tmp_path: Path
) -> None:
    path = tmp_path / "anna.formcheck"
    export_visits(sender, Selection(patient, recordings=False), path, SECRET)
    assert is_locked(path)
    assert path.read_bytes().startswith(MARK)
    assert b"PK\x03\x04" not in path.read_bytes()
    assert not list((sender.folder / "exchange").iterdir())
    assert len(take(receiver, path.read_bytes(), SECRET).new) == 2


def test_the_format_is_that_of_other_programs(receiver: VisitStore, sent: bytes) -> None:
    data = locked(_without_recordings(sent), SECRET)
    with pytest.raises(ExchangeError) as error:
        take(receiver, data, "zeven groene fietsen")
    assert error.value.why == "wrong_passphrase"
    with pytest.raises(ExchangeError) as error:
        take(receiver, data)
    assert error.value.why == "needs_passphrase"
    assert not list((receiver.folder / "exchange").iterdir())
    assert len(take(receiver, data, "zeven groene fietsen e\u0301").new) == 2


def _without_recordings(sent: bytes) -> bytes:
    return file_of({n: data for n, data in members_of(sent).items() if not n.startswith("recordings/")})


def test_damage_is_told_from_a_wrong_passphrase(receiver: VisitStore) -> None:
    data = locked(b"x" * 1000, SECRET)
    for spoilt in (data[:-1], data + b"x", data[:-20] + b"X" + data[-19:]):
        with pytest.raises(ExchangeError) as error:
            take(receiver, spoilt, SECRET)
        assert error.value.why == "locked_damaged"
    with pytest.raises(ExchangeError) as error:
        take(receiver, data, SECRET)
    assert error.value.why == "not_ours"


@pytest.mark.parametrize("claimed", [MAX_WORK + 1, 40, 63, 99])
def test_endless_work_is_not_begun(receiver: VisitStore, claimed: int) -> None:
    began = time.perf_counter()
    with pytest.raises(ExchangeError) as error:
        take(receiver, locked(b"x", SECRET, claimed=claimed), SECRET)
    assert error.value.why == "lock_bomb"
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    "head",
    [
        MARK,
        MARK + b"-> X25519 abc\nabc\n--- abc\n",
        MARK + b"-> scrypt " + b"A" * 22 + b" 10\n" + b"A" * 43 + b"\n-> scrypt " + b"A" * 22 + b" 63\n",
        MARK + b"-> scrypt " + b"A" * 22 + b" 0x20\n" + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n",
        MARK + b"-> grease\n" * 100_000,
    ],
)
def test_other_locks_are_not_tried(receiver: VisitStore, head: bytes) -> None:
    with pytest.raises(ExchangeError) as error:
        take(receiver, head + bytes(100), SECRET)
    assert error.value.why == "locked_otherwise"


def test_sizes_and_short_passphrases_are_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "from", tmp_path / "to"
    source.write_bytes(locked(b"x" * 100, SECRET))
    monkeypatch.setattr(sealing, "_run", lambda *_: pytest.fail("it was tried"))
    monkeypatch.setattr(sealing, "MAX_LOCKED_BYTES", 90)
    refusals = {"short": "weak_passphrase", "x" * 2000: "weak_passphrase", SECRET: "lock_too_large"}
    for passphrase, why in refusals.items():
        with pytest.raises(ExchangeError) as error:
            lock(source, target, passphrase)
        assert error.value.why == why
    with pytest.raises(ExchangeError) as error:
        unlock(source, target, SECRET)
    assert error.value.why == "lock_bomb"


def test_a_process_that_dies_is_told_without_a_traceback(
    receiver: VisitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_run", lambda *_: -9)
    with pytest.raises(OutputError, match="memory"):
        take(receiver, locked(b"x", SECRET), SECRET)
    assert count(receiver, Visit) == 0
