"""Renew the recordings of what the coach says: ``python -m tools.voice``.

Only what is new or was changed is spoken again, with espeak-ng; recordings of words that are gone are
removed. ``--list`` prints every sentence with the length of its recording, and makes nothing. espeak-ng is a
program under GPL-3.0 that this tool starts; docs/voice.md says what that means for the recordings.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from formcheck.coach.tones import Tone
from formcheck.voice.recordings import ENDING, FOLDER, MANIFEST, Entry, Manifest, read_manifest
from formcheck.voice.sentences import sentences
from formcheck.voice.tones import tone_file
from formcheck.words.catalogue import LANGUAGES, Lang
from tools.voice.opus import BITS_PER_S, write_opus
from tools.voice.speech import PACES, VOICES, speak
from tools.voice.tones import tone

AT_ONCE = 4
RECIPE = "1"
"""A new one makes all recordings again."""


def made_with(language: Lang) -> dict[str, str]:
    """What the recordings of a language are made with."""
    return {"voice": VOICES[language], "paces": str(PACES), "bits_per_s": str(BITS_PER_S), "recipe": RECIPE}


def renew(language: Lang) -> tuple[int, int, float]:
    """Make the recordings of a language that are missing.

    Returns:
        How many were made, how many there are now, and their length in seconds.
    """
    folder, settings = FOLDER / language, made_with(language)
    folder.mkdir(parents=True, exist_ok=True)
    before = read_manifest(folder)
    kept = before["recordings"] if before["made_with"] == settings else {}
    # The text of two keys is recorded once; as a whole sentence, where it is one.
    texts = {s.digest: s for s in sorted(sentences(language), key=lambda s: not s.part)}
    missing = [d for d in texts if d not in kept or not (folder / f"{d}{ENDING}").exists()]

    def record(digest: str) -> float:
        return write_opus(folder / f"{digest}{ENDING}", speak(texts[digest]))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        lengths = dict(zip(missing, pool.map(record, missing), strict=True))
    entries = {
        digest: Entry(text=one.text, seconds=round(lengths.get(digest) or kept[digest]["seconds"], 2))
        for digest, one in sorted(texts.items())
    }
    manifest = Manifest(made_with=settings, recordings=entries)
    _write(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    for path in folder.glob(f"*{ENDING}"):
        if path.stem not in texts:
            path.unlink()
    return len(missing), len(entries), sum(entry["seconds"] for entry in entries.values())


def renew_tones() -> None:
    """Make the tones."""
    for kind in Tone:
        path = tone_file(kind)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_opus(path, tone(kind))


def listed() -> None:
    """Print every sentence with the length of its recording."""
    for language in LANGUAGES:
        known = read_manifest(FOLDER / language)["recordings"]
        for sentence in sentences(language):
            entry = known.get(sentence.digest)
            length = "  none " if entry is None else f"{entry['seconds']:5.2f} s"
            print(f"{language}  {length}  {sentence.key:44} {sentence.text}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tools.voice", description=__doc__)
    parser.add_argument(
        "--list", action="store_true", help="print every sentence and the length of its recording"
    )
    if parser.parse_args(arguments).list:
        listed()
        return
    renew_tones()
    for language in LANGUAGES:
        made, count, seconds = renew(language)
        print(f"{language}: {made} recorded, {count} in all, {seconds:.0f} s")
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    print(f"{size / 1e6:.2f} MB in {FOLDER.name}/")


def _write(path: Path, text: str) -> None:
    half = path.with_suffix(".half")
    half.write_text(text, "utf-8")
    half.replace(path)


if __name__ == "__main__":
    main()
