"""Run the accuracy benchmark.

All of it:               ``python -m benchmarks.accuracy``
Only judge anew:         ``python -m benchmarks.accuracy --work DIR --again``, after a run with ``--work DIR``
One clip, printed only:  ``python -m benchmarks.accuracy --only plank_sag`` (also: photos, landmarks)
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.metadata
import os
import sys
import tempfile
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read once, when onnxruntime is imported

from benchmarks.accuracy import tables
from benchmarks.accuracy.cases import Case, cases
from benchmarks.accuracy.document import Findings, document
from benchmarks.accuracy.landmark_table import TableReport, plank_table
from benchmarks.accuracy.measure import measure, wrong_exercises
from benchmarks.accuracy.metrics import write_metrics
from benchmarks.accuracy.photos import PhotoReport, photographs
from benchmarks.accuracy.product import ROOT, score_all
from benchmarks.accuracy.targets import targets

LIBRARIES = ("onnxruntime", "opencv-contrib-python", "av", "numpy")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    add = parser.add_argument
    add("--model", default="full", choices=("lite", "full", "heavy"))
    add("--shared", type=Path, default=ROOT.parent / "shared", help="folder of the shared data")
    add("--out", type=Path, default=ROOT / "benchmarks", help="where the two files go")
    add("--work", type=Path, help="keep the product's own results here")
    add("--again", action="store_true", help="judge recordings in --work anew, without video")
    add("--jobs", type=int, default=1, help="clips at a time")
    add("--only", metavar="NAME", action="append", help="only this clip; also: photos, landmarks")
    return parser.parse_args()


def versions(model: str, chosen: list[Case], sha256: str) -> dict[str, str]:
    """What made the figures: versions, network, and a digest over the clips."""
    digest = hashlib.sha256()
    for case in chosen:
        digest.update(case.video.read_bytes())
    return {
        "formcheck": importlib.import_module("formcheck").__version__,
        "model": model,
        "model_sha256": sha256,
        "clips_sha256": digest.hexdigest(),
        **{name: importlib.metadata.version(name) for name in LIBRARIES},
    }


def main() -> int:
    """Run; 0 when it ran, whatever the figures."""
    asked = arguments()
    if not (asked.shared / "data").is_dir():
        print(f"There is no data in {asked.shared}: give the folder with --shared DIR", file=sys.stderr)
        return 2
    everything = cases(asked.shared)
    chosen = [c for c in everything if asked.only is None or c.name in asked.only]
    unknown = set(asked.only or ()) - {c.name for c in everything} - {"photos", "landmarks"}
    if unknown:
        print(f"There is no clip {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        work = asked.work or Path(scratch)
        outcomes = score_all(chosen, work, asked.model, asked.jobs, asked.again)
        reports = [measure(c, outcomes[c.name]) for c in chosen if c.purpose != "wrong_exercise"]
        wrong = wrong_exercises(chosen, outcomes)
    extras = _extras(asked)
    sha = next((o.result["pose"]["sha256"] for o in outcomes.values() if o.scored), "")
    made_by = versions(asked.model, chosen, sha)
    found = Findings(made_by, targets(reports, wrong), reports, wrong, *extras)
    text = document(found)
    if asked.only:
        print(text)
        return 0
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "ACCURACY.md").write_text(text, encoding="utf-8")
    write_metrics(asked.out / "metrics.json", found)
    print(tables.target_table(found.targets))
    return 0


def _extras(asked: argparse.Namespace) -> tuple[list[PhotoReport], TableReport | None]:
    folder, table = asked.shared / "data/photos", asked.shared / "data/landmarks/plank_labelled.csv"
    wanted = {"photos", "landmarks"} if asked.only is None else set(asked.only)
    photos = photographs(folder, asked.model) if "photos" in wanted and folder.is_dir() else []
    landmarks = plank_table(table) if "landmarks" in wanted and table.exists() else None
    return photos, landmarks


if __name__ == "__main__":
    sys.exit(main())
