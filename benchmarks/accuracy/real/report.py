"""All that was found on real people, and its part of ACCURACY.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benchmarks.accuracy.real.figures import AlarmRow, EventRow, Figures, FormRow, OtherRow
from benchmarks.accuracy.real.meeting import RULES
from benchmarks.accuracy.real.spreads import Range, SpreadRow
from benchmarks.accuracy.real.wanted import Wanted
from benchmarks.accuracy.real.wrongs import Wrong
from benchmarks.accuracy.tables import number, table


@dataclass(frozen=True, slots=True)
class RealReport:
    """What was found.

    Attributes:
        recordings, looked_at: all, and those whose pictures the network saw anew.
        poses: version of formcheck that judged, and SHA-256 of the networks that made the poses.
    """

    recordings: int
    looked_at: int
    poses: dict[str, str]
    wanted: list[Wanted]
    figures: Figures
    spreads: list[SpreadRow]
    wrongs: list[Wrong]


INTRODUCTION = """\
{recordings} recordings of people in gyms, homes, gardens and studios who were not filmed for formcheck:
clips, and photographs shown for three seconds as a still, labelled by eye before anything was scored. The
network looked anew at the pictures of {looked_at} clips; of the others there are recordings only. They do
not lie in this project. There is no angle here, only what an attentive therapist would say. The option
`--pictures DIR` draws everything that is wrong into a folder, as skeleton and outline.
"""
BEFORE = """\
`0.1.0` counts 190 recordings: these, and as many that are kept aside. Whether the yoga bridges are among its
35 photographs is not told. We infer that they are not, since all its four faults are `pike` and a yoga bridge
is called `hyperextension`; so the first line gives both counts, and the target is held against all of them.

"""
FORM = """\
With the exercise named. `attempt`: found, not counted as a whole hold or repetition, no fault named.

"""
OTHERS = """\
Recordings with at least one verdict on form, judged as every exercise (`named`) and with `auto`.

"""
ALARMS = """\
On all good form in which the fault could be judged, well filmed or not. A dash: there is no real example, so
nothing is known of it.

"""
SPREADS = """\
Good form only: median [5th to 95th percentile], number of values in brackets. Rendered: the recordings in
`benchmarks/recordings`. Where the real range is wider, or lies elsewhere, the rendered clips cannot tell
whether a band is right for people.

"""
WRONGS = """\
One line for each thing that is wrong and for each verdict on something else, and why it stays so.

"""


def real_section(found: RealReport) -> str:
    """The part of ACCURACY.md, without its heading."""
    figures = found.figures
    parts = {
        "Good form": FORM + form_table(figures.form),
        "Clear faults": named_table(figures),
        "Something else": OTHERS + other_table(figures.others) + _strangers(figures),
        "Holds and repetitions of the clips": event_table(figures.events),
        "Exercise found by `auto`": _chosen(figures),
        "False alarms by fault": ALARMS + alarm_table(figures.alarms),
        "What rendered people hide": SPREADS + spread_table(found.spreads),
        "Everything that is wrong": WRONGS + wrong_table(found.wrongs),
        "Rules": RULES,
    }
    top = INTRODUCTION.format(recordings=found.recordings, looked_at=found.looked_at)
    made_by = table(("made with", ""), [(name, f"`{value}`") for name, value in found.poses.items()])
    rows = "\n".join(f"### {title}\n\n{body}" for title, body in parts.items())
    return f"{top}\n{made_by}\n{BEFORE}{wanted_table(found.wanted)}\n{rows}"


def wanted_table(rows: Iterable[Wanted]) -> str:
    """What is wanted, and whether it is reached."""
    words = {True: "reached", False: "**not reached**", None: "-"}
    cells = [(w.target.what, w.before, w.target.wanted, w.target.got, words[w.target.reached]) for w in rows]
    return table(("what", "0.1.0", "wanted", "measured", ""), cells)


def form_table(rows: Iterable[FormRow]) -> str:
    """Good form by group."""
    states = ("good", "fault", "unmeasured", "attempt", "missed")
    cells = [
        (
            row.group,
            "yes" if row.well_filmed else "no",
            str(row.shown),
            *(str(row.states.get(state, 0)) for state in states),
            _counts(row.faults),
            _counts(row.reasons),
        )
        for row in rows
    ]
    return table(("what", "well filmed", "shown", *states, "faults", "not measured because"), cells)


def named_table(found: Figures) -> str:
    """Clear faults, each with what was named."""
    cells = [
        (
            f"`{name}`",
            " or ".join(f"`{fault}`" for fault in faults),
            ", ".join(f"`{fault}`" for fault in named) or "-",
            "yes" if set(faults) & set(named) else "**no**",
        )
        for name, faults, named in found.named
    ]
    return table(("recording", "label", "named", "right"), cells)


def other_table(rows: Iterable[OtherRow]) -> str:
    """Something else, by what it is."""
    cells = [
        (row.shows, str(row.recordings), str(row.named), str(row.auto), _counts(row.as_what)) for row in rows
    ]
    return table(("shows", "recordings", "named", "auto", "verdict as"), cells)


def event_table(rows: Iterable[EventRow]) -> str:
    """Holds and repetitions."""
    head = ("exercise", "kind", "shown", "found", "of these unmeasured", "attempts", "missed", "invented")
    cells = [
        (
            row.exercise,
            row.kind,
            *(
                str(count)
                for count in (row.shown, row.found, row.unmeasured, row.attempts, row.missed, row.invented)
            ),
        )
        for row in rows
    ]
    return table(head, cells)


def alarm_table(rows: Iterable[AlarmRow]) -> str:
    """False-alarm rate of every fault."""
    cells = [
        (
            row.exercise,
            f"`{row.fault}`",
            f"{row.named / row.judged:.0%}" if row.judged else "-",
            f"{row.named} of {row.judged}" if row.judged else "no real example",
            ", ".join(f"`{name}`" for name in row.recordings) or "-",
        )
        for row in rows
    ]
    return table(("exercise", "fault", "rate", "named on good form", "recordings"), cells)


def spread_table(rows: Iterable[SpreadRow]) -> str:
    """Spread of real people beside rendered ones."""
    cells = [(row.what, _spread(row.real), _spread(row.rendered), number(row.wider, 1)) for row in rows]
    return table(("what", "real", "rendered", "times as wide"), cells)


def wrong_table(rows: Iterable[Wrong]) -> str:
    """Everything that is wrong."""
    return table(
        ("what", "recording", "at s", "said", "why"),
        [(row.what, f"`{row.recording}`", number(row.at_s, 1), row.said, row.reason) for row in rows],
    )


def _strangers(found: Figures) -> str:
    told = ", ".join(f"`{name}` as {exercise}" for name, exercise in found.strangers) or "none"
    count = f"{len(found.strangers)} of {found.strangers_of}"
    return f"\nOur own exercises judged as another one, with a count or a fault: {count} ({told}).\n"


def _chosen(found: Figures) -> str:
    well = [one for one in found.chosen if one.well_filmed]
    right, right_well = (sum(one.right for one in ones) for ones in (found.chosen, well))
    told = f"{right} of {len(found.chosen)} right, {right_well} of {len(well)} well filmed ones.\n\n"
    cells = [
        (
            f"`{one.recording}`",
            one.exercise,
            " + ".join(one.found) or "none",
            "yes" if one.well_filmed else "no",
        )
        for one in found.chosen
        if not one.right
    ]
    return told + table(("recording", "shows", "found", "well filmed"), cells)


def _counts(found: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(found.items())) or "-"


def _spread(found: Range) -> str:
    if not found.values:
        return "none"
    median, low, high = (number(value) for value in (found.median, found.low, found.high))
    return f"{median} [{low} to {high}] ({found.values})"
