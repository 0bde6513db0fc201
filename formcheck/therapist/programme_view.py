"""What the programme page shows beside its fields: bands, suggestion, reference, preview, versions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from formcheck.coach.preview import Moment, PreviewLine, preview
from formcheck.coach.programme import GivenReference, Item, Programme
from formcheck.errors import FormcheckError
from formcheck.exercises import get_exercise
from formcheck.judge.band_edits import BandGroup, End, Grade, band_groups
from formcheck.report.bands import is_share
from formcheck.signals.book_objects import book_objects
from formcheck.therapist.programme_bounds import edge_bounds
from formcheck.therapist.programme_draft import ProgrammeDraft
from formcheck.therapist.programme_fields import (
    GRADES,
    ItemDraft,
    edge_field,
    given_reference,
    kinds_of,
    shown_edge,
)
from formcheck.trends.next_step import Direction, NextStep
from formcheck.visits.next_steps import next_step_of
from formcheck.visits.programme_words import (
    difference,
    dose_text,
    edge_text,
    fault_name,
    item_facts,
    item_name,
    reference_text,
    words_date,
)
from formcheck.visits.programmes import programme_of
from formcheck.visits.schema import Exercise, ProgrammeVersion, Visit
from formcheck.words.catalogue import Words

MOMENTS: tuple[Moment, ...] = ("explain", "begin", "during", "cue", "rest")
UNITS = {"deg": "\N{DEGREE SIGN}", "s": "s"}
"""Unit of a band -> how a field shows it; shares are in per cent."""
Done = Sequence[tuple[Visit, Exercise]]


@dataclass(frozen=True, slots=True)
class EdgeField:
    """One number of a band: its field, what it reads without a change, and between what it can be set."""

    name: str
    label: str
    shipped: str
    hint: str
    value: str
    unit: str
    error: str


@dataclass(frozen=True, slots=True)
class BandView:
    """A fault with its fields, and where its numbers come from."""

    fault: str
    fields: tuple[EdgeField, ...]
    loose: str
    source: str

    @property
    def changed(self) -> bool:
        """An edge was moved, or is being moved."""
        return any(field.value or field.error for field in self.fields)


@dataclass(frozen=True, slots=True)
class StepView:
    """The suggested next step: what, why, and whether a button can take it."""

    direction: str
    text: str
    reasons: tuple[str, ...]
    taken_by: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One exercise of the page."""

    place: int
    draft: ItemDraft
    words: Words
    name: str
    dose: str
    kinds: tuple[str, ...]
    held: bool
    sided: bool
    objects: tuple[tuple[str, str], ...]
    cameras: tuple[tuple[str, str], ...]
    bands: tuple[BandView, ...]
    others: str
    reference: str
    offered: str
    step: StepView | None
    seen: tuple[str, ...]
    lines: Mapping[Moment, Sequence[PreviewLine]]

    @property
    def source(self) -> str:
        """The item for the hidden field."""
        return self.draft.source.model_dump_json(exclude_defaults=True)

    def number(self, name: str) -> str:
        """What stands in a field for a number."""
        return local_number(self.draft.values[name], self.words)

    @property
    def bands_changed(self) -> bool:
        """Some band differs from the one that ships."""
        return any(band.changed for band in self.bands)


def item_views(
    draft: ProgrammeDraft, programme: Programme | None, done: Done, words: Words, patient: Words
) -> list[ItemView]:
    """All exercises of a draft.

    Args:
        draft: what stands on the page.
        programme: the programme that the fields ask for, if they make sense.
        done: what was done in the latest visits.
        words: words of the page.
        patient: words of the patient's language.
    """
    rules = programme or Programme(items=(draft.items[0].source,)) if draft.items else None
    views = []
    for number, one in enumerate(draft.items):
        item = one.source if programme is None else programme.items[number]
        exercise = get_exercise(item.exercise)
        dose, config = item.dose(), exercise.config()
        offered = offered_reference(item, done)
        views.append(
            ItemView(
                place=number,
                draft=one,
                words=words,
                name=item_name(item, words),
                dose=dose_text(dose, words, one_side=dose.one_sided and item.side is not None),
                kinds=kinds_of(item),
                held=dose.hold_s > 0,
                sided=dose.one_sided,
                objects=_choices("object", book_objects() if exercise.spec.carries else (), words),
                cameras=_choices("view", config.views, words),
                bands=tuple(_bands(one, words)),
                others=item_facts(one.source, words)[words.text("programme.fact.others")],
                reference="" if given_reference(one.source) is None else reference_text(one.source, words),
                offered="" if offered is None or offered == one.source.reference else _day(offered, words),
                step=None if rules is None else _step(item, rules, done, words),
                seen=_seen(item, patient),
                lines=_preview(item, patient),
            )
        )
    return views


def _choices(group: str, names: Iterable[str], words: Words) -> tuple[tuple[str, str], ...]:
    """(value, text) of each choice."""
    return tuple((name, words.name(group, name)) for name in names)


def _bands(draft: ItemDraft, words: Words) -> list[BandView]:
    item, bands = draft.source, []
    for group in band_groups(get_exercise(item.exercise).config()):
        fields = tuple(_edge(group, grade, end, draft, words) for grade in GRADES for end in group.ends)
        loose = group.without_reference("green")
        shown = [] if loose is None else [loose.at(end) for end in group.ends]
        bands.append(
            BandView(
                fault=fault_name(group, item.exercise, words),
                fields=fields,
                loose=" / ".join(edge_text(edge, group.unit, words) for edge in shown if math.isfinite(edge)),
                source=words.source(group.bands[0].source),
            )
        )
    return bands


def _edge(group: BandGroup, grade: Grade, end: End, draft: ItemDraft, words: Words) -> EdgeField:
    name = edge_field(group, grade, end)
    bounds = edge_bounds(group, grade, end, draft.source).texts(words)
    return EdgeField(
        name=name,
        label=words.text(f"therapist.programme.edge.{grade}.{end}"),
        shipped=local_number(shown_edge(group.edges(grade).at(end), group.unit), words),
        hint=words.text("therapist.programme.bounds", **bounds),
        value=local_number(draft.values.get(name, ""), words),
        unit=UNITS.get(group.unit, "%" if is_share(group.unit) else ""),
        error=draft.errors.get(name, ""),
    )


def local_number(text: str, words: Words) -> str:
    """A number as people of this language write it; what is no number stays as it is."""
    return text.replace(".", ",") if words.language == "nl" else text


def offered_reference(item: Item, done: Done) -> GivenReference | None:
    """The reference of the latest visit that took one: the therapist may approve it."""
    for visit, exercise in done:
        calibration = (exercise.result or {}).get("calibration")
        if exercise.name != item.exercise or not isinstance(calibration, dict):
            continue
        values = calibration.get("values")
        # A reference that was given beforehand has no time of its own: it is the approved one.
        if calibration.get("kind") != "personal" or calibration.get("start_s") is None or not values:
            continue
        return GivenReference(values=values, taken_on=local_day(visit), visit=visit.id)
    return None


def local_day(visit: Visit) -> str:
    """The day of a visit where the patient was."""
    return (visit.began_at + timedelta(minutes=visit.utc_offset_min)).date().isoformat()


def _day(given: GivenReference, words: Words) -> str:
    return words_date(given.taken_on, words) if given.taken_on else "-"


def _step(item: Item, programme: Programme, done: Done, words: Words) -> StepView:
    step = next_step_of(item, programme, done)
    return StepView(
        direction=step.direction.value,
        text=_step_text(step, words),
        reasons=tuple(words.text(f"trends.next.{reason.value}") for reason in step.reasons),
        taken_by=_taken_by(step, item, words),
    )


def _step_text(step: NextStep, words: Words) -> str:
    text = words.text(f"therapist.programme.step.{step.direction.value}")
    other = "" if step.exercise is None else _other(step, words, "exercise")
    return " ".join(filter(None, (text, other)))


def _other(step: NextStep, words: Words, part: str) -> str:
    """On to the harder exercise, or back to the easier one."""
    exercise = words.exercise(step.exercise or "")
    dose = dose_text(step.dose, words)
    return words.text(f"therapist.programme.{part}.{step.direction.value}", exercise=exercise, dose=dose)


def _taken_by(step: NextStep, item: Item, words: Words) -> str:
    """The words of the button that takes the step; "" where there is nothing to take."""
    if step.direction not in (Direction.MORE, Direction.LESS) or step.dose == item.dose():
        return ""
    if step.exercise is not None:
        return _other(step, words, "take")
    return words.text("therapist.programme.take", dose=dose_text(step.dose, words))


def _seen(item: Item, words: Words) -> tuple[str, ...]:
    """What stands on the patient's screen, in their language."""
    dose = item.dose()
    texts = [dose_text(dose, words, one_side=dose.one_sided and item.side is not None)]
    if get_exercise(item.exercise).spec.carries:
        texts.append(words.name("object", item.book))
    return (*texts, *filter(None, (item.note,)))


def _preview(item: Item, words: Words) -> Mapping[Moment, Sequence[PreviewLine]]:
    lines = preview(item, words)
    return {moment: [line for line in lines if line.moment == moment] for moment in MOMENTS}


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version with what changed in it."""

    number: int
    day: str
    message: str
    changes: tuple[str, ...]


def version_views(versions: Sequence[ProgrammeVersion], words: Words) -> list[VersionView]:
    """The versions, the newest first, each with what it changed in the one before."""
    programmes = [_readable(version) for version in versions] + [None]
    views = []
    for version, (after, before) in zip(versions, pairwise(programmes), strict=True):
        try:
            said = [] if after is None else difference(before, after, words)
        except FormcheckError as error:
            said = [error.message]
        day = words_date(version.created_at.astimezone().date().isoformat(), words)
        views.append(VersionView(version.number, day, version.message, tuple(said)))
    return views


def _readable(version: ProgrammeVersion) -> Programme | None:
    try:
        return programme_of(version)
    except FormcheckError:
        return None
