"""Judge everything again with other last digits, and count what is said otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.accuracy.real.judging import Claim, judged
from benchmarks.accuracy.shaken.changes import KINDS, Change, Kind, changes
from benchmarks.accuracy.shaken.films import GROUPS, SAMPLE, Film, Footage, looked_at, recorded
from benchmarks.accuracy.shaken.shake import SEEDS, shaken, size_px
from formcheck.pose.track import Track

PIXELS, GREY = "landmarks moved", "a grey level of noise"


@dataclass(slots=True)
class ShakenRow:
    """Events of one group and exercise, over all seeds.

    Attributes:
        films: recordings.
        events: events as they are, each as often as it was judged anew, and those that are new.
        changed: of these by kind of change.
    """

    group: str
    exercise: str
    shake: str
    films: int = 0
    events: int = 0
    changed: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))

    @property
    def share(self) -> float:
        """Share of the events that are said otherwise; NaN of none."""
        return sum(self.changed.values()) / self.events if self.events else float("nan")


@dataclass(slots=True)
class ShakenEvent:
    """One event that is said otherwise with some seeds: how many, and the smallest movement that does it."""

    shake: str
    film: str
    change: Change
    seeds: int
    least_px: float

    @property
    def by_pixels(self) -> bool:
        """Landmarks were moved; of noise on the picture there is one size."""
        return self.shake == PIXELS


@dataclass(frozen=True, slots=True)
class ShakenReport:
    """What was found."""

    rows: list[ShakenRow]
    events: list[ShakenEvent]


class _Tally:
    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], ShakenRow] = {}
        self.events: dict[tuple[object, ...], ShakenEvent] = {}

    def row(self, film: Film | Footage, shake: str) -> ShakenRow:
        return self.rows.setdefault(
            (film.group, film.exercise, shake), ShakenRow(film.group, film.exercise, shake)
        )

    def compare(
        self, film: Film, shake: str, seed: int, plain: tuple[Claim, ...], other: tuple[Claim, ...]
    ) -> None:
        row = self.row(film, shake)
        row.events += len(plain)
        for change in changes(plain, other):
            row.events += change.before == "-"
            row.changed[change.kind] += 1
            near = round(change.span[0]) if change.before == "-" else change.span
            key = (film.group, film.name, shake, near, change.before, change.after)
            known = self.events.setdefault(key, ShakenEvent(shake, film.name, change, 0, size_px(seed)))
            known.seeds += 1
            known.least_px = min(known.least_px, size_px(seed))


def measure_shaken(
    real: Path | None, work: Path | None = None, footage: Sequence[Footage] = ()
) -> ShakenReport:
    """Everything under every seed.

    Args:
        real: folder of the real people's `labels.csv`; None leaves them out.
        work: the network looks at the videos, without and with noise on the picture, and leaves their poses
            here, where they serve again; None leaves them out.
        footage: the videos. The landmarks of the samples are moved, too; of the others there are recordings.
    """
    tally = _Tally()
    _shake(recorded(real), tally)
    if work is not None:
        plain = {(film.group, film.name): claims(film) for film in looked_at(footage, work)}
        _shake((film for film in looked_at(footage, work) if film.group == SAMPLE), tally)
        for one in footage:
            tally.row(one, GREY).films += 1
        for seed in SEEDS:
            for film in looked_at(footage, work, seed):
                tally.compare(film, GREY, seed, plain[film.group, film.name], claims(film))
    rows = sorted(tally.rows.values(), key=lambda r: (GROUPS.index(r.group), r.exercise, r.shake))
    return ShakenReport(rows, sorted(tally.events.values(), key=lambda e: (e.film, e.change.span)))


def _shake(films: Iterable[Film], tally: _Tally) -> None:
    for film in films:
        plain = claims(film)
        tally.row(film, PIXELS).films += 1
        for seed in SEEDS:
            tally.compare(film, PIXELS, seed, plain, claims(film, shaken(film.track, seed)))


def claims(film: Film, track: Track | None = None) -> tuple[Claim, ...]:
    """Holds, repetitions and attempts that the product finds."""
    poses = film.track if track is None else track
    return judged(poses, film.name, film.exercise, film.calibrate).claims
