"""`batch --file-visits`: what a list's patients do becomes their visits, judged by their programmes."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from formcheck.batches.result_folders import read_result
from formcheck.batches.run import Outcome
from formcheck.cli.of_patient import Kept, OfPatient, PutIn, patient_in
from formcheck.errors import FormcheckError, FullDiskError
from formcheck.pipeline.score import ScoredFile
from formcheck.runtime.error_lines import print_error
from formcheck.scoring.plan import Plan
from formcheck.visits.place import Place, default_place
from formcheck.visits.store import VisitStore


@dataclass(frozen=True, slots=True)
class FileVisits:
    """Where visits go.

    Attributes:
        store: place of the store; None for `default_place`.
        own_choices: options that were given and would contradict a programme.
    """

    store: Place | None = None
    own_choices: tuple[str, ...] = ()


class FiledVisits:
    """The patients of a list in an open store; made by `filed_visits`.

    Attributes:
        counts: how many videos are new visits, were visits before ("known"), are none ("left"), or could not
            be put in ("failed").
    """

    def __init__(self, store: VisitStore, request: FileVisits, lang: str) -> None:
        self._store, self._request, self._lang = store, request, lang
        self._patients: dict[str, OfPatient] = {}
        self.counts: Counter[str] = Counter()

    def judged(self, patient: str, plan: Plan) -> Plan:
        """The plan under a patient's programme; errors as of `patient_of`."""
        return self._of(patient).judged(plan)

    def _of(self, patient: str) -> OfPatient:
        if patient not in self._patients:
            put_in = PutIn(patient, own_choices=self._request.own_choices)
            self._patients[patient] = patient_in(self._store, put_in)
        return self._patients[patient]

    def put(self, outcome: Outcome) -> None:
        """Make a scored video a visit, if it is somebody's; it is one already where it was put in before.

        A store that refuses one is told and counted, and does not stop the others.

        Raises:
            FullDiskError: there is no space left.
        """
        patient = outcome.job.given.patient
        if patient is None or outcome.entry is None:
            return
        try:
            kept = self._kept(patient, outcome)
        except FullDiskError:
            raise
        except FormcheckError as error:
            print_error(f"{outcome.job.given.file} is not kept as a visit: {error}", error)
            self.counts["failed"] += 1
            return
        self.counts[kept.what] += 1
        if kept.what == "left":
            print_error(kept.line)

    def _kept(self, patient: str, outcome: Outcome) -> Kept:
        folder = outcome.job.out
        scored = ScoredFile(read_result(folder), folder, measured=True)
        return self._of(patient).keep(outcome.job.path, scored, self._lang)

    @property
    def about(self) -> str:
        """What became of the videos, in a line."""
        words = {"new": "new", "known": "there before", "left": "not kept", "failed": "failed"}
        said = [f"{self.counts[what]} {word}" for what, word in words.items() if self.counts[what]]
        return f"visits: {', '.join(said) or 'none'}"


@contextlib.contextmanager
def filed_visits(request: FileVisits, lang: str) -> Iterator[FiledVisits]:
    """The store, while it is open.

    Raises:
        InputError, OutputError: the store cannot be opened.
    """
    with VisitStore(request.store or default_place()) as store:
        yield FiledVisits(store, request, lang)
