"""A plank from hands and knees and back, in which quantities change over time."""

from __future__ import annotations

from typing import Any

from formcheck.pose.track import Track
from tests.support.stick_figures import Course, Scene, script, seconds
from tests.support.stick_postures import bird_dog, into_and_out_of, plank


def hold(length_s: float = 14.0, noise_px: float = 0.0, into: bool = True, **changes: Course) -> Track:
    """A plank from 2.5 s to two seconds before the end; `changes` are courses over time."""
    time = seconds(length_s)
    courses: dict[str, Any] = {name: course(time) for name, course in changes.items()}
    body = plank(time, **courses)
    if into:
        share = script(time, (1.0, 0), (2.5, 1), (length_s - 2, 1), (length_s - 0.8, 0))
        body = into_and_out_of(body, bird_dog(time), share)
    return body.shown(Scene(noise_px=noise_px, seed=3))


def with_course(what: str, course: Course) -> Track:
    """A plank in which one quantity changes."""
    changes: dict[str, Any] = {what: course}
    return hold(**changes)
