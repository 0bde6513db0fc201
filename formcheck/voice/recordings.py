"""The recordings in the package: which sentence lies in which file, and how long it takes.

`python -m tools.voice` makes them. Each language has a folder with a file for each text, named by its digest,
and a manifest that `read_manifest` reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypedDict

from formcheck.voice.sentences import Sentence, digest_of, sentences
from formcheck.words.catalogue import Lang

FOLDER = Path(__file__).parent / "recorded"
MANIFEST = "manifest.json"
ENDING = ".opus"
"""Opus in Ogg, mono. Safari before 18.4 plays none: it gets WAV instead (`formcheck.voice.decode`)."""


class Entry(TypedDict):
    """One recording in a manifest: the text that is spoken and its length in seconds."""

    text: str
    seconds: float


class Manifest(TypedDict):
    """What a folder of recordings holds.

    Attributes:
        made_with: voice and settings; with others all recordings are made again.
        recordings: by digest of the text, which is also the name of the file.
    """

    made_with: dict[str, str]
    recordings: dict[str, Entry]


class Recording(NamedTuple):
    """One recording: its file and its length in seconds."""

    path: Path
    seconds: float


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder; one without entries where there is none."""
    try:
        manifest: Manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        return {"made_with": {}, "recordings": {}}
    return manifest


@cache
def recordings(language: str) -> Mapping[str, Recording]:
    """The recordings of a language, by digest of their text."""
    folder = FOLDER / language
    found = read_manifest(folder)["recordings"].items()
    return MappingProxyType(
        {digest: Recording(folder / f"{digest}{ENDING}", entry["seconds"]) for digest, entry in found}
    )


def recording_of(language: str, text: str) -> Recording | None:
    """The recording of a text; None where it has none, or only one of another text."""
    return recordings(language).get(digest_of(language, text))


def recorded(language: str, parts: tuple[str, ...]) -> list[Recording] | None:
    """The recordings of all parts of a sentence; None where one is missing."""
    found = [recording for part in parts if (recording := recording_of(language, part)) is not None]
    return found if len(found) == len(parts) else None


def lacking(language: Lang) -> list[Sentence]:
    """Sentences without a recording: new ones, and those whose words were changed."""
    known = recordings(language)
    return [sentence for sentence in sentences(language) if sentence.digest not in known]
