"""A programme in words: what each exercise asks for, and what differs between two versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from formcheck.coach.programme import Day, GivenReference, Item, Programme
from formcheck.exercises import get_exercise
from formcheck.judge.band_edits import BandGroup, Edges, band_groups
from formcheck.judge.changes import changes
from formcheck.judge.config import DoseTarget
from formcheck.report.bands import is_share
from formcheck.report.expert import changed_values
from formcheck.words.catalogue import Words


def dose_text(dose: DoseTarget, words: Words, *, one_side: bool = False) -> str:
    """The dose: "3 × 20 s", "3 × 10 keer per kant"."""
    kind = "hold" if dose.hold_s else "reps"
    side = "_side" if dose.per_side and not one_side else ""
    amount = words.number(dose.hold_s or dose.reps, 0 if dose.hold_s == round(dose.hold_s) else 1)
    return words.text(f"programme.dose.{kind}{side}", sets=dose.sets, amount=amount)


def days_text(days: Sequence[Day], times_a_week: int | None, words: Words) -> str:
    """The days: "ma, wo, vr" or "3 keer per week"; "" where nothing is said."""
    if days:
        return ", ".join(words.text(f"programme.day.{day}") for day in days)
    return (
        ""
        if times_a_week is None
        else words.counted("programme.times", times_a_week).format(times=times_a_week)
    )


def edge_text(value: float, unit: str, words: Words) -> str:
    """An edge of a band with its unit: "4 %", "-14°", "3,5 s"."""
    shown = round(100 * value, 4) if is_share(unit) else value
    digits = next(digits for digits in range(5) if digits == 4 or round(shown, digits) == shown)
    number = words.number(shown, digits)
    ending = "°" if unit == "deg" else " %" if is_share(unit) else f" {words.name('unit', unit)}"
    return number + ending.replace(" ", "\N{NO-BREAK SPACE}")


def edges_text(edges: Edges, group: BandGroup, words: Words) -> str:
    """Where something begins: "boven 4 %", "onder -14°", "verder dan 12° naar een van beide kanten"."""
    shown = [
        words.text(f"programme.edge.{end}", value=edge_text(edges.at(end), group.unit, words))
        for end in group.ends
    ]
    return words.text("programme.edge.or").join(shown)


def band_text(group: BandGroup, words: Words) -> str:
    """From where it is almost good and from where it is to be done differently."""
    text = words.text(
        "programme.band",
        almost=edges_text(group.edges("green"), group, words),
        different=edges_text(group.edges("amber"), group, words),
    )
    loose, red = group.without_reference("green"), group.without_reference("amber")
    if loose is None or red is None:
        return text
    own = (edges_text(edges, group, words) for edges in (loose, red))
    return (
        text
        + " "
        + words.text("programme.band.loose", **dict(zip(("almost", "different"), own, strict=True)))
    )


def fault_name(group: BandGroup, exercise: str, words: Words) -> str:
    """The fault of a group; where one fault is read from several signals, with the signal."""
    name = words.of(exercise).first(f"fault.{group.fault}.name", default=group.fault)
    if len(group.selectors) == 1:
        return name
    signal = group.bands[0].calibrated_signal or group.bands[0].signal or ""
    return f"{name} ({words.first(f'signal.{signal}', default=signal)})"


def item_name(item: Item, words: Words) -> str:
    """The exercise, with its side where it is done on one only."""
    name = words.exercise(item.exercise)
    if item.side is None or not item.dose().one_sided:
        return name
    return f"{name}, {words.text(f'programme.side.{item.side}')}"


def item_facts(item: Item, words: Words) -> dict[str, str]:
    """Everything that an item decides, as label -> text; "" where it says nothing.

    Raises:
        UsageError: the item makes no sense.
    """
    exercise, dose = get_exercise(item.exercise), item.dose()

    def label(name: str) -> str:
        return words.text(f"programme.fact.{name}")

    facts = {
        label("dose"): dose_text(dose, words, one_side=dose.one_sided and item.side is not None),
        label("rest"): words.text("amount.seconds", value=words.number(dose.rest_s)),
        label("days"): days_text(item.days, item.times_a_week, words),
        label("view"): words.name("view", item.view),
    }
    if dose.one_sided:
        facts[label("side")] = words.text(f"programme.side.{item.side or 'both'}")
    if exercise.spec.carries:
        facts[label("book")] = words.name("object", item.book)
    facts[label("strictness")] = words.number(item.strictness, 0 if item.strictness == 1 else 2)
    facts[label("reference")] = reference_text(item, words)
    config = exercise.config(item.override)
    for group in band_groups(config):
        facts[fault_name(group, item.exercise, words)] = band_text(group, words)
    facts[label("others")] = "; ".join(_other_changes(item, words))
    facts[label("note")] = item.note
    facts[label("step")] = step_text(item, words)
    return facts


def step_text(item: Item, words: Words) -> str:
    """Which step led to an item, and who decided it; "" where nobody took one."""
    step = item.step
    if step is None:
        return ""
    before = words.exercise(step.before)
    return words.text(f"programme.step.{step.by}", before=before, day=words_date(step.on, words))


def reference_text(item: Item, words: Words) -> str:
    """What changes are measured from."""
    given = item.reference
    if not isinstance(given, GivenReference):
        return words.text(f"programme.reference.{given}")
    if given.taken_on is None:
        return words.text("programme.reference.given")
    key = "programme.reference.given.picked" if given.span_s else "programme.reference.given.on"
    return words.text(key, day=words_date(given.taken_on, words))


def words_date(iso: str, words: Words) -> str:
    """A day as this language writes it: "16 nov 2026"."""
    year, month, day = iso.split("-")
    return f"{int(day)} {words.text(f'programme.month.{int(month)}')} {year}"


def difference(before: Programme | None, after: Programme, words: Words) -> list[str]:
    """What changed from one version to the next, a sentence each; [] when nothing did.

    Raises:
        UsageError: one of them makes no sense.
    """
    if before is None:
        return [words.text("programme.change.first")]
    return [*_of_all(before, after, words), *_of_items(before, after, words)]


def _of_all(before: Programme, after: Programme, words: Words) -> Iterator[str]:
    yield from _changed("", _programme_facts(before, words), _programme_facts(after, words), words)


def _programme_facts(programme: Programme, words: Words) -> dict[str, str]:
    rules = programme.stop_rules
    facts = {
        "title": programme.title,
        "visits": days_text(programme.days, programme.times_a_week, words),
        "message": programme.note,
        "stop": words.text("programme.stop", **rules.model_dump()),
        "own_steps": words.text("programme.own_steps") if programme.own_steps else "",
    }
    return {words.text(f"programme.fact.{name}"): text for name, text in facts.items()}


def _of_items(before: Programme, after: Programme, words: Words) -> Iterator[str]:
    old, new = _keyed(before.items), _keyed(after.items)
    for key, item in old.items():
        if key not in new:
            yield words.text("programme.change.gone", exercise=item_name(item, words))
    for key, item in new.items():
        if key not in old:
            dose = item_facts(item, words)[words.text("programme.fact.dose")]
            yield words.text("programme.change.new", exercise=item_name(item, words), dose=dose)
            if item.step is not None:
                yield f"{item_name(item, words)}, {step_text(item, words)}"
        elif item != old[key]:
            was, now = (item_facts(one, words) for one in (old[key], item))
            yield from _changed(f"{item_name(item, words)}, ", was, now, words)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield words.text("programme.change.order")


def _keyed(items: Iterable[Item]) -> Mapping[tuple[str, int], Item]:
    """The items by exercise, and by how many of it came before."""
    found: dict[tuple[str, int], Item] = {}
    for item in items:
        number = sum(name == item.exercise for name, _ in found)
        found[item.exercise, number] = item
    return found


def _changed(of: str, before: Mapping[str, str], after: Mapping[str, str], words: Words) -> Iterator[str]:
    nothing = words.text("programme.change.nothing")
    for label in dict.fromkeys((*before, *after)):
        was, now = before.get(label, ""), after.get(label, "")
        if was != now:
            yield f"{of}{label}: {was or nothing} \N{RIGHTWARDS ARROW} {now or nothing}"


def _other_changes(item: Item, words: Words) -> Iterator[str]:
    """What the override changes besides edges, dose and their kind, as a file may."""
    exercise = get_exercise(item.exercise)
    edges = tuple(f".{form}{grade}" for form in ("", "calibrated_") for grade in ("green", "amber"))
    other = (
        change
        for change in changes(exercise.config(), exercise.config(item.override))
        if not change.name.startswith("dose.") and not change.name.endswith(edges)
    )
    return changed_values(other, words)
