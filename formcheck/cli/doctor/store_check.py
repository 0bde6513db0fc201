"""Check of the store of visits: whether it opens and hangs together."""

from __future__ import annotations

from pathlib import Path

from formcheck.cli.doctor.check_result import CheckResult

NAME = "visits"


def check_visits(folder: Path | None = None) -> CheckResult:
    """Whether the visits that are kept can be read; recordings are not looked at.

    Args:
        folder: of the store; None for `default_folder`.
    """
    from formcheck.errors import FormcheckError
    from formcheck.runtime.printable import printable
    from formcheck.visits.opening import quick_check
    from formcheck.visits.store import DATABASE, VisitStore, default_folder

    place = folder or default_folder()
    if not (place / DATABASE).exists():
        return CheckResult(NAME, "ok", f"none are kept yet; they will be in {printable(place)}")
    try:
        with VisitStore(place, make=False) as store:
            quick_check(store.engine, store.database)
            size = store.database.stat().st_size
            return CheckResult(NAME, "ok", f"{size / 1e6:.1f} MB in {printable(place)}")
    except FormcheckError as error:
        return CheckResult(NAME, "missing", error.message, error.remedy)
