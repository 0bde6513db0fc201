"""The answer of the page "What if", as texts: what was found on the day beside what is found now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from formcheck.report.expert import changed_values
from formcheck.report.phrases import duration, held_time
from formcheck.runtime.version import __version__
from formcheck.scoring.result import Result
from formcheck.scoring.wording import qualified
from formcheck.therapist.dates import local, moment_text
from formcheck.visits.what_if import Figures, PastExercise, WhatIf
from formcheck.words.catalogue import Words

MOST_FAULTS = 3


@dataclass(frozen=True, slots=True)
class Side:
    """One result in few words; `lines` is what was done, and the faults."""

    grade: str
    seen: bool
    word: str
    done: str
    faults: list[str]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One exercise: as on the day, and now; `now` is None while it is not known, or cannot be."""

    place: str
    when: str
    before: Side
    now: Side | None
    why_not: str
    changed: bool
    word_changed: bool
    other_version: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer. `over`: no more will come; `moves` is (from, to, how often) of words that changed."""

    over: bool
    rows: list[AnswerRow]
    changes: list[str]
    done: int
    wanted: int
    moves: list[tuple[str, str, int]]
    changed: int
    same: int
    gone: int
    failed: int
    other_version: bool


def answer_view(asked: WhatIf, words: Words) -> Answer:
    """The answer as far as it is known."""
    over = asked.done  # read first: what comes in meanwhile is then shown by a later look, never left out
    words = words.of(asked.exercise)
    results = {
        key: Result.model_validate_json(one.result) for key, one in list(asked.judged.items()) if one.result
    }
    rows = [_row(one, asked, results.get(one.id), words) for one in asked.past]
    pairs = [(one.figures.word, results[one.id].word) for one in asked.past if one.id in results]
    moves = Counter(pair for pair in pairs if pair[0] != pair[1])
    used = next(iter(results.values()), None)
    return Answer(
        over=over,
        rows=rows,
        changes=[] if used is None else list(changed_values(used.thresholds.changed, words)),
        done=len(asked.judged),
        wanted=asked.wanted,
        moves=[
            (words.text(f"word.{a}"), words.text(f"word.{b}"), count) for (a, b), count in moves.most_common()
        ],
        changed=sum(row.changed for row in rows),
        same=sum(row.now is not None and not row.changed for row in rows),
        gone=sum(one.path is None for one in asked.past),
        failed=sum(bool(one.trouble) for one in list(asked.judged.values())),
        other_version=any(row.other_version for row in rows),
    )


def _row(one: PastExercise, asked: WhatIf, result: Result | None, words: Words) -> AnswerRow:
    now = None if result is None else Figures.of(result)
    why = ""
    if one.path is None:
        why = words.text("therapist.what_if.gone")
    elif (judged := asked.judged.get(one.id)) is not None and judged.trouble:
        why = words.text("therapist.what_if.failed")
    elif now is None:
        why = words.text("therapist.what_if.waits")
    return AnswerRow(
        place=f"{one.visit_id}#exercise-{one.number}",
        when=moment_text(local(one.began_at, one.utc_offset_min), words),
        before=_side(one.figures, words),
        now=None if now is None else _side(now, words),
        why_not=why,
        changed=now is not None and _side(now, words) != _side(one.figures, words),
        word_changed=now is not None and now.word != one.figures.word,
        other_version=one.version not in ("", __version__),
    )


def _side(figures: Figures, words: Words) -> Side:
    done = []
    if figures.hold_s:
        good, held = (held_time(seconds, words) for seconds in (figures.quality_hold_s, figures.hold_s))
        done.append(words.text("therapist.what_if.held", good=good, held=held))
    if figures.reps:
        done.append(words.text("therapist.what_if.reps", good=figures.good_reps, reps=figures.reps))
    ranked = sorted(figures.faults.items(), key=lambda fault: (-fault[1][0], fault[0]))[:MOST_FAULTS]
    return Side(
        grade="unmeasured" if figures.word == "not_measured" else figures.word,
        seen=figures.as_far_as_seen,
        word=qualified(words.text(f"word.{figures.word}"), figures.as_far_as_seen, words),
        done=", ".join(done),
        faults=[_fault(fault, *found, words) for fault, found in ranked],
    )


def _fault(fault: str, seconds: float, count: int, words: Words) -> str:
    name = words.text(f"fault.{fault}.name")
    return f"{name}: {count} \N{MULTIPLICATION SIGN}, {duration(seconds, words)}"
