"""The programme of a patient: exercises, doses, bands and reference; versions; what the coach will say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.datastructures import URL

from formcheck.coach.programme import DAYS, GivenReference, Programme
from formcheck.errors import FormcheckError, InputError
from formcheck.exercises import exercise_names
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.therapist.programme_draft import STOP_RULES, Form, ProgrammeDraft, first_of
from formcheck.therapist.programme_fields import ItemDraft
from formcheck.therapist.programme_view import (
    Done,
    item_views,
    local_day,
    offered_reference,
    version_views,
)
from formcheck.therapist.sight import Sight
from formcheck.therapist.trouble import told
from formcheck.trends.next_step import Direction
from formcheck.visits.next_steps import latest_exercises, next_step_of
from formcheck.visits.picked_reference import picked_reference
from formcheck.visits.programmes import add_version, current, history, programme_of
from formcheck.visits.schema import Exercise, Patient, ProgrammeVersion, Visit
from formcheck.visits.steps import stepped
from formcheck.words.catalogue import Words

MOST_FIELDS = 5000
"""Fields of a form: fifty exercises with every band."""
MAX_MESSAGE = 600
"""Characters of what the therapist writes about a change."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a page of one patient is made of."""

    patient: Patient
    versions: list[ProgrammeVersion]
    done: Done

    @property
    def base(self) -> int:
        """Number of the version in force, 0 without one."""
        return self.versions[0].number if self.versions else 0


class Picked(NamedTuple):
    """A reference that was picked in a replay, by its exercise in the store and the span."""

    exercise_id: str
    start_s: float
    end_s: float


class Button(NamedTuple):
    """The button that sent a form: what to do, with which exercise of the draft, and what to add."""

    do: str
    place: int
    exercise: str

    @classmethod
    def of(cls, form: Form) -> Button:
        """The button of a form; without one the page is only shown anew."""
        do, _, place = first_of(form, "do").partition(":")
        number = int(place) if place.isascii() and place.isdigit() and len(place) < 6 else -1
        return cls(do, number, first_of(form, "exercise"))


async def sent_form(request: Request) -> Form:
    """The fields of a form; files are refused."""
    sent = await request.form(max_fields=MOST_FIELDS, max_files=0)
    fields: dict[str, list[str]] = {}
    for name, value in sent.multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value)
    return fields


Sent = Annotated[Form, Depends(sent_form)]


def programme_router(desk: Desk) -> APIRouter:
    """The routes of this page."""
    router = APIRouter(prefix="/patients/{patient_id}/programme")
    page = _Page(desk)

    @router.get("", response_class=HTMLResponse)
    def show(
        request: Request,
        patient_id: str,
        saved: int = 0,
        exercise_id: str = "",
        start_s: float = 0.0,
        end_s: float = 0.0,
    ) -> Response:
        words, known = desk.words(request), page.known(patient_id, request)
        draft, unread = _opened(known)
        note = words.text("therapist.programme.saved", number=saved) if saved and not unread else unread
        if exercise_id:
            page.sight.look(request, (page.visit_of(exercise_id, known),))
            note = page.with_picked(draft, known, Picked(exercise_id, start_s, end_s), words)
        return page.shown(draft, known, words, note)

    @router.post("", response_class=HTMLResponse)
    def change(request: Request, patient_id: str, sent: Sent) -> Response:
        words, known = desk.words(request), page.known(patient_id, request)
        try:
            draft = ProgrammeDraft.of_form(sent)
        except InputError as error:
            raise HTTPException(422, str(error)) from error
        button = Button.of(sent)
        if button.do == "save":
            return page.saved(draft, known, words)
        stays = button.do not in ("add", "up", "down", "remove")
        return page.shown(draft, known, words, page.done(button, draft, known, words), stays=stays)

    @router.post("/reference")
    def reference(request: Request, patient_id: str, sent: Sent) -> Response:
        """What was picked in the replay comes to the page, where the therapist saves it or does not."""
        page.known(patient_id, request)
        asked = {name: first_of(sent, name) for name in ("exercise_id", "start_s", "end_s")}
        try:
            float(asked["start_s"]), float(asked["end_s"])
        except ValueError as error:
            raise HTTPException(422, "start_s and end_s are seconds") from error
        there = URL(f"/therapist/patients/{patient_id}/programme").include_query_params(**asked)
        return RedirectResponse(there, 303)

    return router


class _Page:
    """What the routes of the page have in common."""

    def __init__(self, desk: Desk) -> None:
        self._store, self.sight = desk.store, Sight(desk)

    def known(self, patient_id: str, request: Request) -> _Known:
        """The patient with the versions and the latest visits, but for those that are judged blind."""
        with self._store.reading() as session:
            patient = session.get(Patient, patient_id)
            if patient is None:
                raise HTTPException(404)
            hidden = self.sight.hidden_of(request, session, patient_id)
            latest = latest_exercises(session, patient_id)
            done = [(visit, exercise) for visit, exercise in latest if visit.id not in hidden]
            known = _Known(patient, history(session, patient_id), done)
        self.sight.shown(request, {visit.id for visit, _ in done})
        return known

    def shown(
        self,
        draft: ProgrammeDraft,
        known: _Known,
        words: Words,
        note: str = "",
        *,
        failed: bool = False,
        stays: bool = True,
    ) -> Response:
        """The page of a draft.

        Args:
            draft, known, words: what it is made of.
            note: what to say about it.
            failed: it was to be saved and was not.
            stays: the exercises are those of before, in the same order.
        """
        programme = draft.programme(words) if draft.items else None
        patient = Words(known.patient.lang)
        return HTMLResponse(
            render(
                "programme.html.j2",
                words,
                address=f"/therapist/patients/{known.patient.id}/programme",
                patient=known.patient,
                patient_words=patient,
                draft=draft,
                items=item_views(draft, programme, known.done, words, patient),
                versions=version_views(known.versions, words),
                base=known.base,
                note=note,
                failed=failed,
                stays=stays,
                exercises=exercise_names(),
                days=DAYS,
                stop_rules=STOP_RULES,
                max_message=MAX_MESSAGE,
            )
        )

    def saved(self, draft: ProgrammeDraft, known: _Known, words: Words) -> Response:
        """The page of the new version, or that of the draft with what is wrong in it."""
        programme = draft.programme(words)
        if programme is None:
            return self.shown(draft, known, words, words.text("therapist.programme.not_saved"), failed=True)
        message = draft.values["message"].strip()[:MAX_MESSAGE]
        with self._store.writing() as session:
            now = current(session, known.patient.id)
            # Somebody else, or another window, may have saved meanwhile: nothing of theirs is lost unseen.
            if (0 if now is None else now.number) == draft.base:
                version = add_version(session, known.patient.id, programme, self._store.now(), message)
                return RedirectResponse(
                    f"/therapist/patients/{known.patient.id}/programme?saved={version.number}", 303
                )
        draft.base = known.base
        return self.shown(draft, known, words, words.text("therapist.programme.meanwhile"), failed=True)

    def done(self, button: Button, draft: ProgrammeDraft, known: _Known, words: Words) -> str:
        """Do what a button says with the draft; gives what to say about it."""
        number = button.place
        if button.do == "add" and button.exercise in exercise_names():
            draft.add(button.exercise)
        if not 0 <= number < len(draft.items):
            return ""
        if button.do in ("take", "approve"):
            return self._suggested(button, draft, known, words)
        simple: dict[str, Callable[[], None]] = {
            "up": lambda: draft.move(number, -1),
            "down": lambda: draft.move(number, 1),
            "remove": lambda: draft.remove(number),
        }
        simple.get(button.do, lambda: None)()
        return ""

    def _suggested(self, button: Button, draft: ProgrammeDraft, known: _Known, words: Words) -> str:
        """Take a suggested step, or approve a reference, because the therapist pressed that button."""
        item = draft.items[button.place].item(words)
        if item is None:
            return words.text("therapist.programme.not_saved")
        if button.do == "approve" and (offered := offered_reference(item, known.done)) is not None:
            draft.change(button.place, reference=offered)
            return words.text("therapist.programme.approved")
        step = next_step_of(item, draft.programme(words) or Programme(items=(item,)), known.done)
        if button.do == "take" and step.direction in (Direction.MORE, Direction.LESS):
            taken = stepped(item, step, "therapist", self._store.now().date())
            if step.exercise is None:
                draft.change(button.place, **dict(taken))
            else:
                draft.items[button.place] = ItemDraft.of(taken)
            return words.text("therapist.programme.taken")
        return ""

    def visit_of(self, exercise_id: str, known: _Known) -> str:
        """The visit of an exercise of this patient.

        Raises:
            HTTPException: there is none, or it is somebody else's.
        """
        return self._picked(exercise_id, known)[1].id

    def _picked(self, exercise_id: str, known: _Known) -> tuple[Exercise, Visit]:
        with self._store.reading() as session:
            found = _exercise(session, exercise_id, known.patient.id)
        if found is None:
            raise HTTPException(404)
        return found

    def with_picked(self, draft: ProgrammeDraft, known: _Known, picked: Picked, words: Words) -> str:
        """Put a picked reference into the draft; gives what to say about it."""
        exercise, visit = self._picked(picked.exercise_id, known)
        place = next((n for n, one in enumerate(draft.items) if one.source.exercise == exercise.name), None)
        if place is None:
            return words.text("therapist.programme.picked.elsewhere", exercise=words.exercise(exercise.name))
        try:
            path = self._store.recordings.path(exercise.recording_hash or "")
            read = picked_reference(path, exercise.name, picked.start_s, picked.end_s)
        except FormcheckError as error:
            return told(error, words)
        if not read.values:
            return words.text("therapist.programme.picked.none")
        given = GivenReference(
            values=read.values,
            taken_on=local_day(visit),
            visit=visit.id,
            span_s=(picked.start_s, picked.end_s),
        )
        draft.change(place, reference=given)
        draft.changed = True
        return words.text("therapist.programme.picked")


def _opened(known: _Known) -> tuple[ProgrammeDraft, str]:
    """The draft of the version in force, and why it cannot be read, or ""."""
    if not known.versions:
        return ProgrammeDraft.of(None, 0), ""
    try:
        return ProgrammeDraft.of(programme_of(known.versions[0]), known.base), ""
    except FormcheckError as error:
        return ProgrammeDraft.of(None, known.base), str(error)


def _exercise(session: Session, exercise_id: str, patient_id: str) -> tuple[Exercise, Visit] | None:
    exercise = session.get(Exercise, exercise_id)
    visit = None if exercise is None else session.get(Visit, exercise.visit_id)
    if exercise is None or visit is None or visit.patient_id != patient_id:
        return None
    return exercise, visit
