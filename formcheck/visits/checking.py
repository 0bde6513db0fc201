"""Looks whether a store is whole: database, recordings, and what only its user may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from formcheck.visits.recordings import file_hash
from formcheck.visits.schema import Patient, Recording, Visit

if TYPE_CHECKING:
    from formcheck.visits.store import VisitStore

_PROBLEMS = 20
"""So many of one kind are told."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found.

    Attributes:
        patients, visits, recordings: how many; recordings with a file.
        size: bytes of the database and the recordings.
        problems: each in a sentence; none in a store that is whole.
    """

    patients: int
    visits: int
    recordings: int
    size: int
    problems: tuple[str, ...]


def check_store(store: VisitStore) -> Checked:
    """Read the whole store.

    Raises:
        InputError: the database cannot be read at all.
    """
    with store.backend.reported(writes=False):
        problems = store.backend.problems(_PROBLEMS)
    with store.reading() as session:
        patients = session.scalar(select(func.count(Patient.id))) or 0
        visits = session.scalar(select(func.count(Visit.id))) or 0
        hashes = list(session.scalars(select(Recording.hash).where(Recording.removed_at.is_(None))))
    size = store.backend.size()
    for digest in hashes:
        path = store.recordings.path(digest)
        try:
            size += path.stat().st_size
            if file_hash(path) != digest:
                problems.append(f"The recording {path} is damaged")
        except OSError:
            problems.append(f"The recording {path} is missing")
    return Checked(patients, visits, len(hashes), size, tuple(problems))
