"""A programme on its way, for tests of files and pages."""

from __future__ import annotations

from datetime import UTC, datetime

from formcheck.exchange.programme_file import ProgrammeContent

ITEMS = [
    {
        "exercise": "plank",
        "sets": 4,
        "hold_s": 20.0,
        "override": {"bands": [{"fault": "sag", "fault_from": 0.04}]},
    },
    {"exercise": "side-plank", "side": "left", "sets": 3, "hold_s": 15.0},
    {"exercise": "bridge", "sets": 3, "hold_s": 30.0},
    {"exercise": "bird-dog", "book": "glass_of_water", "sets": 3, "reps": 12, "strictness": 1.2},
    {"exercise": "cat-camel", "sets": 2, "reps": 10},
    {"exercise": "drawing-in"},
]

CONTENT = {"items": ITEMS, "note": "Iets langer vasthouden, en rustig ademen."}


def programme_content(**changes: object) -> ProgrammeContent:
    """A programme of six exercises; the changes replace fields."""
    fields: dict[str, object] = {
        "patient_id": "a1" * 16,
        "patient": "Anna 003",
        "lang": "nl",
        "programme_id": "b2" * 16,
        "number": 3,
        "created_at": datetime(2026, 11, 30, 9, 30, tzinfo=UTC),
        "content": CONTENT,
    }
    return ProgrammeContent(**{**fields, **changes})  # type: ignore[arg-type]
