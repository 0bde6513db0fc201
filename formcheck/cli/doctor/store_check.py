"""Check of the store of visits: whether it opens and hangs together."""

from __future__ import annotations

from formcheck.cli.doctor.check_result import CheckResult
from formcheck.visits.place import Place

NAME = "visits"


def check_visits(folder: Place | None = None) -> CheckResult:
    """Whether the visits that are kept can be read; recordings are not looked at.

    Args:
        folder: or other place of the store; None for `default_place`.
    """
    from formcheck.errors import FormcheckError
    from formcheck.visits.open_backend import has_store
    from formcheck.visits.place import as_place, default_place
    from formcheck.visits.store import VisitStore

    try:
        place = as_place(folder or default_place())
        if not has_store(place):
            return CheckResult(NAME, "ok", f"none are kept yet; they will be in {place}")
        with VisitStore(place, make=False) as store:
            store.backend.quick_check()
            return CheckResult(NAME, "ok", f"{store.backend.size() / 1e6:.1f} MB in {place}")
    except FormcheckError as error:
        return CheckResult(NAME, "missing", error.message, error.remedy)
