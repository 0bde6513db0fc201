"""Writes the OpenAPI document of the API into docs/: `python -m tools.api_document`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from formcheck.api.app import create_api
from formcheck.api.place import ApiPlace
from formcheck.visits.store import VisitStore

DOCS = Path(__file__).resolve().parents[1] / "docs" / "api" / "openapi.json"


def document() -> str:
    """The document as it is served, a line an element."""
    with tempfile.TemporaryDirectory() as folder, VisitStore(Path(folder)) as store:
        return json.dumps(create_api(ApiPlace(store)).openapi(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write it."""
    DOCS.parent.mkdir(parents=True, exist_ok=True)
    DOCS.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
