"""Reads a therapist's programme (exercises, sets, times, repetitions) from a TOML file."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from formcheck.coach.programme import Programme, whole_programme
from formcheck.coach.visit import Visit
from formcheck.errors import FormcheckError, InputError
from formcheck.runtime.printable import printable
from formcheck.runtime.toml_files import read_toml
from formcheck.words.catalogue import LANGUAGES, Words

_EXAMPLE = (
    'Write each exercise as [[items]] with exercise = "plank" and, where wanted, sets, hold_s, reps, rest_s'
)


def read_programme(path: Path | None) -> Programme:
    """The programme in a file; without a file, every exercise in its own dose.

    Raises:
        InputError: the file cannot be read, is not a valid programme, or names an unknown exercise, object or
            view.
    """
    if path is None:
        return whole_programme()
    table = read_toml(path, "programme")
    try:
        programme = Programme.model_validate(table)
        Visit(programme, Words(LANGUAGES[0]))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"The programme {printable(path)}: {where}: {first['msg']}", _EXAMPLE) from None
    except FormcheckError as error:
        raise InputError(f"The programme {printable(path)}: {error.message}", error.remedy) from error
    return programme
