"""A table of any length for the index of a batch: rows by lot, as they come of real videos.

python -m tests.support.index_rows OUT.html --rows 10000 --lang nl --labels
python -m tests.support.index_rows OUT.html --time 5    # and how long Chromium takes to open and to sort it
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from formcheck.batches.index import write_index
from formcheck.batches.rows import FAILED, VideoRow
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.vocabulary import REASONS
from tests.support.chromium import Chromium

NAMES = (
    "anna", "Zoë & Björn <links>", "план-кошка", "プランク_練習", "تمرين البلانك", "แพลงก์", "प्लैंक अभ्यास",
    "a_very_long_name_of_a_video_without_any_space_in_it_as_telephones_give_them_20261130T101500", "50% #1?",
)  # fmt: skip
WORDS = ("good", "almost", "different", "not_measured")
VERDICTS = {"good": "good", "almost": "fault", "different": "fault", "not_measured": "unmeasured"}
FIRST_SORT = """
(() => {
  const began = performance.now();
  document.querySelector('th[data-sort=seconds] button').click();
  const rows = document.querySelectorAll('#table tbody tr').length + 0 * document.body.offsetHeight;
  return [performance.now() - began, rows];
})()
"""


@cache
def faults_of(exercise: str) -> list[str]:
    """The faults that an exercise is judged on."""
    return sorted({str(band.fault) for band in get_exercise(exercise).config().bands if band.fault})


def drawn_rows(count: int, *, labels: bool = False, failed: float = 0.01, seed: int = 1) -> list[VideoRow]:
    """So many rows, the same for the same seed.

    Args:
        count: of them.
        labels: with patients and labels.
        failed: share of them without a result.
        seed: of the lot.
    """
    lot = random.Random(seed)
    return [_row(number, lot, labels=labels, failed=lot.random() < failed) for number in range(count)]


def _row(number: int, lot: random.Random, *, labels: bool, failed: bool) -> VideoRow:
    file = f"day{number // 40 + 1}/{lot.choice(NAMES)}_{number}.mp4"
    patient = f"P{number % 37 + 1:02}" if labels else None
    exercise = lot.choice(exercise_names())
    faults = lot.sample(faults_of(exercise), min(len(faults_of(exercise)), lot.choice((0, 0, 1, 1, 2))))
    word = lot.choice(WORDS[1:3]) if faults else lot.choice((WORDS[0], WORDS[0], WORDS[3]))
    label = _label(exercise, faults, lot) if labels else None
    if failed:
        error = "The video ends in the middle of a frame (moov atom not found). Copy it again"
        return VideoRow(file=file, kind="video", patient=patient, label=label, status=FAILED, error=error)
    events = lot.randint(1, 12)
    good = 0 if word == "not_measured" else events if word == "good" else lot.randrange(events)
    reasons = lot.sample(REASONS, lot.choice((0, 1, 2)) or word == "not_measured")
    unseen = exercise == "bird-dog" and lot.random() < 0.3
    return VideoRow(
        file=file,
        kind="video",
        patient=patient,
        label=label,
        folder=f"results/{file.removesuffix('.mp4')}",
        exercise=exercise,
        parts=1,
        word=word,
        verdict=VERDICTS[word],
        as_far_as_seen=word == "good" and lot.random() < 0.2,
        faults="+".join(faults) or None,
        main_unmeasured="lumbar_hollow" if unseen else None,
        main_unmeasured_why="occluded" if unseen else None,
        reason=reasons[0] if reasons else None,
        reasons="+".join(reasons) or None,
        coverage=lot.uniform(0.3, 1) if reasons else 1.0,
        active_s=lot.uniform(5, 70),
        events=events,
        events_good=good,
        events_fault=events - good,
        events_unmeasured=0,
        view=lot.choice(("side", "side", "oblique", "front-high")),
        duration_s=lot.uniform(6, 90),
    )


def _label(exercise: str, faults: list[str], lot: random.Random) -> str | None:
    """Mostly what formcheck found."""
    if lot.random() < 0.15:
        return None
    if lot.random() < 0.2 and faults_of(exercise):
        return lot.choice((*faults_of(exercise), "good", "fault", "unmeasured"))
    return "+".join(faults) or "good"


def opened(path: Path, times: int) -> Iterator[str]:
    """How long a page takes to open, and to be sorted for the first time, in milliseconds from the start."""
    with TemporaryDirectory() as folder:
        chromium = Chromium(Path(folder))
        for _ in range(times):
            with chromium.open(path, 1366, 768) as tab:
                sort_ms, shown = tab.ask(FIRST_SORT)
                loaded_ms = tab.ask("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
            yield f"DOMContentLoaded {loaded_ms:.0f} ms, first sorting {sort_ms:.0f} ms ({shown} rows shown)"
        chromium.close()


def main() -> None:
    """Write a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--lang", default="en")
    parser.add_argument("--labels", action="store_true")
    parser.add_argument("--failed", type=float, default=0.01)
    parser.add_argument("--time", type=int, default=0, help="open it so many times in Chromium")
    said = parser.parse_args()
    write_index(said.out, drawn_rows(said.rows, labels=said.labels, failed=said.failed), [], said.lang)
    for line in opened(said.out.absolute(), said.time) if said.time else ():
        print(line)


if __name__ == "__main__":
    main()
