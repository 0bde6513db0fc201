"""`formcheck exercises`: lists the exercises that can be judged."""

from __future__ import annotations

from rich.table import Table

from formcheck.exercises import exercise_names, get_exercise
from formcheck.runtime.console import PipeSafeConsole
from formcheck.words.catalogue import Words

_HEADINGS = {
    "nl": ("--exercise", "oefening", "--view", "waar op gelet wordt"),
    "en": ("--exercise", "exercise", "--view", "what is judged"),
}


def list_exercises(lang: str) -> None:
    """Print a table of all exercises: views and what is judged."""
    words = Words(lang)
    table = Table(show_lines=False)
    for heading in _HEADINGS[lang]:
        table.add_column(heading, no_wrap=heading == _HEADINGS[lang][0])
    for name in exercise_names():
        own = words.of(name)
        config = get_exercise(name).config()
        faults = dict.fromkeys(b.fault for b in config.bands)
        table.add_row(
            name,
            words.exercise(name),
            ", ".join(config.views),
            ", ".join(own.text(f"fault.{f}.name") for f in faults),
        )
    PipeSafeConsole(highlight=False).print(table)
