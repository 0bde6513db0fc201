"""Libraries of the extra `formats`, which not everybody needs."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from formcheck.errors import MissingPackageError


def library(name: str, what: str) -> ModuleType:
    """A library of the extra.

    Args:
        name: of its module.
        what: needs it, as the beginning of the message: "C3D files".

    Raises:
        MissingPackageError: it is not installed, or does not load.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingPackageError(
            f"{what} need the Python package {name}", "pip install 'formcheck[formats]'"
        ) from error
