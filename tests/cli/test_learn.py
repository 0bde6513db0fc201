"""`formcheck learn`: the cards in a terminal, the statements as questions, and what is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from formcheck.cli import learn_command
from formcheck.cli.learn_command import Reader, after_visit, list_cards, reader_of, show_card
from formcheck.errors import InputError
from formcheck.learn.cards import CARDS
from formcheck.learn.progress import Learned
from formcheck.visits.schema import Visit
from formcheck.visits.store import VisitStore
from formcheck.words.catalogue import Words
from tests.support.cli_program import environment, refused, run


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store in which this machine's patient has one visit."""
    with VisitStore(tmp_path / "store") as store, store.writing() as session:
        patient, now = store.own_patient(session), store.now()
        session.add(Visit(patient_id=patient.id, state="closed", began_at=now, arrived_at=now))
    return tmp_path / "store"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Somebody who types these answers."""
    typed: list[str] = []
    monkeypatch.setattr(learn_command, "_somebody_sits_here", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: typed.pop(0))
    return typed


def test_in_a_pipe_all_is_told_and_nothing_asked_or_made(tmp_path: Path) -> None:
    missing = {**environment(), "FORMCHECK_STORE": str(tmp_path / "none")}
    listed = run("learn", cwd=tmp_path, env=missing)
    words = Words("nl")
    assert listed.status == 0
    assert all(card.name in listed.out and words.text(card.title) in listed.out for card in CARDS)
    assert words.text("learn.unsure") not in listed.out
    assert list(tmp_path.iterdir()) == []
    refused(run("learn", "spine", cwd=tmp_path, env=missing), "no card", "muscles")


def test_a_card_tells_its_numbers_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    show_card("training", Reader(None, None), "en")
    out = " ".join(capsys.readouterr().out.split())
    assert "75 of 100" in out
    assert "Hides et al. 2001, Spine 26:E243" in out
    show_card("call", Reader(None, None), "nl")
    assert f"- {Words('nl').text('page.flags.1')}" in capsys.readouterr().out


def test_what_is_read_and_answered_is_remembered(
    place: Path, terminal: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with reader_of(place, None) as reader:
        terminal += ["1", ""]
        list_cards(reader, "en")
        assert reader.learned() == Learned(before={"discs": "true"})
        show_card("discs", reader, "en")
        terminal += ["2", "3"]
        list_cards(reader, "en")
        found = Learned(frozenset({"discs"}), {"discs": "true", "scan": "unsure"}, {"discs": "not_true"})
        assert reader.learned() == found
    out = " ".join(capsys.readouterr().out.split())
    assert "Many people think so." in out
    assert "Not remembered" not in out


def test_a_visit_in_a_window_names_the_next_card_unless_it_was_to_stop(place: Path) -> None:
    with VisitStore(place) as store:
        with store.writing() as session:
            visit = session.scalars(select(Visit)).one()
        assert after_visit(store, visit.id, "en").endswith("back. Read it with: formcheck learn muscles")
        with store.writing() as session:
            session.get_one(Visit, visit.id).advice = "stop"
        assert after_visit(store, visit.id, "en") == ""


def test_without_a_visit_it_says_that_it_remembers_nothing(
    tmp_path: Path, terminal: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    show_card("muscles", Reader(None, None), "en")
    assert "Not remembered" in capsys.readouterr().out
    with pytest.raises(InputError), reader_of(tmp_path / "none", None):
        pass
    assert terminal == []
