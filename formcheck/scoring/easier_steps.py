"""An exercise and its easier step, where a recording lies on the border between the two postures.

A plank and a plank on the knees differ by a hand's breadth under the knees, which is near what a pose network
can tell of them; the posture then changes to and fro while nobody moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from formcheck.exercises import get_exercise
from formcheck.exercises.base import PostureSignature
from formcheck.exercises.steps import easier_than
from formcheck.scoring.recogniser import Stretch

STAYS_S = 3.0
"""Who puts the knees down in a plank, or lifts them, stays so for at least as long: getting down and up again
takes a second each, and what is held counts from two (`min_hold_s`)."""
CHANGES = 3
"""So many quick changes in a row are none: down and up again are two."""


def steps_of(programme: Mapping[str, PostureSignature]) -> dict[str, str]:
    """Exercise -> its easier step, of those in the programme that are told by being in the posture."""
    found = {}
    for name in programme:
        step = easier_than(name)
        if step is None or step not in programme:
            continue
        if programme[name].sign == programme[step].sign == "posture":
            found[name] = step
    return found


def on_the_border(
    stretches: Sequence[Stretch], programme: Mapping[str, PostureSignature], steps: Mapping[str, str]
) -> list[Stretch]:
    """Stretches that change to and fro between a held exercise and its easier step are the easier one's.

    The easier one asks less, so that nothing is expected of somebody who cannot be told to have done more.
    """
    found = list(stretches)
    for name, step in steps.items():
        if not get_exercise(name).spec.moves:
            for hard, easy in zip(programme[name].doing, programme[step].doing, strict=True):
                found = _joined(found, hard, easy)
    return found


def _joined(stretches: Sequence[Stretch], hard: str, easy: str) -> list[Stretch]:
    found: list[Stretch] = []
    i = 0
    while i < len(stretches):
        run = _quick(stretches[i:], {hard, easy})
        if len(run) > CHANGES:
            ends = run[-1].recording_ends
            found.append(Stretch(easy, run[0].start_s, run[-1].end_s, recording_ends=ends))
        else:
            found += stretches[i : i + 1]
            run = run[:1]
        i += max(len(run), 1)
    return found


def _quick(stretches: Sequence[Stretch], postures: set[str]) -> list[Stretch]:
    """The stretches up to the first of another posture, or one that lasts longer than all before it do."""
    run: list[Stretch] = []
    for stretch in stretches:
        if stretch.posture not in postures or (run and stretch.start_s > run[-1].end_s):
            break
        long = _length_s(stretch) > STAYS_S
        if long and _length_s(stretch) > sum(map(_length_s, run)):
            break
        run.append(stretch)
        if long:
            break
    return run


def _length_s(stretch: Stretch) -> float:
    return stretch.end_s - stretch.start_s
