"""The professional's section: thresholds, uncertainty, model, calibration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from formcheck.judge.changes import Change, Value
from formcheck.report.bands import band_of, uncertainty
from formcheck.report.phrases import band_text, clock, exact
from formcheck.scoring.judged_by import ChangedValue, Threshold
from formcheck.scoring.result import Result
from formcheck.scoring.source import Source
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class BandRow:
    """One threshold with what was measured against it."""

    fault: str
    signal: str
    green: str
    amber: str
    unit: str
    worst: str
    plus_minus: str
    measured: str
    source: int


def sources(result: Result, words: Words) -> list[str]:
    """Where the thresholds come from, each once; `BandRow.source` counts from 1 in this list."""
    return [words.source(text) for text in _origin(result)]


def _origin(result: Result) -> list[str]:
    return list(dict.fromkeys(band.source for band in result.thresholds.bands))


def band_rows(result: Result, words: Words) -> list[BandRow]:
    """Every band that was used, in the order of the result."""
    rows = []
    origin = _origin(result)
    for band in result.thresholds.bands:
        found = result.technique.get(band.fault)
        judged = found is not None and band_of(band.fault, found.unit, result.thresholds.bands) is band
        sure = uncertainty(band.unit, band.calibrated)
        share = result.coverage.signals.get(band.signal)
        rows.append(
            BandRow(
                fault=words.first(f"fault.{band.fault}.name", default=band.fault),
                signal=_signal(band, result.thresholds.bands, words),
                green=band_text(band.green, band.unit, words),
                amber=band_text(band.amber, band.unit, words),
                unit=words.name("unit", band.unit),
                worst=exact(found.worst, found.unit, words) if found and judged else "-",
                plus_minus="-" if sure is None else f"± {exact(sure, band.unit, words)}",
                measured="-" if share is None else words.number(share, 2),
                source=origin.index(band.source) + 1,
            )
        )
    return rows


def _signal(band: Threshold, bands: Sequence[Threshold], words: Words) -> str:
    """The signal of a band; where a fault has two bands on it, also which of them needs a reference."""
    name = words.first(f"signal.{band.signal}", default=band.signal)
    twins = {other.calibrated for other in bands if (other.fault, other.signal) == (band.fault, band.signal)}
    if len(twins) == 1:
        return name
    return words.text(f"report.expert.signal.{'personal' if band.calibrated else 'default'}", signal=name)


def facts(result: Result, words: Words) -> list[tuple[str, str]]:
    """(name, text) of each fact about the recording and how it was measured."""
    source, pose = result.source, result.pose
    recording = words.text(
        "report.expert.recording.value",
        frames=source.frames,
        fps=words.number(source.fps_mean, 1),
        width=source.width,
        height=source.height,
    )
    rows = [
        ("camera", _camera(result, words)),
        ("calibration", _calibration(result, words)),
        ("thresholds", _thresholds(result, words)),
        ("model", f"{words.name('backend', pose.backend)}, {pose.model}"),
        ("hash", pose.sha256 or "-"),
        ("program", f"formcheck {result.formcheck_version}"),
        ("recording", recording),
    ]
    if measured := "; ".join(_measures(result, words)):
        rows.insert(0, ("measures", measured))
    if result.dose.hold_s:
        rows.insert(
            0, ("quality", words.text("amount.seconds", value=words.number(result.dose.quality_hold_s)))
        )
    if result.thresholds.changed:
        rows.append(("changed", "; ".join(changed_values(result.thresholds.changed, words))))
    if notes := [*_corrections(source), *source.notes]:
        rows.append(("notes", "; ".join(_note(note, words) for note in notes)))
    return [(words.text(f"report.expert.{name}"), text) for name, text in rows]


def _measures(result: Result, words: Words) -> Iterator[str]:
    """A text for each quantity of the repetitions that no band judges: median, least and greatest."""
    for name in dict.fromkeys(name for event in result.events for name in event.measures):
        if not (called := words.first(f"measure.{name}")):
            continue
        unit = name.rpartition("_")[2]
        found = [event.measures[name] for event in result.events if name in event.measures]
        shown = [_rounded(value, unit, words) for value in (median(found), min(found), max(found))]
        values = dict(zip(("middle", "low", "high"), shown, strict=True))
        if (sure := uncertainty(unit, result.calibration.kind == "personal")) is None:
            yield words.text("report.expert.measure", name=called, **values)
        else:
            yield words.text(
                "report.expert.measure.sure", name=called, error=_rounded(sure, unit, words), **values
            )


def _thresholds(result: Result, words: Words) -> str:
    """Version and digest of all numbers that were used."""
    used = result.thresholds
    if used.digest is None:
        return used.version
    return words.text("report.expert.thresholds.value", version=used.version, digest=used.digest)


def changed_values(changed: Iterable[Change | ChangedValue], words: Words) -> Iterator[str]:
    """Every number that an override changed, with the one that ships."""
    for change in changed:
        used, default = (_setting(value, change.unit, words) for value in (change.used, change.default))
        yield words.text("report.expert.changed.value", name=change.name, used=used, default=default)


def _setting(value: Value, unit: str | None, words: Words) -> str:
    """A value of the config, with its unit where it has one."""
    if value is None:
        return "-"
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, list) and unit is None:
        return ", ".join(_setting(part, None, words) for part in value)
    if isinstance(value, list):
        text = band_text([end for end in value if not isinstance(end, str)], unit or "", words)
    else:
        text = words.number(value, 0 if value == round(value) else 4)
        text = text.rstrip("0") if value != round(value) else text
    return f"{text} {words.first(f'unit.{unit}', default=unit)}" if unit else text


def _rounded(value: float, unit: str, words: Words) -> str:
    """A quantity as text; degrees to the nearest 5, since a camera does not see more."""
    if unit == "deg":
        return f"{words.number(5 * round(value / 5))}°"
    return (
        words.text("amount.seconds", value=words.number(value, 1)) if unit == "s" else words.number(value, 2)
    )


def _camera(result: Result, words: Words) -> str:
    """The view that was found, its confidence, and the roll of the camera."""
    parts = [words.name("view", "unknown")]
    if (found := result.view_found) is not None:
        sure = words.number(found.confidence, 2)
        parts = [words.text("report.expert.camera.view", view=words.name("view", found.view), sure=sure)]
        if found.yaw_deg is not None:
            parts.append(words.text("report.expert.camera.yaw", degrees=words.number(found.yaw_deg)))
    if result.camera_roll_deg is not None:
        parts.append(words.text("report.expert.camera.roll", degrees=words.number(result.camera_roll_deg)))
    return "; ".join(parts)


def _corrections(source: Source) -> Iterator[str]:
    """What the user said about how the film was taken, in the form of notes."""
    if (said := source.corrected) is None:
        return
    found = any(note.startswith("turned:") for note in source.notes)
    if said.rotate_deg and not found:
        yield f"rotated:{said.rotate_deg}\N{DEGREE SIGN}"
    if said.mirror:
        yield "mirrored"
    if said.slow_motion != 1:
        yield f"slow_motion:{said.slow_motion:g}"


def _note(note: str, words: Words) -> str:
    """A remark about the file: "damaged_frames:3" -> "some pictures could not be read (3)"."""
    name, _, value = note.partition(":")
    text = words.name("note", name)
    return f"{text} ({value})" if value else text


def _calibration(result: Result, words: Words) -> str:
    used = result.calibration
    if used.kind == "default":
        return words.text("report.expert.calibration.default")
    text = words.text("report.expert.calibration.given")
    if used.start_s is not None and used.end_s is not None:
        text = words.text(
            "report.expert.calibration.personal", start=clock(used.start_s), end=clock(used.end_s)
        )
    values = ", ".join(f"{name} {words.number(value, 3)}" for name, value in used.values.items())
    return f"{text} ({values})" if values else text
