"""What a failed import of a backend's library means for the user."""

from __future__ import annotations

from formcheck.errors import InstallationError, MissingPackageError
from formcheck.runtime.shared_libraries import explain


def explain_import(error: BaseException | str, extra: str | None = None) -> InstallationError:
    """The error to raise for a failed import of a native library.

    Args:
        error: what the import raised, or its text.
        extra: the extra of this package that brings the library; None when it comes with formcheck.
    """
    missing = explain(error)
    if missing is not None:
        return missing
    again = "Install formcheck again."
    remedy = again if extra is None else f"Install it with: pip install formcheck[{extra}]"
    name = getattr(error, "name", None)
    if isinstance(error, ModuleNotFoundError) and name:
        return MissingPackageError(f"The Python package {name} is missing", remedy)
    return MissingPackageError(f"A library of the pose backend does not load ({error})", remedy)
