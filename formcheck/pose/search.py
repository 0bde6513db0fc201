"""When to run the person detector, whom to follow, and how many people there are."""

from __future__ import annotations

import math
from collections.abc import Sequence

from formcheck.pose.detector import Detection
from formcheck.pose.region import Region

EAGER_S = 0.2  # after a loss the detector runs in every frame for this long,
RETRY_S = 0.25  # then once in this time
ROUNDING_S = 1e-6

OTHER_SCORE = 0.7  # a further person counts only when the detector is this sure,
OTHER_DISTANCE = 0.3  # this far from everybody else, in sides of the larger region,
OTHER_SIZE = 0.6  # and about as large as the person who is followed: not somebody in the background
BODY_SHARE = 0.4  # a lying body reaches this far from the centre of its region, in its sides
STRIP_SHARE = 0.35  # what is left of the picture beside it is looked at when it is this share of its width


class Every:
    """Says when something that is to be done every `period_s` of media time is due.

    The grid is fixed by the first frame, so that a beat is not lost to rounding at any frame rate. Time that
    goes back starts a new grid.
    """

    def __init__(self, period_s: float) -> None:
        self._period_s = period_s
        self._next = math.nan

    def due(self, time_s: float) -> bool:
        """Whether it is due at this frame; asked once a frame."""
        late = time_s - self._next
        if math.isnan(late) or late < -1.5 * self._period_s:
            self._next = time_s
            late = 0.0
        if late < -ROUNDING_S:
            return False
        self._next += self._period_s * (1 + math.floor((late + ROUNDING_S) / self._period_s))
        return True


class SearchTimer:
    """Limits how often the detector runs while nobody is followed."""

    def __init__(self) -> None:
        self._lost_since = math.nan
        self._retry = Every(RETRY_S)

    def found(self) -> None:
        """Somebody is followed again: the next loss is searched eagerly."""
        self._lost_since = math.nan

    def due(self, time_s: float) -> bool:
        """Whether to run the detector in this frame, in which nobody is followed."""
        if not time_s >= self._lost_since:  # just lost (NaN), or time went back
            self._lost_since = time_s
            self._retry = Every(RETRY_S)
        retry = self._retry.due(time_s)
        return retry or time_s - self._lost_since <= EAGER_S


def choose(people: Sequence[Detection], size: tuple[int, int]) -> Detection | None:
    """Whom to follow from now on: large, near the middle of the frame, and surely a person.

    Args:
        people: what the detector found.
        size: (width, height) of the frame.
    """
    half_diagonal = math.hypot(*size) / 2

    def claim(person: Detection) -> float:
        away = math.hypot(person.region.x - size[0] / 2, person.region.y - size[1] / 2) / half_diagonal
        return person.score * person.region.side * (1 - 0.5 * min(away, 1.0))

    return max(people, key=claim, default=None)


def free_strips(followed: Region, size: tuple[int, int]) -> list[slice]:
    """Columns of the frame left and right of the person who is followed that have room for another one.

    Two people side by side make a wide picture, and each is then small in the detector's square input: of two
    equal ones it mostly finds one. Looked at by itself, the rest of the picture shows the other.
    """
    reach = BODY_SHARE * followed.side
    left, right = max(round(followed.x - reach), 0), min(round(followed.x + reach), size[0])
    strips = (slice(0, left), slice(right, size[0]))
    return [strip for strip in strips if strip.stop - strip.start >= STRIP_SHARE * size[0]]


def count_people(people: Sequence[Detection], followed: Region | None) -> int:
    """How many distinct persons there are; the one who is followed counts whether detected or not.

    Careful on purpose: somebody lying is sometimes found twice, a plant sometimes once, so a further person
    has to be surely a person, clearly elsewhere and not tiny.
    """
    if followed is None:
        if not people:
            return 0
        followed = people[0].region
    counted = [followed]
    for person in people:
        region = person.region
        if person.score < OTHER_SCORE or region.side < OTHER_SIZE * followed.side:
            continue
        if all(
            math.hypot(region.x - other.x, region.y - other.y) > OTHER_DISTANCE * max(region.side, other.side)
            for other in counted
        ):
            counted.append(region)
    return len(counted)
