"""The questions "what if" that were asked since the program started: a few of each who asks."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Generic, TypeVar

from formcheck.visits.table_base import Json
from formcheck.visits.what_if import PastExercise, WhatIf

MOST_OF_ONE, MOST = 6, 60
"""Answers that stay in memory: of one who asks, and together. The oldest goes, and ends if it has not yet."""
How = TypeVar("How")


class Asked(Generic[How]):
    """The questions, each with who asked it, and how it was put.

    One who asks often pushes out the own answers, nobody else's, unless a whole practice asks.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[WhatIf, str, How]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(
        self,
        patient_id: str,
        exercise: str,
        changes: Json,
        past: Sequence[PastExercise],
        *,
        who: str,
        how: How,
    ) -> WhatIf:
        """Take a question up, and begin to answer it.

        Args:
            patient_id, exercise, changes, past: as of `WhatIf`.
            who: key of the account that asks; "" for the user of a machine without accounts.
            how: it was put.
        """
        asked = WhatIf(patient_id, exercise, changes, past)
        with self._lock:
            self._known[asked.id] = (asked, who, how)
            own = [key for key, (_, by, _) in self._known.items() if by == who]
            over = own[:-MOST_OF_ONE] or list(self._known)[:-MOST]
            gone = [self._known.pop(key)[0] for key in over]
        for one in gone:
            one.stop()
        asked.start()
        return asked

    def get(self, patient_id: str, job: str, who: str) -> tuple[WhatIf, How] | tuple[None, None]:
        """A question about this patient that the same one has asked, and how."""
        with self._lock:
            found = self._known.get(job)
        if found is None or found[0].patient_id != patient_id or found[1] != who:
            return None, None
        return found[0], found[2]
