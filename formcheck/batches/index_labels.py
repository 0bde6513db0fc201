"""What people saw against what formcheck found, a file each: the confusion table, and agreement by fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from formcheck.batches.index_choices import PAIRED
from formcheck.batches.index_rows import RowTexts, label_of, split
from formcheck.batches.labels import Label
from formcheck.batches.rows import EventRow, VideoRow
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.vocabulary import FAULTS, VERDICTS
from formcheck.scoring.posture_signatures import AUTO
from formcheck.trends.agreement import LABELS, Agreement, Pair, agreement_of
from formcheck.trends.agreement_text import FigureText, cautions, counts_of, figure_texts, too_few_text

PRESENT, ABSENT = LABELS
_UNMEASURED = "unmeasured"


@dataclass(frozen=True, slots=True)
class ConfusionRow:
    """A row of the confusion table: what a label says, and (number of files, filter) by verdict."""

    name: str
    cells: list[tuple[int, str]]
    total: int


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """What both said of one thing.

    Attributes:
        name: of the fault, or that it is the verdict.
        ratings: files that count.
        counts: both, only the label, only formcheck, neither.
        too_few: why there are no figures, or "".
        figures: same answer, kappa, AC1.
        remarks: what to know of this line.
    """

    name: str
    ratings: int
    counts: list[int]
    too_few: str
    figures: list[FigureText]
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class LabelsView:
    """The comparison; `verdict` is the line of good against not good."""

    files: int
    columns: list[tuple[str, str]]
    confusion: list[ConfusionRow]
    verdict: AgreementLine
    faults: list[AgreementLine]


@dataclass(frozen=True, slots=True)
class _Judged:
    row: VideoRow
    label: Label
    verdict: str
    judged: frozenset[str]

    @property
    def whose(self) -> str:
        """Files of one patient resemble each other."""
        return f"patient {self.row.patient}" if self.row.patient else f"file {self.row.file}"


def labels_view(rows: Sequence[VideoRow], events: Sequence[EventRow], texts: RowTexts) -> LabelsView | None:
    """The comparison of labels and results; None where no file with a result has a label."""
    judged = list(_judged(rows, events))
    if not judged:
        return None
    return LabelsView(
        files=len(judged),
        columns=[(verdict, texts.found_verdict(verdict)) for verdict in VERDICTS],
        confusion=_confusion(judged, texts),
        verdict=_verdict_line(judged, texts),
        faults=list(_fault_lines(judged, texts)),
    )


def _judged(rows: Sequence[VideoRow], events: Sequence[EventRow]) -> Iterator[_Judged]:
    within: dict[str, set[str]] = {}
    for event in events:
        within.setdefault(event.folder, set()).add(event.exercise)
    for row in rows:
        label = label_of(row)
        if label is None or row.verdict is None or row.exercise is None:
            continue
        exercises = within.get(row.folder or "", set()) if row.exercise == AUTO else {row.exercise}
        yield _Judged(row, label, row.verdict, frozenset().union(*map(_faults_of, exercises)))


@cache
def _faults_of(exercise: str) -> frozenset[str]:
    """The faults that an exercise is judged on."""
    if exercise not in exercise_names():
        return frozenset()
    return frozenset(str(band.fault) for band in get_exercise(exercise).config().bands)


def _confusion(judged: Sequence[_Judged], texts: RowTexts) -> list[ConfusionRow]:
    counts: Mapping[tuple[str, str], int] = Counter((one.label.verdict, one.verdict) for one in judged)
    return [
        ConfusionRow(
            texts.label_verdict(label),
            [(counts[label, verdict], f"pair={label}{PAIRED}{verdict}") for verdict in VERDICTS],
            sum(counts[label, verdict] for verdict in VERDICTS),
        )
        for label in VERDICTS
    ]


def _verdict_line(judged: Sequence[_Judged], texts: RowTexts) -> AgreementLine:
    """Whether something was to be changed, as both say it of a file."""
    both = [one for one in judged if _UNMEASURED not in (one.label.verdict, one.verdict)]
    pairs = [
        Pair(_said(one.label.verdict == "fault"), _said(one.verdict == "fault"), one.whose) for one in both
    ]
    left_out = len(judged) - len(both)
    said = texts.words.counted("batch.labels.left_out", left_out).format(count=left_out) if left_out else ""
    return _line(texts.words.text("batch.labels.verdict"), agreement_of(pairs), said, texts)


def _fault_lines(judged: Sequence[_Judged], texts: RowTexts) -> Iterator[AgreementLine]:
    known = [(one, one.label.faults, split(one.row.faults)) for one in judged if one.label.faults is not None]
    for fault in FAULTS:
        pairs, left_out = [], 0
        named = any(fault in seen or fault in found for _, seen, found in known)
        for one, seen, found in known:
            if fault not in seen and fault not in one.judged:
                continue  # nobody asks for it in this exercise
            if fault in found:
                pairs.append(Pair(_said(fault in seen), PRESENT, one.whose))
            elif _measured(fault, one):
                pairs.append(Pair(_said(fault in seen), ABSENT, one.whose))
            else:
                left_out += 1
        if named:
            said = texts.words.text("agreement.unmeasured", count=left_out) if left_out else ""
            yield _line(texts.fault_anywhere(fault), agreement_of(pairs), said, texts)


def _measured(fault: str, one: _Judged) -> bool:
    return one.verdict != _UNMEASURED and fault in one.judged and fault not in split(one.row.main_unmeasured)


def _said(yes: bool) -> str:
    return PRESENT if yes else ABSENT


def _line(name: str, agreement: Agreement, left_out: str, texts: RowTexts) -> AgreementLine:
    too_few = too_few_text(agreement, texts.words)
    return AgreementLine(
        name=name,
        ratings=agreement.ratings,
        counts=counts_of(agreement),
        too_few=too_few,
        figures=[] if too_few else figure_texts(agreement, texts.words),
        remarks=[*filter(None, [left_out]), *cautions(agreement, texts.words)],
    )
