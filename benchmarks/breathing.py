"""How right the breathing of drawing-in is read: made tracks of known breathing, scored as the product would.

    python -m benchmarks.breathing [--tracks N] [--write]

No clip with known breathing is free to use, so the belly line is made: breaths that vary in length and
depth, with the outline's error as it was measured in still stretches of recordings (about 0.002 torso lengths
a reading and a slow part of half of that, 0.3-0.6 px at 480p). `--write` renews BREATHING.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import FAULT_BIT
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark
from formcheck.pose.track import STATION_COUNT, ModelInfo, Track
from formcheck.scoring.plan import Plan
from formcheck.scoring.scoring import Scoring

Floats = NDArray[np.float64]
TORSO_PX, FPS, LENGTH_S = 130.0, 15.0, 90.0
WHITE, SLOW, SLOW_S = 0.002, 0.001, 1.5
"""Error of a reading of the belly line, torso lengths: from reading to reading, and slow with its time."""
HOLD_S = (45.0, 65.0)
POINTS = {
    "EAR": (1.25, 0.05), "SHOULDER": (1.0, 0.0), "ELBOW": (0.5, -0.06), "WRIST": (0.1, -0.1),
    "PINKY": (0.0, -0.1), "INDEX": (0.0, -0.1), "THUMB": (0.05, -0.08), "HIP": (0.0, 0.0),
    "KNEE": (-0.5, 0.7), "ANKLE": (-0.95, -0.03), "HEEL": (-0.9, -0.09), "FOOT_INDEX": (-1.15, -0.09),
    "EYE": (1.25, 0.15),
}  # fmt: skip
"""On the back with bent knees, torso lengths from the hip, x towards the head, y up."""


@dataclass(frozen=True)
class Made:
    """A belly line with what is true of it: breaths taken up to each moment, and the pause, if any."""

    time: Floats
    lift: Floats
    breaths: Floats
    held: tuple[float, float] | None = None


def breathe(
    random: np.random.Generator, per_min: float, swing: float, *, held: tuple[float, float] | None = None,
    length_s: float = LENGTH_S, vary: float = 0.12,
) -> Made:  # fmt: skip
    """In for 40 %, out for 45 %, 15 % rest; `vary` is the spread of the length and half that of the depth.

    A pause begins after the breath that is due; in it the belly settles by up to a tenth of a breath.
    """
    time = np.arange(round(length_s * FPS)) / FPS
    lift, breaths, at, count = np.zeros(len(time)), np.zeros(len(time)), -float(random.uniform(0, 4)), 0.0
    pause: tuple[float, float] | None = None
    while at < time[-1]:
        if held and pause is None and at >= held[0]:
            pause = at, at + held[1] - held[0]
            inside = (time >= pause[0]) & (time < pause[1])
            share = (time[inside] - pause[0]) / (pause[1] - pause[0])
            lift[inside] = -swing * float(random.uniform(0, 0.1)) * np.sin(np.pi * share)
            breaths[inside] = count
            at = pause[1]
            continue
        length = 60 / per_min * max(0.5, 1 + vary * float(random.normal()))
        depth = swing * max(0.4, 1 + 2 * vary * float(random.normal()))
        inside = (time >= at) & (time < at + length)
        share = (time[inside] - at) / length
        rise = (1 - np.cos(np.pi * np.minimum(share / 0.4, 1))) / 2
        fall = (1 - np.cos(np.pi * np.clip((share - 0.4) / 0.45, 0, 1))) / 2
        lift[inside] = depth * (rise - fall)
        breaths[inside] = count + share
        at, count = at + length, count + 1
    return Made(time, lift, breaths, pause)


def film(
    random: np.random.Generator, made: Made, *, error: float = 1.0, slow_s: float = SLOW_S,
    slow: float = SLOW, missing: float = 0.0, hands: float = 0.0,
) -> Track:  # fmt: skip
    """The track of somebody whose belly line does this.

    Args:
        random: of the errors.
        made: the belly line.
        error: factor on the outline's error.
        slow, slow_s: size and time of its slow part.
        missing: share of readings that fail, with a second's gap here and there.
        hands: how often a minute a hand passes over the belly, 1.5 s each time.
    """
    time, length = made.time, len(made.time)
    xy = np.zeros((length, LANDMARK_COUNT, 2))
    for mark in Landmark:
        part = mark.name.removeprefix("LEFT_").removeprefix("RIGHT_")
        x, y = POINTS.get(part, POINTS["EYE"])
        xy[:, mark] = 420 + TORSO_PX * x, 330 - TORSO_PX * y
    xy[:, [m for m in Landmark if m.name.startswith("LEFT_")]] += (3.0, -2.0)
    xy += _wander(random, time, 0.002 * TORSO_PX, 1.0)[:, None, None]
    slowly = _wander(random, time, error * slow, slow_s)
    line = made.lift + slowly + random.normal(0, error * WHITE, length)
    ventral = np.repeat(0.2 + line[:, None], STATION_COUNT, axis=1)
    for start in random.uniform(0, time[-1], round(hands * time[-1] / 60)):
        ventral[(time > start) & (time < start + 1.5), 8:18] += 0.12
    unread = np.diff(np.floor(time * 10 + 1e-6), prepend=-1) == 0
    unread |= random.random(length) < missing
    for start in random.uniform(0, time[-1], round(missing * 10)):
        unread |= (time > start) & (time < start + 1.0)
    ventral[unread] = np.nan
    sight = np.full((length, LANDMARK_COUNT), 0.9)
    sight[:, [m for m in Landmark if m.name.startswith("LEFT_")]] = 0.5
    contrast = np.where(unread, np.nan, 0.3)
    return Track.build(
        time, xy, visibility=sight, ventral=ventral, dorsal=ventral, contrast=contrast,
        people=np.ones(length), size=(854, 480), model=ModelInfo("made", "breathing"),
    )  # fmt: skip


def _wander(random: np.random.Generator, time: Floats, size: float, seconds: float) -> Floats:
    """Noise of this standard deviation that forgets itself within about `seconds`."""
    keep = float(np.exp(-1 / FPS / seconds)) if seconds > 0 else 0.0
    steps = random.normal(0, size * np.sqrt(1 - keep * keep), len(time))
    steps[0] = random.normal(0, size)
    values = np.empty(len(time))
    value = 0.0
    for i, step in enumerate(steps.tolist()):
        value = keep * value + step
        values[i] = value
    return values


@dataclass(frozen=True)
class Row:
    """One kind of track: shares 0-1, breaths a minute, seconds."""

    name: str
    tracks: int
    measured: float
    judged: float
    rate_error: float
    invented: int
    held: int
    found: int
    delays: tuple[float, ...]


def scored(track: Track) -> FrameScores:
    """Every frame, as the product judges it."""
    scoring = Scoring(Plan(exercise="drawing-in"))
    return scoring.feed(track)


def study(name: str, make: Callable[[np.random.Generator], tuple[Made, Track]], tracks: int) -> Row:
    """Score so many tracks of one kind."""
    shares, judged, errors, delays, invented, held = [], [], [], [], 0, 0
    for number in range(tracks):
        made, track = make(np.random.default_rng([number, sum(map(ord, name))]))
        frames = scored(track)
        time, rate = frames.time, frames.signal("breath_rate_per_min")
        begin, end = made.held or (np.inf, np.inf)
        before = (time > 20) & (time < begin)
        shares.append(np.isfinite(rate[before]).mean())
        judged.append(np.isfinite(frames.signal("breath_pause_s"))[before].mean())
        past = np.searchsorted(time, time - 24.0 + 1e-6).clip(0)
        truth = 60 * (made.breaths - made.breaths[past]) / np.maximum(time - time[past], 1e-9)
        known = before & np.isfinite(rate) & (time >= 24)
        errors += np.abs(rate - truth)[known].tolist()
        paused = (frames.faults & FAULT_BIT["breath_hold"]) != 0
        inside = paused & (time > begin + 5) & (time < end + 1)
        began = np.flatnonzero(np.diff(paused.astype(np.int8), prepend=0) > 0)
        invented += int(((time[began] < begin + 5) | (time[began] > end + 1)).any())
        if made.held:
            held += 1
            delays += [float(time[inside][0]) - begin - 10] if inside.any() else []
    error = float(np.mean(errors)) if errors else float("nan")
    return Row(
        name,
        tracks,
        float(np.mean(shares)),
        float(np.mean(judged)),
        error,
        invented,
        held,
        len(delays),
        tuple(delays),
    )


Kind = tuple[str, Callable[[np.random.Generator], tuple[Made, Track]]]


def kinds() -> list[Kind]:
    """What is studied: breathing of many rates and depths, poor readings, pauses, and no breathing at all."""

    def breathing(per_min: float, swing: float, **how: float) -> Callable[..., tuple[Made, Track]]:
        pause = HOLD_S if how.pop("pause", 0) else None
        deep = how.pop("draw", 0.0)

        def make(random: np.random.Generator) -> tuple[Made, Track]:
            made = breathe(random, per_min, swing, held=pause)
            for start, end in ((22.0, 34.0), (70.0, 82.0)):  # the navel drawn in, a second each way
                share = np.clip(made.time - start, 0, 1) - np.clip(made.time - end, 0, 1)
                made.lift[:] -= deep * share
            return made, film(random, made, **how)

        return make

    def nothing(**how: float) -> Callable[..., tuple[Made, Track]]:
        def make(random: np.random.Generator) -> tuple[Made, Track]:
            time = np.arange(round(LENGTH_S * FPS)) / FPS
            made = Made(time, np.zeros(len(time)), np.zeros(len(time)))
            return made, film(random, made, **how)

        return make

    found: list[Kind] = [
        (f"{rate:g} a minute, {swing * 500:g} mm", breathing(rate, swing))
        for rate in (6.5, 9, 13, 18, 25)
        for swing in (0.01, 0.02, 0.03)
    ]
    found += [
        (f"{rate:g} a minute, {swing * 500:g} mm, pause of 20 s", breathing(rate, swing, pause=1))
        for rate in (6.5, 9, 13, 18, 25)
        for swing in (0.01, 0.02, 0.03)
    ]
    found += [
        ("13, 10 mm, one reading in four missing", breathing(13, 0.02, missing=0.25)),
        ("13, 10 mm, one in four missing, pause", breathing(13, 0.02, missing=0.25, pause=1)),
        ("13, 10 mm, a hand over the belly twice a minute", breathing(13, 0.02, hands=2)),
        ("13, 10 mm, a hand twice a minute, pause", breathing(13, 0.02, hands=2, pause=1)),
        ("13, 10 mm, navel drawn in by 10 mm for 12 s, twice", breathing(13, 0.02, draw=0.02)),
        ("13, 10 mm, navel drawn in, pause", breathing(13, 0.02, draw=0.02, pause=1)),
        ("13, 10 mm, twice the error", breathing(13, 0.02, error=2)),
        ("13, 10 mm, twice the error, pause", breathing(13, 0.02, error=2, pause=1)),
        ("nothing but error", nothing()),
        ("nothing but twice the error", nothing(error=2)),
        ("nothing but slow error, twice", nothing(slow=0.002, slow_s=3)),
        ("nothing but slow error, three times", nothing(slow=0.003, slow_s=3)),
    ]
    return found


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    heads = ("track", "tracks", "rhythm measured", "pauses judged", "rate error, a minute", "pauses found",
             "delay, s (median, worst)", "tracks with an invented pause")  # fmt: skip
    lines = [" | ".join(("", *heads, "")).strip(), "|---" * len(heads) + "|"]
    for row in rows:
        error = f"{row.rate_error:.2f}" if np.isfinite(row.rate_error) else "-"
        found = f"{row.found} of {row.held}" if row.held else "-"
        delay = f"{np.median(row.delays):+.1f}, {max(row.delays, key=abs):+.1f}" if row.delays else "-"
        cells = (row.name, row.tracks, f"{row.measured:.2f}", f"{row.judged:.2f}", error, found, delay)
        lines.append(" | ".join(("", *map(str, cells), str(row.invented), "")).strip())
    return "\n".join(lines)


HEAD = """# How right breathing is read

Made by `python -m benchmarks.breathing --write`; see there what is made up and what was measured. Lengths are
for a trunk of 50 cm. The rhythm is asked for from 20 s on; its error is against the breaths of the last 24 s.
"Pauses judged": share of the time in which breaths stood out enough to tell when they stop. A delay of 0
means that a pause was named when it was 10 s old. Tracks of "nothing" have no breathing at all.

"""


def main() -> None:
    """Study and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tracks", type=int, default=20, help="of each kind (20)")
    parser.add_argument("--write", action="store_true", help="renew BREATHING.md")
    chosen = parser.parse_args()
    text = table([study(name, make, chosen.tracks) for name, make in kinds()])
    print(text)
    if chosen.write:
        (Path(__file__).parent / "BREATHING.md").write_text(HEAD + text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
