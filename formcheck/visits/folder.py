"""Where the results of visits are kept, when the patient wants them kept."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from formcheck.coach.pain import Advice
from formcheck.errors import FullDiskError, OutputError
from formcheck.pipeline.folders import part_name
from formcheck.store.files import OutputFolder
from formcheck.words.catalogue import Words


def default_root() -> Path:
    """The folder of all visits: ``formcheck-visits`` in the user's home."""
    return Path.home() / "formcheck-visits"


def unkept(error: OutputError, words: Words) -> str:
    """What a patient is told about results that are not kept; the error itself is for the terminal."""
    return words.text("page.unkept.full" if isinstance(error, FullDiskError) else "page.unkept.place")


class VisitFolder:
    """One visit's folder, named by the time it began; made when there is something to keep.

    Args:
        root: the folder of all visits.
        began: when the visit began, by the clock on the wall.
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
        """What results call this visit."""
        return f"visit {self._began:%Y-%m-%d %H:%M}"

    def next_folder(self, exercise: str) -> Path:
        """Where the next exercise of the visit goes: "01-plank"."""
        return self.path / part_name(len(self.parts) + 1, exercise)

    def kept(self, folder: Path) -> None:
        """An exercise's results are complete."""
        self.parts.append(folder)

    def finish(self, about: dict[str, Any]) -> None:
        """Write visit.json beside the parts. Without any only a visit that was stopped for pain has one: that
        is what a therapist wants to know most.

        Raises:
            OutputError: the disk is full, or the place cannot be written to.
        """
        if not self.parts and about["advice"] != Advice.STOP:
            return
        visit = {"schema": 1, "began": self._began.isoformat(timespec="seconds"), **about}
        visit["parts"] = [part.name for part in self.parts]
        with OutputFolder(self.path).staged("visit.json") as path:
            path.write_text(json.dumps(visit, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
