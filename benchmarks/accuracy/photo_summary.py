"""What the photographs come to: postures recognised, and the side of a fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.photos import PhotoReport

SHOWS = {
    "front plank": ("plank",),
    "high plank": ("plank",),
    "forearm plank": ("plank",),
    "side plank": ("side-plank",),
    "glute bridge": ("bridge", "drawing-in"),
    "single-leg bridge": ("bridge", "drawing-in"),
    "cat-camel": ("cat-camel", "bird-dog"),
    "quadruped": ("bird-dog", "cat-camel"),
}
"""Beginning of the label -> exercises whose posture it is; every other one must refuse it."""

SIDE_OF_OFFSET = {
    "hip sag": +1,
    "slight sag": +1,
    "under-lifted": -1,
    "below line": -1,
    "start": -1,
}
"""Words in the label's form -> sign of the hip offset (plank: + towards the floor; bridge: - too low)."""
SIDE_OF_CURVE = {"flexed": +1, "lumbar extension": -1}
"""Words in the label's form -> sign of the outline's turn against the person's other photograph."""


GOOD = ("good", "good (slightly below line)")
"""Forms with which no fault may be found."""


@dataclass(frozen=True, slots=True)
class PhotoFigure:
    """So many right of so many, and which were not."""

    what: str
    right: int
    of: int
    wrong: tuple[str, ...]


def postures_of(label: str) -> tuple[str, ...]:
    """Exercises whose posture this label shows."""
    return next((names for words, names in SHOWS.items() if label.startswith(words)), ())


def photo_figures(photos: list[PhotoReport]) -> list[PhotoFigure]:
    """The figures; a photograph that does not belong to one is not counted in it."""
    fits, strangers, good = [], [], []
    for p in photos:
        own = [e for e in postures_of(p.label) if e in p.said]
        if own and p.view == "side":
            said = "; ".join(f"{e}: {p.said[e]}" for e in own)
            fits.append((f"{p.name} ({said})", any(p.measured(e) for e in own)))
        faulty = [f"{e}: {p.said[e]}" for e in own if p.said[e].startswith("fault")]
        if p.form in GOOD and any(p.measured(e) for e in own):
            good.append((f"{p.name} ({'; '.join(faulty)})", not faulty))
        others = [e for e in p.said if e not in own and p.measured(e)]
        strangers.append((f"{p.name} as {', '.join(others)}", not others))
    return [
        _figure("posture recognised, side view", fits),
        _figure("not taken for another exercise", strangers),
        _figure("no fault where the form is labelled good and was measured", good),
        _figure("side of the fault by hip offset", list(_offset_sides(photos))),
        _figure(
            "side of the fault by outline, against the same person's other photograph",
            list(_curve_sides(photos)),
        ),
    ]


def _figure(what: str, results: list[tuple[str, bool]]) -> PhotoFigure:
    wrong = tuple(name for name, right in results if not right)
    return PhotoFigure(what, len(results) - len(wrong), len(results), wrong)


def _offset_sides(photos: list[PhotoReport]) -> Iterator[tuple[str, bool]]:
    for p in photos:
        sign = _sign(p.form, SIDE_OF_OFFSET)
        own = [e for e in postures_of(p.label) if e in p.said]
        if sign and own:
            value = p.offset_percent[own[0]]
            yield f"{p.name} ({'not seen' if np.isnan(value) else f'{value:+.1f} %'})", sign * value > 0


def _curve_sides(photos: list[PhotoReport]) -> Iterator[tuple[str, bool]]:
    for p in photos:
        sign = _sign(p.form, SIDE_OF_CURVE)
        other = next((o for o in photos if o.name != p.name and _person(o) == _person(p)), None)
        # "neutral/slight flexion" is what the other is compared with.
        if sign and other is not None and "neutral" not in p.form:
            change = p.curve_deg - other.curve_deg
            yield f"{p.name} ({'not seen' if np.isnan(change) else f'{change:+.0f} deg'})", sign * change > 0


def _sign(form: str, words: dict[str, int]) -> int:
    return next((sign for word, sign in words.items() if word in form), 0)


def _person(photo: PhotoReport) -> str:
    return photo.name.rsplit("__", 1)[0]
