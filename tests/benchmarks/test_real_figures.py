"""Counts over real people, on made-up cases: other things, false alarms, what is wanted, the short form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.accuracy.real import short_form
from benchmarks.accuracy.real.figures import Figures, figures, verdict_of
from benchmarks.accuracy.real.judging import Claim, Judged, NamedFault, Subject
from benchmarks.accuracy.real.labels import ClipTimes, Label, read_row
from benchmarks.accuracy.real.legs import leg_swaps
from benchmarks.accuracy.real.spreads import spread
from benchmarks.accuracy.real.wanted import wanted
from benchmarks.accuracy.real.wrongs import wrongs
from formcheck.exercises import exercise_names
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import ModelInfo, Track

MODEL = ModelInfo("fake", "none")
ROW = {"id": "p", "kind": "photo", "view": "side", "form": "good", "whole_body": "yes"}
PIKE = NamedFault("pike", (0.5, 2.9), -0.07, "fraction", 1.0)
GOOD = Claim("plank", "hold", (0.4, 2.9), "good")
PIKED = Claim("plank", "hold", (0.4, 2.9), "fault", (PIKE,))


def label(name: str, exercise: str, form: str = "good", neither: tuple[float, float] | None = None) -> Label:
    times = ClipTimes(neither=(neither,) if neither else ())
    return read_row(ROW | {"id": name, "exercise": exercise, "form": form}, times)


def subject(label: Label, auto: str = "plank", **said: Claim) -> Subject:
    """`said`: the claim of each exercise that makes one, underscores for hyphens."""
    own = {name.replace("_", "-"): (claim,) for name, claim in said.items()}
    named = {
        n: Judged(n, (n,), "good", own.get(n, ()), frozenset({"head_position"}), ()) for n in exercise_names()
    }
    found = Judged("auto", (auto,) if auto else (), "good", own.get(auto, ()), frozenset(), ())
    return Subject(label, Track.empty((640, 480), MODEL), "recording", "none", found, named)


def planks() -> list[Subject]:
    return [
        subject(label("a", "front plank"), plank=GOOD),
        subject(label("b", "high plank"), plank=PIKED),
        subject(label("c", "front plank", "piked"), plank=GOOD, bridge=PIKED),
        subject(label("d", "negative: reverse plank", "n.a."), plank=GOOD),
        subject(label("e", "negative: cobra", "n.a."), auto="", side_plank=PIKED),
        subject(label("f", "other: fold", "n.a.", neither=(0.0, 3.0)), plank=GOOD),
    ]


@pytest.fixture
def found() -> Figures:
    return figures(planks())


def test_form_and_faults(found: Figures) -> None:
    (row,) = found.form
    assert (row.group, row.shown, row.states) == ("plank: photographs", 2, {"good": 1, "fault": 1})
    assert found.named == [("c", ("pike",), ())]


def test_something_else_is_wrong_once_however_many_exercises_claim_it(found: Figures) -> None:
    rows = {row.shows: (row.named, row.auto) for row in found.others}
    assert rows == {"reverse plank": (1, 1), "cobra": (1, 0), "fold": (0, 0)}
    both = subject(label("g", "negative: wheel"), plank=GOOD, bridge=PIKED)
    assert verdict_of(both) == ("plank", "bridge")
    assert figures([both]).others[0].named == 1


def test_our_own_exercise_as_another_one(found: Figures) -> None:
    assert found.strangers == [("c", "bridge")]
    # On hands and knees a cat-camel may be measured as a bird-dog, unless a fault comes of it.
    kneels = label("k", "cat-camel")
    assert figures([subject(kneels, bird_dog=GOOD)]).strangers == []
    assert figures([subject(kneels, bird_dog=PIKED)]).strangers == [("k", "bird-dog")]


def test_false_alarms_count_where_the_fault_could_be_judged(found: Figures) -> None:
    rows = {row.fault: (row.named, row.judged) for row in found.alarms if row.exercise == "plank"}
    assert rows["pike"] == (1, 2)
    assert rows["sag"] == (0, 2)
    assert rows["head_position"] == (0, 0)


def test_what_is_wanted_and_whether_it_is_reached(found: Figures) -> None:
    lines = {w.target.what.split(":")[0]: w.target for w in wanted(planks(), found, (3, 3))}
    assert (
        "0.50 / 0.50 (1 and 1 of 2" in lines["well-filmed good photographs (plank, side plank, bridge)"].got
    )
    assert lines["something else given a verdict, exercise named"].got == "0.67 (2 of 3)"
    assert lines["something else given a verdict, auto"].got == "0.33 (1 of 3)"
    assert lines["clear faults named (sag, pike, drop, high arch)"].reached is False
    assert lines["rendered clips, all targets"].reached is True
    assert lines["good bird-dog repetitions without a false fault"].reached is None
    good = [subject(label("a", "front plank"), plank=GOOD)]
    assert wanted(good, figures(good))[0].target.reached is True


def test_everything_wrong_is_listed_once() -> None:
    named = subject(label("g", "front plank", "piked"), plank=PIKED)
    listed = [(w.recording, w.what) for w in wrongs([*planks(), named])]
    assert sorted(listed) == [
        ("b", "good called a fault"),
        ("c", "fault not named"),
        ("d", "something else given a verdict"),
        ("e", "something else given a verdict"),
    ]


def test_the_short_form_notices_what_got_worse(found: Figures, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short_form, "read_figures", lambda: short_form.counts(found))
    assert short_form.worse(short_form.short_figures(planks())) == []
    piked = [replace(s, named=s.named | {"plank": planks()[1].named["plank"]}) for s in planks()]
    told = short_form.worse(short_form.short_figures(piked))
    assert any("good form called a fault was 1 and is 2" in line for line in told), told
    assert short_form.worse({})


def test_spread_leaves_out_what_was_not_seen() -> None:
    values = spread([1.0, float("nan"), 3.0])
    assert (values.values, values.median) == (2, 2.0)
    assert spread([]).values == 0


def test_leg_swaps() -> None:
    xy = np.zeros((61, 33, 2))
    xy[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER], 0] = 100.0
    xy[:, Landmark.LEFT_ANKLE] = (-80.0, 0.0)
    xy[:, Landmark.RIGHT_ANKLE] = (-80.0, 60.0)
    still = Track.build(np.arange(61) / 30, xy, size=(640, 480), model=MODEL)
    assert leg_swaps(still) == 0.0
    both = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]
    xy[30:, both] = xy[30:, both[::-1]]
    assert leg_swaps(replace(still, xy=xy.astype(np.float32))) == pytest.approx(30.0)  # one in two seconds
