"""How often therapists and formcheck agree, and the judgements that this is counted from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import and_, func, select

from formcheck.api.answers import Page, answer, page_of
from formcheck.api.place import ApiPlace, Limit, PageNumber, whom
from formcheck.api.sight import shown
from formcheck.exchange.agreement_csv import judge_name
from formcheck.exercises import exercise_names
from formcheck.practice.audit import Action
from formcheck.practice.carried import account_of
from formcheck.practice.require import note_request
from formcheck.trends.agreement import LABELS, Agreement, Estimate
from formcheck.visits.agreement_rows import JudgedRow, counted_rows, hidden_judgements, judged_rows
from formcheck.visits.agreement_table import FaultAgreement, agreement_table
from formcheck.visits.blind import blind_mode, not_hidden, unseen_visits
from formcheck.visits.judgements import Found
from formcheck.visits.opinions import counts_of_agreement

BlindOnly = Annotated[bool, Query(description="Only what was judged before formcheck's finding was shown.")]


class Coefficients(BaseModel):
    """Shares and coefficients with their 95 % intervals; null where they say nothing.

    Attributes:
        share: of the same answer, 0-1.
        kappa: Cohen's. ac1: Gwet's.
    """

    share: Estimate
    kappa: Estimate
    ac1: Estimate

    @classmethod
    def of(cls, one: Agreement) -> Coefficients:
        """From what was counted."""
        return cls(share=one.share, kappa=one.kappa, ac1=one.ac1)


class FaultFigures(Coefficients):
    """One fault of one exercise: first rater, then second.

    Attributes:
        ratings: that count, of so many `patients`, by so many `therapists`; `blind` of them blind.
        both_present, only_first_present, only_second_present, both_absent: how often.
        cannot_tell, formcheck_unmeasured: left out.
        too_few: for figures that mean something.
        in_all: each rating weighed by how often formcheck found the same in all that it measured.
    """

    exercise: str
    fault: str
    ratings: int
    patients: int
    therapists: int
    blind: int
    both_present: int
    only_first_present: int
    only_second_present: int
    both_absent: int
    cannot_tell: int
    formcheck_unmeasured: int
    too_few: bool
    in_all: Coefficients | None

    @classmethod
    def of_fault(cls, one: FaultAgreement) -> FaultFigures:
        """From a line of the table."""
        counts, (present, absent) = one.agreement.counts, LABELS
        return cls(
            **dict(Coefficients.of(one.agreement)),
            exercise=one.exercise,
            fault=one.fault,
            ratings=one.agreement.ratings,
            patients=one.agreement.clusters,
            therapists=one.judges,
            blind=one.blind,
            both_present=counts[present, present],
            only_first_present=counts[present, absent],
            only_second_present=counts[absent, present],
            both_absent=counts[absent, absent],
            cannot_tell=one.unclear,
            formcheck_unmeasured=one.unmeasured,
            too_few=one.agreement.too_few,
            in_all=None if one.in_all is None else Coefficients.of(one.in_all),
        )


class PairFigures(BaseModel):
    """Two therapists by their codes, where both judged the same."""

    first: str
    second: str
    faults: list[FaultFigures]


class Verdicts(BaseModel):
    """How often therapists agreed with whole verdicts that they had seen, and did not."""

    exercise: str
    agreed: int
    disagreed: int


class AgreementOut(BaseModel):
    """The figures.

    Attributes:
        judgements: that count; `blind`, `by_lot`: of these. Of so many `patients`, by so many `therapists`.
        blind_mode: you judge blind; `hidden_judgements` of visits that are hidden from you do not count then.
        unseen_visits: that were not shown to you yet.
        faults: therapists (first) and formcheck (second).
        pairs: two therapists.
        verdicts: answers to "do you agree?", which have no coefficient.
    """

    judgements: int
    blind: int
    by_lot: int
    patients: int
    therapists: int
    blind_mode: bool
    hidden_judgements: int
    unseen_visits: int
    faults: list[FaultFigures]
    pairs: list[PairFigures]
    verdicts: list[Verdicts]


class JudgementOut(BaseModel):
    """One judgement, beside what formcheck found in the same place.

    Attributes:
        therapist: a code, the same everywhere; "owner" on a machine without accounts.
        event: number of the hold or repetition.
        counts: the figures count it: of one therapist and place only one does.
    """

    therapist: str
    patient_id: str
    visit_id: str
    exercise_id: str
    exercise: str
    event: int
    fault: str
    therapist_says: Literal["present", "absent", "unclear"]
    formcheck_found: Found
    blind: bool
    by_lot: bool
    given_at: datetime
    counts: bool


def agreement_router(place: ApiPlace) -> APIRouter:
    """These routes."""
    router, store = APIRouter(tags=["agreement"]), place.store

    @router.get(
        "/agreement",
        response_model=AgreementOut,
        summary="How often therapists and formcheck agree on the patients whom you see",
    )
    def agreement(request: Request, blind_only: BlindOnly = False) -> Response:
        judge, among = account_of(request), whom(request)
        with store.reading() as session:
            open_now = and_(among, not_hidden(session, judge))
            table = agreement_table(session, open_now, blind_only=blind_only)
            said = counts_of_agreement(session, exercise_names(), open_now)
            mine = unseen_visits(judge, among).subquery()
            content = AgreementOut(
                judgements=table.judgements,
                blind=table.blind,
                by_lot=table.by_lot,
                patients=table.patients,
                therapists=table.judges,
                blind_mode=blind_mode(session, judge),
                hidden_judgements=hidden_judgements(session, judge, among),
                unseen_visits=session.scalar(select(func.count()).select_from(mine)) or 0,
                faults=[FaultFigures.of_fault(one) for one in table.faults],
                pairs=[
                    PairFigures(
                        first=judge_name(pair.first),
                        second=judge_name(pair.second),
                        faults=[FaultFigures.of_fault(one) for one in pair.faults],
                    )
                    for pair in table.pairs
                ],
                verdicts=[
                    Verdicts(exercise=name, agreed=yes, disagreed=no)
                    for name, (yes, no) in sorted(said.items())
                ],
            )
        return answer(request, content)

    @router.get(
        "/agreement/judgements",
        response_model=Page[JudgementOut],
        summary="The judgements, but for visits that are hidden from you",
    )
    def judgements(
        request: Request, blind_only: BlindOnly = False, page: PageNumber = 1, limit: Limit = 100
    ) -> Response:
        judge = account_of(request)
        with store.reading() as session:
            rows = judged_rows(session, and_(whom(request), not_hidden(session, judge)))
        counted = set(counted_rows(rows, blind_only=blind_only))
        items, number, pages, total = page_of(rows, page, limit)
        note_request(request, Action.EXPORTED)
        shown(request, store, {row.visit_id for row in items})
        content = Page[JudgementOut](
            items=list(_judgements(items, counted)), page=number, pages=pages, total=total
        )
        return answer(request, content)

    return router


def _judgements(rows: Iterable[JudgedRow], counted: set[JudgedRow]) -> Iterable[JudgementOut]:
    for row in rows:
        own = {name: getattr(row, name) for name in JudgementOut.model_fields if name in row._fields}
        yield JudgementOut(
            **own,
            therapist=judge_name(row.judge),
            therapist_says=row.answer,  # type: ignore[arg-type]
            formcheck_found=row.found,
            counts=row in counted,
        )
