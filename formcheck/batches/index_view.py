"""What the index shows, ready as texts and numbers; `index.html.j2` only places them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formcheck.batches.index_charts import BarChart, bar_chart, verdict_chart
from formcheck.batches.index_choices import PAIRED, Choice, choice, natural, natural_or_none, ranks
from formcheck.batches.index_labels import LabelsView, labels_view
from formcheck.batches.index_rows import (
    GRADES,
    NONE,
    IndexRow,
    RowTexts,
    count_text,
    exercise_of,
    grade_of_row,
    label_of,
    split,
    unmeasured_s,
)
from formcheck.batches.rows import FAILED, EventRow, VideoRow
from formcheck.exercises import exercise_names
from formcheck.judge.vocabulary import VERDICTS
from formcheck.scoring.posture_signatures import AUTO
from formcheck.words.catalogue import Words

MOST_VALUES = 300
"""Of a filter: nobody looks through more, and the search finds them, too."""
MOST_NAMED = 3
"""Failed files at the top of the page; all of them stand in the table."""
COLUMNS = (
    "file",
    "patient",
    "label",
    "exercise",
    "view",
    "verdict",
    "events",
    "fault",
    "unmeasured",
    "seconds",
)


@dataclass(frozen=True, slots=True)
class IndexView:
    """The page.

    Attributes:
        folder: that all files lie in, or "".
        grades: (grade, its word, number of files) of those that occur.
        failures: number of files without a result; `failed` are the first of them.
        patients, labels: whether any file has one.
        columns: names of the table's columns; `sort` the ranks of the rows in each.
        choices: the filters.
        compared: labels against results, where there are any.
    """

    title: str
    folder: str
    rows: list[IndexRow]
    grades: list[tuple[str, str, int]]
    failures: int
    failed: list[IndexRow]
    patients: bool
    labels: bool
    columns: list[str]
    charts: list[BarChart]
    choices: list[Choice]
    sort: Mapping[str, list[int]]
    compared: LabelsView | None


def index_view(rows: Sequence[VideoRow], events: Sequence[EventRow], words: Words) -> IndexView:
    """The page of these rows, and of the events in them."""
    texts = RowTexts(rows, words)
    shown = [texts.row(row) for row in rows]
    choices = _choices(rows, shown, texts)
    failed = [row for row in shown if row.grade == FAILED]
    patients, labels = any(row.patient for row in shown), any(row.label for row in shown)
    left_out = {"patient": not patients, "label": not labels}
    return IndexView(
        title=words.counted("batch.title", len(rows)).format(count=count_text(len(rows), words)),
        folder=texts.folder,
        rows=shown,
        grades=choices["verdict"].values,
        failures=len(failed),
        failed=failed[:MOST_NAMED],
        patients=patients,
        labels=labels,
        columns=[name for name in COLUMNS if not left_out.get(name)],
        charts=_charts(choices, [row.grade for row in shown], words),
        choices=[one for one in choices.values() if 1 < len(one.values) <= MOST_VALUES],
        sort={name: keys for name, keys in _sort(rows, shown).items() if not left_out.get(name)},
        compared=labels_view(rows, events, texts),
    )


def _choices(rows: Sequence[VideoRow], shown: Sequence[IndexRow], texts: RowTexts) -> dict[str, Choice]:
    """All filters by name, used or not."""
    order = (*exercise_names(), AUTO, NONE)
    exercises = [[name] if (name := exercise_of(row)) else [] for row in rows]
    made = (
        choice("verdict", [[grade_of_row(row)] for row in rows], texts.grade, GRADES),
        choice("exercise", exercises, texts.exercise, order),
        choice("fault", [split(row.faults) for row in rows], texts.fault_anywhere),
        choice("reason", [split(row.reasons) for row in rows], texts.reason),
        choice(
            "patient", [[row.patient] if row.patient else [] for row in shown], str,
            sorted({row.patient for row in shown}, key=natural),
        ),
        choice("label", [[row.label] if row.label else [] for row in shown], str),
        _pairs(rows, texts),
    )  # fmt: skip
    return {one.name: one for one in made}


def _pairs(rows: Sequence[VideoRow], texts: RowTexts) -> Choice:
    """The filter of what a person and formcheck said."""
    said = [
        [f"{label.verdict}{PAIRED}{row.verdict}"] if (label := label_of(row)) and row.verdict else []
        for row in rows
    ]

    def text(value: str) -> str:
        label, _, verdict = value.partition(PAIRED)
        return texts.words.text(
            "batch.pair", label=texts.label_verdict(label), verdict=texts.found_verdict(verdict)
        )

    return choice("pair", said, text, [f"{a}{PAIRED}{b}" for a in VERDICTS for b in VERDICTS])


def _charts(choices: Mapping[str, Choice], grades: Sequence[str], words: Words) -> list[BarChart]:
    charts = [
        verdict_chart(words.text("batch.chart.verdicts"), choices["exercise"], grades, GRADES[:-1]),
        bar_chart(words.text("batch.chart.faults"), choices["fault"]),
        bar_chart(words.text("batch.chart.reasons"), choices["reason"]),
    ]
    return [chart for chart in charts if chart.rows]


def _sort(rows: Sequence[VideoRow], shown: Sequence[IndexRow]) -> dict[str, list[int]]:
    """Column -> rank of each row."""
    return {
        "file": ranks([natural(row.file) for row in rows]),
        "patient": ranks([natural_or_none(row.patient) for row in shown]),
        "label": ranks([natural_or_none(row.label) for row in shown]),
        "exercise": ranks([natural_or_none(row.exercise) for row in shown]),
        "view": ranks([natural_or_none(row.view) for row in shown]),
        "verdict": ranks([float(GRADES.index(row.grade)) + 0.5 * row.seen for row in shown]),
        "events": ranks([(row.events_good or 0) / row.events if row.events else None for row in rows]),
        "fault": ranks([natural_or_none(row.fault) for row in shown]),
        "unmeasured": ranks([_lost(row) for row in rows]),
        "seconds": ranks([row.duration_s for row in rows]),
    }


def _lost(row: VideoRow) -> float | None:
    """Seconds without a measurement; those of a file without active time count as none known."""
    return unmeasured_s(row) if row.reason is not None or row.main_unmeasured else None
