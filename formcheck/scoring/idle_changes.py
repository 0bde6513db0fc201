"""Changed bands that judged nothing, because they hold only with, or only without, a personal reference."""

from __future__ import annotations

from formcheck.exercises import get_exercise
from formcheck.judge.changes import band_tables
from formcheck.scoring.posture_signatures import AUTO
from formcheck.scoring.result import Result

GRADES = ("green", "amber")


def idle_changes(result: Result) -> tuple[str, ...]:
    """Faults of which a therapist changed the bands of one form only, and this recording has the other.

    Once there is a personal reference, `calibrated_green` and `calibrated_amber` hold in place of `green` and
    `amber`, which judge no more than the seconds before it.

    Args:
        result: of one exercise; of several, whose references stand in the results of its parts, none is idle.
    """
    if result.exercise == AUTO:
        return ()
    changed = {change.name for change in result.thresholds.changed}
    personal = result.calibration.kind == "personal"
    idle: dict[str, None] = {}
    working = set()
    for table, band in band_tables(get_exercise(result.exercise).config()):
        plain = any(f"{table}.{grade}" in changed for grade in GRADES)
        calibrated = any(f"{table}.calibrated_{grade}" in changed for grade in GRADES)
        if not plain and not calibrated:
            continue
        if calibrated if personal and band.calibrated_signal else plain:
            working.add(band.fault)
        else:
            idle[band.fault] = None
    return tuple(fault for fault in idle if fault not in working)
