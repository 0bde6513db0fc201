"""Writes our FHIR code system into the package and into docs/: `python -m tools.fhir_codes`."""

from __future__ import annotations

from pathlib import Path

from formcheck.record.bundle import bundle_json
from formcheck.record.code_system import CODE_SYSTEM, code_system

DOCS = Path(__file__).resolve().parents[1] / "docs" / "fhir" / "CodeSystem-formcheck.json"


def main() -> None:
    """Write both."""
    DOCS.parent.mkdir(parents=True, exist_ok=True)
    for path in (CODE_SYSTEM, DOCS):
        path.write_text(bundle_json(code_system()), encoding="utf-8")


if __name__ == "__main__":
    main()
