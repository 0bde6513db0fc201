"""What real people did against what was claimed of it, on small made-up cases."""

from __future__ import annotations

from benchmarks.accuracy.real.judging import Claim, NamedFault
from benchmarks.accuracy.real.labels import Form, Kind, Shown
from benchmarks.accuracy.real.meeting import invented, meet

STILL = Shown("still", (0.0, float("inf")), "good")


def shown(kind: Kind, start_s: float, end_s: float, form: Form = "good", *faults: str) -> Shown:
    return Shown(kind, (start_s, end_s), form, faults)


def claim(kind: str, start_s: float, end_s: float, *faults: NamedFault, reason: str = "") -> Claim:
    verdict = "unmeasured" if reason else "fault" if faults else "good"
    return Claim("plank", kind, (start_s, end_s), verdict, faults, reason)


def fault(kind: str, start_s: float, end_s: float) -> NamedFault:
    return NamedFault(kind, (start_s, end_s), -0.07, "fraction", start_s)


def test_each_state_of_good_form() -> None:
    reps = [shown("rep", s, s + 3) for s in (0.0, 5.0, 10.0, 15.0, 20.0)]
    claims = [
        claim("rep", 0.2, 3.1),
        claim("rep", 5.0, 8.0, fault("pike", 6.0, 7.0)),
        claim("rep", 10.0, 13.0, reason="wrong_view"),
        claim("attempt", 15.5, 18.0),
    ]
    states = [meeting.state for meeting in meet(reps, claims)]
    assert states == ["good", "fault", "unmeasured", "attempt", "missed"]


def test_an_attempt_is_not_counted_and_a_measured_one_is() -> None:
    reps = [shown("rep", 0.0, 3.0), shown("rep", 5.0, 8.0)]
    meetings = meet(reps, [claim("attempt", 0.0, 3.0), claim("rep", 5.0, 8.0, reason="occluded")])
    assert [(m.counted, m.measured) for m in meetings] == [(False, True), (True, False)]


def test_one_found_repetition_is_not_two() -> None:
    reps = [shown("rep", 0.0, 3.0), shown("rep", 3.0, 6.0)]
    assert [m.state for m in meet(reps, [claim("rep", 0.0, 4.0)])] == ["good", "missed"]


def test_invented_are_holds_and_repetitions_that_nobody_did() -> None:
    claims = [claim("rep", 0.0, 3.0), claim("rep", 4.0, 5.0), claim("attempt", 6.0, 7.0)]
    rep = [shown("rep", 0.0, 3.0)]
    assert invented(rep, claims) == claims[1:2]
    assert invented(rep, claims, [(4.4, 9.0)]) == []  # more than half of it lies where nothing counts
    assert invented(rep, claims, [(4.6, 9.0)]) == claims[1:2]
    assert invented([STILL], claims) == []


def test_a_still_takes_whatever_is_claimed_of_it() -> None:
    assert meet([STILL], [claim("attempt", 0.3, 2.9)])[0].state == "good"
    assert meet([STILL], [claim("hold", 0.3, 2.9, fault("pike", 1.0, 2.9))])[0].faults == ("pike",)
    assert meet([STILL], [])[0].state == "missed"


def test_a_stretch_of_a_hold_has_only_the_faults_that_fall_on_it() -> None:
    hold = claim("hold", 0.0, 12.0, fault("pike", 2.3, 5.0), fault("sag", 6.0, 8.0))
    good = shown("part", 0.0, 2.5)
    high = shown("part", 2.5, 5.0, "fault", "pike")
    low = shown("part", 6.0, 8.0, "fault", "pelvis_drop")
    meetings = meet([good, high, low], [hold])
    assert [(m.state, m.faults) for m in meetings] == [
        ("good", ()),  # the fault begins within half a second of its end
        ("fault", ("pike",)),
        ("fault", ("sag",)),
    ]
    assert [m.named for m in meetings] == [False, True, False]


def test_the_moment_of_a_wrong_fault_is_its_worst() -> None:
    assert meet([STILL], [claim("hold", 0.0, 3.0, fault("pike", 2.2, 2.9))])[0].at_s == 2.2
    assert meet([shown("rep", 4.0, 6.0)], [])[0].at_s == 5.0
