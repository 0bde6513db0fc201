"""The rows of the index as texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from formcheck.batches.labels import Label, read_label
from formcheck.batches.rows import FAILED, JOINED, REPORT, VideoRow
from formcheck.exercises import exercise_names
from formcheck.judge.vocabulary import FAULTS, VERDICTS
from formcheck.scoring.posture_signatures import AUTO
from formcheck.scoring.wording import qualified
from formcheck.words.catalogue import Words

GRADES = ("good", "almost", "different", "unmeasured", FAILED)
"""The words of a summary as shapes; "failed" is a file without a result."""
NONE = "none"


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A file as the page shows it. Texts are ready; "" is nothing.

    Attributes:
        file: its name from the folder that all files share.
        href: of its report, from the folder of the page, not encoded.
        grade: one of `GRADES`; `seen` where it holds only as far as seen.
        events: how many were good, of how many.
        fault: the main one; `more` the others.
        unmeasured: what was not measured, and why; of a failed file, why it failed.
    """

    file: str
    href: str
    patient: str
    label: str
    exercise: str
    view: str
    grade: str
    seen: bool
    verdict: str
    events: str
    fault: str
    more: list[str]
    unmeasured: list[str]
    seconds: str


def split(words: str | None) -> list[str]:
    """The words of one field."""
    return words.split(JOINED) if words else []


def grade_of_row(row: VideoRow) -> str:
    """One of `GRADES`."""
    if row.status == FAILED:
        return FAILED
    return row.word if row.word in GRADES else "unmeasured"


def exercise_of(row: VideoRow) -> str:
    """The exercise of a file; "auto" for several, "none" where none was recognised, "" of a failed one."""
    return NONE if row.exercise == AUTO and not row.parts else row.exercise or ""


def common_folder(files: Sequence[str]) -> str:
    """The folder that all files lie in, with "/" at its end; "" where they share none."""
    first, last = (min(files), max(files)) if len(files) > 1 else ("", "")
    same = 0
    while same < len(first) and first[same] == last[same]:
        same += 1
    return first[: first.rfind("/", 0, same) + 1]


def label_of(row: VideoRow) -> Label | None:
    """What a person saw in it; None without a label, or with one that is none in this version."""
    try:
        return read_label(row.label) if row.label else None
    except ValueError:
        return None


class RowTexts:
    """The texts of rows; what many of them say is looked up once.

    Args:
        rows: all of them.
        words: of the page.
    """

    def __init__(self, rows: Sequence[VideoRow], words: Words) -> None:
        self.words = words
        self.folder = common_folder([row.file for row in rows])
        self._exercises_of: dict[str, set[str]] = {}
        for row in rows:
            for name in split(row.faults):
                self._exercises_of.setdefault(name, set()).add(row.exercise or "")
        self.fault = lru_cache(maxsize=None)(self._fault)
        self.verdict = lru_cache(maxsize=None)(self._verdict)
        self._missing = lru_cache(maxsize=None)(self._missing_of)
        self._why = lru_cache(maxsize=None)(self._why_of)

    def row(self, row: VideoRow) -> IndexRow:
        """The texts of a row."""
        faults = [self.fault(name, row.exercise) for name in split(row.faults)]
        failed = row.status == FAILED
        return IndexRow(
            file=row.file[len(self.folder) :],
            href="" if failed or row.folder is None else f"{row.folder}/{REPORT}",
            patient=one_line(row.patient),
            label=self.label(row),
            exercise=self.exercise(exercise_of(row)),
            view=self.words.name("view", row.view) if row.view and row.parts else "",
            grade=grade_of_row(row),
            seen=bool(row.as_far_as_seen),
            verdict=self.verdict(row.exercise, "failed" if failed else row.word, bool(row.as_far_as_seen)),
            events=f"{row.events_good} / {row.events}" if row.events else "",
            fault=faults[0] if faults else "",
            more=faults[1:],
            unmeasured=[one_line(row.error)] if failed else list(self._unmeasured(row)),
            seconds="" if row.duration_s is None else self.words.number(row.duration_s, 1),
        )

    def exercise(self, name: str) -> str:
        """The name of what `exercise_of` gives."""
        return (
            self.words.text(f"batch.exercise.{name}") if name in (AUTO, NONE) else self.words.exercise(name)
        )

    def grade(self, grade: str) -> str:
        """The word of one of `GRADES`."""
        return self.words.text("batch.failed" if grade == FAILED else f"verdict.{grade}")

    def reason(self, reason: str) -> str:
        """Why something was not measured."""
        return self.words.why(reason)

    def fault_anywhere(self, fault: str) -> str:
        """The name of a fault; with its exercises where another one is called the same."""
        name = self.fault(fault)
        if sum(self.fault(other) == name for other in FAULTS) < 2:
            return name
        exercises = sorted(map(self.exercise, self._exercises_of.get(fault, set()) - {""}))
        return f"{name} ({', '.join(exercises)})" if exercises else name

    def label(self, row: VideoRow) -> str:
        """What a person saw, in words."""
        label = label_of(row)
        if label is None:
            return one_line(row.label)
        if label.faults:
            return ", ".join(self.fault(name, row.exercise) for name in FAULTS if name in label.faults)
        return self.label_verdict(label.verdict)

    def label_verdict(self, verdict: str) -> str:
        """One of the three verdicts, as a label says it."""
        assert verdict in VERDICTS
        return self.words.text(f"batch.label.{verdict}")

    def found_verdict(self, verdict: str) -> str:
        """One of the three verdicts, as formcheck says it of a file."""
        if verdict != "fault":
            return self.words.text(f"verdict.{verdict}")
        return " / ".join(self.words.text(f"verdict.{grade}") for grade in ("almost", "different"))

    def _of(self, exercise: str | None) -> Words:
        return self.words.of(exercise) if exercise in exercise_names() else self.words

    def _verdict(self, exercise: str | None, word: str | None, seen: bool) -> str:
        if word == FAILED or word is None:
            return self.words.text("batch.failed")
        return qualified(self._of(exercise).text(f"word.{word}"), seen, self.words)

    def _fault(self, name: str, exercise: str | None = None) -> str:
        return self._of(exercise).first(f"fault.{name}.name", default=name.replace("_", " "))

    def _missing_of(self, fault: str, exercise: str | None) -> str:
        return self._of(exercise).first(f"fault.{fault}.what", f"fault.{fault}.name", default=fault)

    def _why_of(self, reason: str, exercise: str | None) -> str:
        return self._of(exercise).why(reason)

    def _unmeasured(self, row: VideoRow) -> Iterator[str]:
        """The main things that could not be judged, then what most time was lost to."""
        reasons = dict(zip(split(row.main_unmeasured), split(row.main_unmeasured_why), strict=False))
        yield from dict.fromkeys(
            f"{self._missing(name, row.exercise)}: {self._why(reason, row.exercise)}"
            for name, reason in reasons.items()
        )
        if row.reason is None:
            return
        why, lost = self._why(row.reason, row.exercise), unmeasured_s(row)
        if lost:
            amount = self.words.text("amount.seconds", value=self.words.number(lost, 1))
            yield f"{amount}: {why}"
        else:
            yield why


def unmeasured_s(row: VideoRow) -> float:
    """Seconds of active time that could not be measured."""
    return round((row.active_s or 0.0) * (1 - (row.coverage or 0.0)), 1)


def one_line(text: str | None) -> str:
    """The text without line breaks."""
    return " ".join((text or "").split())


def count_text(count: int, words: Words) -> str:
    """A large number in groups of three."""
    text = f"{count:,}"
    return text.replace(",", ".") if words.language == "nl" else text
