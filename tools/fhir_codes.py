"""Writes our FHIR code system into the package: `python -m tools.fhir_codes`."""

from __future__ import annotations

from formcheck.record.bundle import bundle_json
from formcheck.record.code_system import CODE_SYSTEM, code_system


def main() -> None:
    """Write it."""
    CODE_SYSTEM.write_text(bundle_json(code_system()), encoding="utf-8")


if __name__ == "__main__":
    main()
