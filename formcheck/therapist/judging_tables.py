"""The judging tables of a visit, with what this therapist said before."""

from __future__ import annotations

from sqlalchemy.orm import Session

from formcheck.therapist.judging_view import JudgingTable, judging_table
from formcheck.therapist.visit_rows import VisitRows
from formcheck.visits.blind import Judge
from formcheck.visits.judgements import current_answers
from formcheck.words.catalogue import Words


def judging_tables(session: Session, rows: VisitRows, judge: Judge, words: Words) -> dict[str, JudgingTable]:
    """The table of each exercise of a visit, by the exercise's key."""
    exercises = rows.visit.exercises
    said = current_answers(session, [one.id for one in exercises], judge)
    return {
        one.id: judging_table(
            one, rows.thresholds.get(one.threshold_digest or ""), said.get(one.id, {}), words
        )
        for one in exercises
    }
