"""The folder of a visit, with the results that the patient wants to keep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from formcheck.coach.pain import Advice
from formcheck.errors import FullDiskError, OutputError
from formcheck.pipeline.folders import part_name
from formcheck.store.files import OutputFolder
from formcheck.words.catalogue import Words


def default_root() -> Path:
    """The folder of all visits: ``formcheck-visits`` in the user's home."""
    return Path.home() / "formcheck-visits"


def unkept(error: OutputError, words: Words) -> str:
    """The sentence for the patient when results cannot be kept; the terminal shows the error itself."""
    return words.text("page.unkept.full" if isinstance(error, FullDiskError) else "page.unkept.place")


class VisitFolder:
    """The folder of one visit, named after the time of its start. It is made with the first result.

    Args:
        root: the folder of all visits.
        began: local time of the start.

    Attributes:
        path: the folder; it need not exist.
        parts: folders of the exercises that are kept.
    """

    def __init__(self, root: Path, began: datetime) -> None:
        self._began = began
        stem = began.strftime("%Y-%m-%d_%H-%M-%S")
        self.path = root / stem
        number = 1
        while self.path.exists():
            number += 1
            self.path = root / f"{stem}-{number}"
        self.parts: list[Path] = []

    @property
    def name(self) -> str:
        """Name of this visit in results."""
        return f"visit {self._began:%Y-%m-%d %H:%M}"

    def next_folder(self, exercise: str) -> Path:
        """The folder for the next exercise of the visit: "01-plank"."""
        return self.path / part_name(len(self.parts) + 1, exercise)

    def kept(self, folder: Path) -> None:
        """Note that the results of an exercise are complete in `folder`."""
        self.parts.append(folder)

    def finish(self, about: Mapping[str, object]) -> None:
        """Write visit.json beside the parts.

        A visit without parts has one only when it was stopped for pain: a therapist needs to know that.

        Args:
            about: entries of visit.json besides the parts and the time: answers about pain, `advice`, ...

        Raises:
            OutputError: the disk is full, or the place cannot be written to.
        """
        if not self.parts and about["advice"] != Advice.STOP:
            return
        visit: dict[str, object] = {"schema": 1, "began": self._began.isoformat(timespec="seconds"), **about}
        visit["parts"] = [part.name for part in self.parts]
        with OutputFolder(self.path).staged("visit.json") as path:
            path.write_text(json.dumps(visit, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
