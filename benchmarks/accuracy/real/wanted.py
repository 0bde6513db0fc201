"""The figures that are wanted of real people, and whether they are reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.accuracy.real.figures import (
    Case,
    Figures,
    all_cases,
    is_good,
    verdict_of,
    verdicts,
)
from benchmarks.accuracy.real.judging import Subject
from benchmarks.accuracy.targets import Target

HEADLINE_FAULTS = ("sag", "pike", "pelvis_drop", "pelvis_hike", "hyperextension")
"""Clear faults that count: sag, pike, drop, high arch, and the hike, a side plank's pike."""

FILMS = "the twelve points of `reference/films/make.sh` right or honestly refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line: what release 0.1.0 reached on 190 recordings, and the target of this figure."""

    before: str
    target: Target


def wanted(
    subjects: Sequence[Subject],
    found: Figures,
    rendered: tuple[int, int] | None = None,
    films: Mapping[str, int] | None = None,
) -> list[Wanted]:
    """The table.

    Args:
        subjects: the judged recordings.
        found: their figures.
        rendered: (reached, all) of the targets on rendered clips, where they are known.
        films: number of points of the films that are right, refused and wrong, where they are known.
    """
    cases = [case for case in all_cases(subjects) if is_good(case)]
    return [
        _well_filmed(cases),
        _repetitions(cases, "bird-dog", "4 of 10"),
        _repetitions(cases, "bridge", "not counted"),
        _something_else(subjects, "exercise named", "0.56", 0.05, lambda s: bool(verdict_of(s))),
        _something_else(subjects, "auto", "0.40", 0.03, lambda s: bool(verdicts(s, s.auto))),
        _counted(found),
        _cycles(cases),
        _clear_faults(found),
        _rendered(rendered),
        film_line(films),
    ]


def film_line(films: Mapping[str, int] | None) -> Wanted:
    """The line on films."""
    if films is None:
        return Wanted("none", Target(FILMS, "all", "not measured here", None))
    got = f"{films['right']} right, {films['refused']} honestly refused, {films['wrong']} wrong"
    return Wanted("none", Target(FILMS, "all", got, not films["wrong"]))


def _well_filmed(cases: Iterable[Case]) -> Wanted:
    held = ("plank", "side-plank", "bridge")
    own = [c for c in cases if c[1].shown.kind == "still" and c[1].shown.well_filmed]
    own = [case for case in own if case[0].label.exercise in held]
    what = "well-filmed good photographs (plank, side plank, bridge): judged good / called a fault"
    if not own:
        return Wanted("0.74 / 0.11", Target(what, ">= 0.90 / <= 0.02", "none shown", None))
    good, fault = _good_and_fault(own)
    plain = _good_and_fault([case for case in own if "yoga" not in case[0].label.group])
    of_plain = sum("yoga" not in case[0].label.group for case in own)
    got = f"{good / len(own):.2f} / {fault / len(own):.2f} ({good} and {fault} of {len(own)}; "
    got += f"without yoga bridges {plain[0]} and {plain[1]} of {of_plain})"
    reached = good / len(own) >= 0.90 and fault / len(own) <= 0.02
    return Wanted("0.74 / 0.11", Target(what, ">= 0.90 / <= 0.02", got, reached))


def _good_and_fault(cases: Sequence[Case]) -> tuple[int, int]:
    states = [meeting.state for _, meeting in cases]
    return states.count("good"), states.count("fault")


def _repetitions(cases: Iterable[Case], exercise: str, before: str) -> Wanted:
    own = [m for s, m in cases if s.label.exercise == exercise and m.shown.kind == "rep"]
    right = sum(not m.faults for m in own)
    told = f"{sum(m.state == 'good' for m in own)} judged good"
    got = f"{right / len(own):.2f} ({right} of {len(own)}, {told})" if own else "none shown"
    reached = right / len(own) >= 0.95 if own else None
    return Wanted(
        before, Target(f"good {exercise} repetitions without a false fault", ">= 0.95", got, reached)
    )


def _something_else(
    subjects: Iterable[Subject], how: str, before: str, limit: float, told: Callable[[Subject], bool]
) -> Wanted:
    own = [subject for subject in subjects if subject.label.other]
    wrong = sum(told(subject) for subject in own)
    got = f"{wrong / len(own):.2f} ({wrong} of {len(own)})" if own else "none shown"
    reached = wrong / len(own) <= limit if own else None
    return Wanted(before, Target(f"something else given a verdict, {how}", f"<= {limit:.2f}", got, reached))


def _counted(found: Figures) -> Wanted:
    own = [row for row in found.events if row.exercise in ("bridge", "bird-dog")]
    shown, right = sum(row.shown for row in own), sum(row.found for row in own)
    made_up = sum(row.invented for row in own)
    got = f"{right} of {shown} / {made_up}"
    reached = right == shown and not made_up if shown else None
    return Wanted("26 of 27 / 3", Target("plain repetitions found / invented", "all / 0", got, reached))


def _cycles(cases: Iterable[Case]) -> Wanted:
    own = [m for s, m in cases if s.label.exercise == "cat-camel" and m.shown.kind == "rep"]
    judged = sum(m.measured for m in own)
    got = f"{judged / len(own):.2f} ({judged} of {len(own)})" if own else "none shown"
    what = "cat-camel cycles judged where the back is in the picture"
    return Wanted("0", Target(what, ">= 0.80", got, judged / len(own) >= 0.8 if own else None))


def _clear_faults(found: Figures) -> Wanted:
    own = [(faults, named) for _, faults, named in found.named if set(faults) & set(HEADLINE_FAULTS)]
    right = sum(bool(set(faults) & set(named)) for faults, named in own)
    got = f"{right / len(own):.2f} ({right} of {len(own)})" if own else "none shown"
    what = "clear faults named (sag, pike, drop, high arch)"
    return Wanted("0.73", Target(what, ">= 0.90", got, right / len(own) >= 0.9 if own else None))


def _rendered(reached: tuple[int, int] | None) -> Wanted:
    what = "rendered clips, all targets"
    if reached is None:
        return Wanted("reached", Target(what, "stay reached", "not measured", None))
    got = f"{reached[0]} of {reached[1]} reached"
    return Wanted("reached", Target(what, "stay reached", got, reached[0] == reached[1]))
