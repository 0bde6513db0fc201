"""Versions of a programme: never changed, and told apart in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.coach.programme import Item, Programme
from formcheck.errors import InputError
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.band_edits import BandGroup, Edges, NewEdges, band_groups, with_edges
from formcheck.visits.programme_words import difference
from formcheck.visits.programmes import add_version, current, history, in_force, of_exercise, programme_of
from formcheck.visits.store import VisitStore
from formcheck.words.catalogue import LANGUAGES, Words
from tests.support.practice import NOW
from tests.support.store_places import Places


def programme(**fields: object) -> Programme:
    """A plank of 20 s, and what else is wanted of it."""
    return Programme.model_validate({"items": [{"exercise": "plank", "hold_s": 20, **fields}]})


def test_the_newest_version_is_in_force_and_the_others_stay(tmp_path: Path, places: Places) -> None:
    with VisitStore(places(tmp_path), now=lambda: NOW) as store:
        assert [item.exercise for item in in_force(store).programme.items] == list(exercise_names())
        with store.writing() as session:
            own = store.own_patient(session).id
            for hold_s in (20, 25, 25, 20):
                add_version(session, own, programme(hold_s=hold_s), NOW)
        with store.reading() as session:
            versions = history(session, own)
            assert [(v.number, programme_of(v).items[0].hold_s) for v in versions] == [
                (3, 20),
                (2, 25),
                (1, 20),
            ]
        followed = in_force(store)
        assert followed.programme == programme(hold_s=20)
        assert followed.version is not None
        assert followed.version.number == 3


def test_a_version_has_the_key_of_where_it_was_made_until_it_is_taken(tmp_path: Path, places: Places) -> None:
    with VisitStore(places(tmp_path), now=lambda: NOW) as store, store.writing() as session:
        own = store.own_patient(session).id
        keys = [
            add_version(session, own, programme(hold_s=s), NOW, key=k).id for s, k in ((20, "a"), (25, "b"))
        ]
        again = add_version(session, own, programme(hold_s=20), NOW, key="a")
    assert keys == ["a", "b"]
    assert again.number == 3, "an older file that is opened is in force again"
    assert again.id not in keys


def test_what_a_newer_formcheck_wrote_is_refused_in_one_line(tmp_path: Path, places: Places) -> None:
    with VisitStore(places(tmp_path), now=lambda: NOW) as store:
        with store.writing() as session:
            own = store.own_patient(session).id
            add_version(session, own, programme(), NOW)
            version = current(session, own)
            assert version is not None
            version.content = {"items": [{"exercise": "plank", "gravity": 2}]}
        with pytest.raises(InputError, match="cannot be read by this formcheck"):
            in_force(store)


CHANGES: tuple[tuple[dict[str, object], str, int], ...] = (
    ({"hold_s": 25}, "3 × 25", 1),
    ({"rest_s": 30}, "30 s", 1),
    ({"days": ["mon", "thu"]}, "Mon, Thu", 1),
    ({"strictness": 1.5}, "1.5", 1),
    ({"override": {"fault_from": {"sag": 0.04}}}, "almost above 4", 1),
    ({"override": {"limits": {"settled": 0.03}}}, "limits.settled 0.03", 1),
    (
        {"reference": {"values": {"hip_offset": -0.03}, "taken_on": "2026-11-16"}},
        "approved, of 16 Nov 2026",
        1,
    ),
    ({"note": "Rustig"}, "Rustig", 1),
    ({}, "", 0),
)


@pytest.mark.parametrize(("fields", "told", "lines"), CHANGES, ids=str)
def test_every_change_is_told_once_in_both_languages(
    fields: dict[str, object], told: str, lines: int
) -> None:
    before, after = programme(), programme(**fields)
    said = difference(before, after, Words("en"))
    assert len(said) == lines
    assert told in "".join(said)
    assert [len(difference(before, after, Words(language))) for language in LANGUAGES] == [lines] * 2
    assert difference(after, after, Words("nl")) == []


def test_exercises_that_come_go_and_change_places_are_told() -> None:
    plank, bridge, dog = (Item(exercise=name) for name in ("plank", "bridge", "bird-dog"))
    said = difference(Programme(items=(plank, bridge)), Programme(items=(bridge, plank, dog)), Words("en"))
    assert said == ["New: Bird-dog, 3 × 20 times each side", "Another order"]
    assert difference(None, Programme(items=(plank,)), Words("en")) == ["First programme"]
    assert difference(Programme(items=(plank, bridge)), Programme(items=(bridge,)), Words("en")) == [
        "Gone: Front plank"
    ]


def groups(exercise: str, fault: str, override: dict[str, object] | None = None) -> list[BandGroup]:
    """The bands of a fault."""
    config = get_exercise(exercise).config(override or {})
    return [group for group in band_groups(config) if group.fault == fault]


@pytest.mark.parametrize("exercise", exercise_names())
def test_edges_that_are_written_are_read_again_as_they_were(exercise: str) -> None:
    """For every band of every exercise, also where one fault has several."""
    for fault in {group.fault for group in band_groups(get_exercise(exercise).config())}:
        wanted = [
            (
                group,
                NewEdges(
                    *(Edges(*(0.98 * end for end in group.edges(grade))) for grade in ("green", "amber"))
                ),
            )
            for group in groups(exercise, fault)
        ]
        override = with_edges({"timing": {"release_s": 0.4}}, fault, wanted)
        for (_, edges), used in zip(wanted, groups(exercise, fault, override), strict=True):
            assert (used.edges("green"), used.edges("amber")) == edges
        assert with_edges(override, fault, [(group, NewEdges(None, None)) for group, _ in wanted]) == {
            "timing": {"release_s": 0.4}
        }


def test_one_number_moves_amber_along() -> None:
    (sag,) = groups("plank", "sag")
    (moved,) = groups(
        "plank", "sag", with_edges({}, "sag", [(sag, NewEdges(Edges(-float("inf"), 0.04), None))])
    )
    assert (moved.edges("green").high, moved.edges("amber").high) == (0.04, 0.065)
    assert moved.without_reference("green") is None, "with a reference and without"


def test_one_exercise_is_done_as_the_programme_has_it_but_for_what_is_asked_for_today(
    tmp_path: Path, places: Places
) -> None:
    content = {
        "items": [{"exercise": "bridge", "hold_s": 20, "sets": 2, "strictness": 2}],
        "stop_rules": {"stop_from": 5},
    }
    with VisitStore(tmp_path, now=lambda: NOW) as store:
        with store.writing() as session:
            own = store.own_patient(session).id
            add_version(session, own, Programme.model_validate(content), NOW)
        followed = in_force(store)
    bridge = of_exercise(followed, Item(exercise="bridge", reps=8))
    (item,) = bridge.programme.items
    assert (item.reps, item.hold_s, item.sets, item.strictness) == (8, None, 2, 2)
    assert bridge.version == followed.version
    plank = of_exercise(followed, Item(exercise="plank"))
    assert plank.version is None, "it is not in the programme"
    assert plank.programme.stop_rules.stop_from == 5
