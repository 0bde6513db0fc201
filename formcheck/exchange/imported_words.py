"""What became of a file that came in, in words."""

from __future__ import annotations

from formcheck.exchange.import_visits import Imported
from formcheck.words.catalogue import Words


def imported_sentence(done: Imported, words: Words) -> str:
    """Whom the file was added to, and what is new: a sentence or two for a therapist."""
    counts = (
        ("new", len(done.new)),
        ("updated", len(done.updated)),
        ("same", done.same),
        ("older", done.older),
        ("differing", done.differing),
    )
    told = [
        words.counted(f"exchange.imported.{name}", count).format(count=count)
        for name, count in counts
        if count
    ]
    parts = ", ".join(told) or words.text("exchange.imported.nothing")
    more = words.first(f"exchange.imported.found.{done.found}").format(name=done.patient)
    return f"{done.patient}: {parts}. {more}".strip()
