"""Everything that is wrong, one line and one moment each, for the list and the pictures."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.accuracy.real.figures import verdicts
from benchmarks.accuracy.real.judging import Claim, Subject
from benchmarks.accuracy.real.meeting import Meeting, invented, meet, middle


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong.

    Attributes:
        what: the kind of it, e.g. "good called a fault".
        said: what the product said.
        at_s: the moment to look at.
    """

    recording: str
    what: str
    said: str
    at_s: float

    @property
    def reason(self) -> str:
        """Why it stays so, "-" where nobody has looked."""
        return _reasons().get(self.recording, "-")


@cache
def _reasons() -> dict[str, str]:
    read: dict[str, str] = tomllib.loads(Path(__file__).with_name("reasons.toml").read_text("utf-8"))
    return read


def wrongs(subjects: Iterable[Subject]) -> list[Wrong]:
    """All that is wrong, by kind, in the order of the recordings."""
    found = [wrong for subject in subjects for wrong in (*_own(subject), *_other(subject))]
    order = {what: i for i, what in enumerate(dict.fromkeys(w.what for w in found))}
    return sorted(found, key=lambda w: order[w.what])


def _own(subject: Subject) -> Iterator[Wrong]:
    label = subject.label
    if subject.own is None:
        return
    for meeting in meet(label.shown, subject.own.claims):
        what = what_is_wrong(meeting)
        if what:
            yield Wrong(label.name, what, _said(meeting.claim, subject.own.reasons), meeting.at_s)
    for claim in invented(label.shown, subject.own.claims, label.neither):
        yield Wrong(label.name, "event invented", _said(claim), middle(claim.span))
    if label.exercise not in subject.auto.found:
        told = " + ".join(subject.auto.found) or "none"
        reason = f" ({subject.auto.reasons[0]})" if subject.auto.reasons else ""
        at_s = middle(label.shown[0].span) if label.shown else 1.0
        yield Wrong(label.name, "not found by auto", f"{told}{reason}", at_s)


def _other(subject: Subject) -> Iterator[Wrong]:
    if not subject.label.other:
        return
    ways = [(f"as {name}", judged) for name, judged in subject.named.items()]
    told = {way: verdicts(subject, judged) for way, judged in (*ways, ("auto", subject.auto))}
    told = {way: claims for way, claims in told.items() if claims}
    if told:
        first = next(iter(told.values()))[0]
        said = "; ".join(f"{way}: {_said(claims[0])}" for way, claims in told.items())
        yield Wrong(subject.label.name, "something else given a verdict", said, middle(first.span))


def what_is_wrong(meeting: Meeting) -> str:
    """The kind of what is wrong with one thing shown, or nothing."""
    form, state = meeting.shown.form, meeting.state
    if form == "good" and state == "fault":
        return "good called a fault"
    if form == "fault" and not meeting.named:
        return "fault not named"
    if meeting.shown.kind in ("hold", "rep") and not meeting.counted:
        return "event not counted"
    if form == "good" and state == "unmeasured" and meeting.shown.well_filmed:
        return "well-filmed good not measured"
    if form == "good" and state == "missed":
        return "good not measured at all"
    return ""


def _said(claim: Claim | None, reasons: tuple[str, ...] = ()) -> str:
    if claim is None:
        return f"nothing ({reasons[0]})" if reasons else "nothing"
    span = f"{claim.kind} {claim.span[0]:.1f}-{claim.span[1]:.1f} s"
    if claim.faults:
        return f"{span}, " + ", ".join(f"{f.kind} {f.peak:+.3g} {f.unit}" for f in claim.faults)
    return f"{span}, {claim.verdict}" + (f" ({claim.reason})" if claim.reason else "")
