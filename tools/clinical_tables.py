"""The tables of docs/clinical.md, made from the configuration that the program itself reads.

    python -m tools.clinical_tables            # writes them between the marks of the page
    python -m tools.clinical_tables --check    # exit status 1 when the page is not current

A threshold stands once, in an exercise's `config.toml` or in `objects.toml`. The page shows it between
``<!-- generated: NAME -->`` and ``<!-- end -->``; NAME is "timing", "dose", "objects", "stop rules" or
"bands EXERCISE".
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import formcheck
from formcheck.coach.pain import StopRules
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.config import Band, ExerciseConfig, Limits, Timing
from formcheck.report.phrases import band_text
from formcheck.words.catalogue import Words

PAGE = Path(__file__).parent.parent / "docs" / "clinical.md"
OBJECTS = Path(formcheck.__file__).parent / "signals" / "objects.toml"
BLOCK = re.compile(r"(<!-- generated: (?P<name>[^\n]+?) -->\n).*?(<!-- end -->)", re.DOTALL)
STOP_RULES = {
    "easier_from": "take it easier from",
    "easier_rise": "or when it has risen by",
    "stop_from": "stop from",
    "stop_rise": "or when it has risen by",
}
DWELL = {
    "amber_dwell_s": "outside green before it is a fault",
    "red_dwell_s": "outside amber before it is a major fault",
    "release_s": "back inside before the fault ends",
    "posture_on_s": "in the posture before it counts",
    "posture_off_s": "out of the posture before it has ended",
    "calibrate_s": "steady, for a personal reference",
    "min_hold_s": "shortest hold",
    "min_attempt_s": "shortest attempt at a hold",
}


def current(text: str) -> str:
    """The page with every table made anew.

    Raises:
        KeyError: a mark with an unknown name.
    """
    return BLOCK.sub(lambda found: f"{found[1]}\n{table(found['name'])}\n\n{found[3]}", text)


def table(name: str) -> str:
    """The text of the block `name`."""
    kind, _, exercise = name.partition(" ")
    if kind == "bands" and exercise in exercise_names():
        return bands(exercise)
    return {"timing": timing, "dose": dose, "objects": objects, "stop rules": stop_rules}[name]()


def bands(exercise: str) -> str:
    """Every band of an exercise with its numbered source."""
    config, words = _config(exercise), Words("en", exercise)
    sources = list(dict.fromkeys(band.source for band in config.bands))
    names = (
        "fault", "signal", "judged", "green", "amber", "unit", "back inside by", "waits", "noise", "source",
    )  # fmt: skip
    rows = [row for band in config.bands for row in _rows(band, config, sources, words)]
    listed = [f"{number}. {source[0].upper()}{source[1:]}." for number, source in enumerate(sources, 1)]
    listed += [f"\n{line}" for line in _references(config, words)]
    if (sides := config.asymmetry) is not None:
        listed.append(
            f"\nDifference between the sides: typical error of the hold time {sides.typical_error_s:g} s "
            f"({sides.source})."
        )
    about = (
        f"Version `{config.version}`. *Back inside by*: how far the signal has to come back before the fault "
        "ends. *Waits*: how long it has to stay outside green. *Noise*: how far well done exercises read "
        "from neutral; `--strictness` brings no edge nearer than that."
    )
    return "\n".join([about, "", _markdown(names, rows), "", *listed])


def _rows(
    band: Band, config: ExerciseConfig[Limits], sources: list[str], words: Words
) -> Iterator[list[str]]:
    """One row of a band that is judged one way, two of one with an own band for a personal reference."""
    ways = (
        ("no reference" if band.calibrated_signal else "always", band.signal, band.green, band.amber),
        ("reference", band.calibrated_signal, band.calibrated_green, band.calibrated_amber),
    )
    for when, signal, green, amber in ways:
        if signal is None or green is None or amber is None:
            continue
        only = (
            [f"view {' or '.join(band.views)}"] if set(band.views) not in (set(), set(config.views)) else []
        )
        only += ["in holds"] if band.phases == ("hold",) else []
        yield [
            f"`{band.fault}`: {words.first(f'fault.{band.fault}.name', default=band.fault)}",
            f"`{signal}`",
            ", ".join([when, *only]),
            band_text(_open(green), band.unit, words),
            band_text(_open(amber), band.unit, words),
            band.unit,
            f"{band.hysteresis:g}",
            f"{config.timing.amber_dwell_s if band.dwell_s is None else band.dwell_s:g} s",
            f"{noise:g}" if (noise := band.noise_of(when == "reference")) else "-",
            f"{sources.index(band.source) + 1}",
        ]


def _references(config: ExerciseConfig[Limits], words: Words) -> Iterator[str]:
    """What a personal reference may read, one line for each quantity."""
    for one in config.references:
        within = band_text(_open(one.range), one.unit, words)
        drift = f", changing by at most {one.drift:g} meanwhile" if one.drift < float("inf") else ""
        yield f"A reference reads `{one.value}` {within} {one.unit}{drift}: {one.source}."


def _open(band: tuple[float, float]) -> list[float | None]:
    return [None if end in (float("-inf"), float("inf")) else end for end in band]


def timing() -> str:
    """How long the judge waits, by default."""
    shown = Timing()
    rows = [[f"`timing.{name}`", text, f"{getattr(shown, name):g}"] for name, text in DWELL.items()]
    return _markdown(("key", "how long", "s"), rows)


def dose() -> str:
    """The default dose of every exercise."""
    rows = []
    for name in exercise_names():
        asked = _config(name).dose
        amount = f"hold {asked.hold_s:g} s" if asked.hold_s else f"{asked.reps} repetitions"
        rows.append([name, f"{asked.sets}", amount, "yes" if asked.per_side else "no", f"{asked.rest_s:g} s"])
    return _markdown(("exercise", "sets", "each", "for each side", "rest between"), rows)


def objects() -> str:
    """The virtual objects and the settings of their simulation."""
    words = Words("en")
    config = tomllib.loads(OBJECTS.read_text("utf-8"))
    groups = [("simulation", config["simulation"]), ("support", config["support"])]
    groups += [(words.name("object", name), table) for name, table in config["objects"].items()]
    rows = [
        [group, f"`{key}`", f"{of['value']:.4g}", "-" if of["unit"] == "1" else of["unit"], of["source"]]
        for group, table in groups
        for key, of in table.items()
        if isinstance(of, dict)
    ]
    return _markdown(("of", "key", "value", "unit", "source"), rows)


def stop_rules() -> str:
    """From which pain each advice holds."""
    shown = StopRules()
    rows = [[f"`{name}`", text, f"{getattr(shown, name)}"] for name, text in STOP_RULES.items()]
    return _markdown(("key", "pain, 0 to 10", "points"), rows)


def _config(exercise: str) -> ExerciseConfig[Limits]:
    return get_exercise(exercise).config()


def _markdown(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def main(argv: list[str] | None = None) -> int:
    """Write the page, or say whether it is current."""
    parser = argparse.ArgumentParser(prog="python -m tools.clinical_tables", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 if out of date")
    asked = parser.parse_args(argv)
    before = PAGE.read_text("utf-8")
    after = current(before)
    if before == after:
        return 0
    if asked.check:
        print("docs/clinical.md is not current: run python -m tools.clinical_tables", file=sys.stderr)
        return 1
    PAGE.write_text(after, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
