"""Validation of our resources by the library `fhir.resources` (the extra `fhir`).

It knows no R4, only R4B. Of the resources that we write R4B changed nothing but a few lists of reference
targets, and what is ours alone is checked by `tests/record/r4.py`: elements, cardinality and codes of R4.
"""

from __future__ import annotations

from importlib.util import find_spec

from formcheck.errors import OutputError
from formcheck.record.terms import Resource


def can_validate() -> bool:
    """Whether the extra is installed."""
    return find_spec("fhir") is not None and find_spec("fhir.resources") is not None


def validate(resource: Resource) -> None:
    """Check a resource with all that it holds.

    Raises:
        OutputError: it is not what FHIR says, which is a defect of formcheck.
        ModuleNotFoundError: the extra is not installed (`can_validate`).
    """
    from fhir.resources.R4B import get_fhir_model_class
    from pydantic import ValidationError

    try:
        get_fhir_model_class(str(resource["resourceType"])).model_validate(resource)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise OutputError(
            f"The FHIR file would not be valid: {place}: {first['msg']}",
            "That is a mistake of formcheck; nothing was written. Please report it",
        ) from error
