"""Makes the page's ``protocol.js`` from the Python models: `python -m tools.page.protocol`."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from types import ModuleType

from formcheck.coach import pain, programme, screen, speech, stages, tones
from formcheck.judge import config
from formcheck.live_visit import message
from formcheck.overlay import hud, primitives
from formcheck.visits import log
from formcheck.web import left_visit, messages, options, voice_files, wire
from formcheck.words import catalogue as words
from tools.page import docs
from tools.page.jsdoc import Names, typedef

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "formcheck" / "web" / "static" / "protocol.js"
HEAD = """\
/**
 * What travels between page and program. Made from the Python models by `python -m tools.page.protocol`:
 * change those, not this file.
 */
"""
TYPES: tuple[tuple[ModuleType, tuple[str, ...]], ...] = (
    (words, ("Lang",)),
    (primitives, ("Role", "Align")),
    (hud, ("Word",)),
    (stages, ("Stage", "Button")),
    (pain, ("Advice",)),
    (speech, ("PromptKind",)),
    (tones, ("Tone",)),
    (wire, ("PixelFormat",)),
    (config, ("DoseTarget",)),
    (programme, ("View", "Day", "GivenReference", "StepTaken", "Item")),
    (options, ("Part", "ExerciseOption", "ProgrammeOption", "Options")),
    (screen, ("Screen",)),
    (message, ("LineShape", "PolylineShape", "PolygonShape", "DiscShape", "RingShape", "LabelShape")),
    (message, ("Shape", "Spoken", "Book", "FrameMessage")),
    (log, ("AnswerKind",)),
    (messages, ("Hello", "Pressed", "Answered", "Bye", "Said")),
    (messages, ("Ready", "ScreenChanged", "Refused", "Noted", "Kept", "Busy", "Taken", "Told")),
    (messages, ("Skipped", "Answer", "Catalogue")),
    (left_visit, ("Left",)),
    (voice_files, ("SoundIndex",)),
)
WHOLE = frozenset({"DoseTarget"})
"""Models with defaults that only the program sends, with every field."""
CONSTANTS: tuple[tuple[ModuleType, tuple[str, ...]], ...] = (
    (messages, ("MOST_UNANSWERED",)),
    (stages, ("COACHED", "WORKING", "PAUSABLE")),
    (pain, ("WORST_PAIN",)),
    (wire, ("TIME_BYTES", "HEAD_BYTES", "LAYOUTS")),
)


def protocol() -> str:
    """The text of ``protocol.js``."""
    named = [(module, name) for module, group in TYPES for name in group]
    names: Names = {getattr(module, name): name for module, name in named}
    blocks = [
        typedef(name, getattr(module, name), docs.of(module, name), names, whole=name in WHOLE)
        for module, name in named
    ]
    for module, group in CONSTANTS:
        blocks += [_constant(name, getattr(module, name), docs.of(module, name)) for name in group]
    return "\n".join([HEAD, *blocks])


def _constant(name: str, value: object, doc: docs.Doc) -> str:
    kind = ""
    if isinstance(value, frozenset):
        first = next(iter(value))
        members = [one for one in type(first) if one in value]
        kind = f" @type {{ReadonlySet<{type(first).__name__}>}}"
        text = f"new Set([{', '.join(_literal(one) for one in members)}])"
    elif isinstance(value, dict):
        text = "{ " + ", ".join(f"{key}: {_literal(one)}" for key, one in value.items()) + " }"
    else:
        text = _literal(value)
    return f"/** {doc.text}{kind} */\nexport const {name} = {text};\n"


def _literal(value: object) -> str:
    if isinstance(value, Enum):
        return f'"{value.value}"'
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"no literal for {value!r}")


def main() -> int:
    """Write the file; with ``--check`` only tell whether it is as it would be written."""
    text = protocol()
    if "--check" not in sys.argv[1:]:
        OUT.write_text(text, encoding="utf-8")
        return 0
    if OUT.read_text("utf-8") == text:
        return 0
    print(f"{OUT.name} is out of date: python -m tools.page.protocol", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
