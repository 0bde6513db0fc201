"""Options that several commands share, and their values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.exercises import exercise_names
from formcheck.pose.backends import DEFAULT_BACKEND, DEFAULT_MODEL, backend_names, model_names
from formcheck.visits.place import StorePlace, store_place

if TYPE_CHECKING:
    ExerciseName = StrEnum
    LiveExercise = StrEnum
    Backend = StrEnum
    Model = StrEnum
else:  # one list of exercises and one of backends: the registries'
    Backend = StrEnum("Backend", {name.upper(): name for name in backend_names()})
    Model = StrEnum("Model", {name.upper(): name for name in model_names()})
    LiveExercise = StrEnum("LiveExercise", {name.replace("-", "_"): name for name in exercise_names()})
    ExerciseName = StrEnum(
        "ExerciseName", {name.replace("-", "_"): name for name in (*exercise_names(), "auto")}
    )
AUTO = ExerciseName("auto")
USUAL_BACKEND, USUAL_MODEL = Backend(DEFAULT_BACKEND), Model(DEFAULT_MODEL)


class Side(StrEnum):
    """Side of the person that faces the camera."""

    LEFT = "left"
    RIGHT = "right"
    AUTO = "auto"


class View(StrEnum):
    """Where the camera stands."""

    SIDE = "side"
    FRONT_HIGH = "front-high"
    AUTO = "auto"


class Object(StrEnum):
    """Objects on the back, from easy to hard."""

    BOOK = "book"
    SLIPPERY_BOOK = "slippery_book"
    GLASS_OF_WATER = "glass_of_water"
    BALL = "ball"


class Lang(StrEnum):
    """Languages of the report."""

    NL = "nl"
    EN = "en"


SHOWS, JUDGES, WRITES = "What the video shows", "How it is judged", "What comes out"
WATCHES, ASKS, SAYS = "How it watches", "What is asked", "What comes out"
PRACTICE = "For a practice"
KEEPS = "Whose it is"
POSES = "Poses of another program"
"""Headings of groups of options in the help: of the commands for recordings, and of `live`."""


@dataclass(frozen=True, slots=True)
class PixelSize:
    """Width and height of a picture in pixels."""

    width: int
    height: int

    @property
    def pair(self) -> tuple[int, int]:
        """(width, height)."""
        return self.width, self.height


def pixel_size(text: str) -> PixelSize:
    """The size "1920x1080".

    Raises:
        typer.BadParameter: it is nothing like that.
    """
    width, cross, height = text.lower().replace("×", "x").partition("x")
    if not (cross and width.strip().isdecimal() and height.strip().isdecimal()):
        raise typer.BadParameter("Write WIDTHxHEIGHT in pixels, as 1920x1080")
    return PixelSize(int(width), int(height))


FramesPerSecond = Annotated[
    float | None,
    typer.Option(
        "--fps", metavar="N", rich_help_panel=POSES, help="Frames a second, where the file has no times."
    ),
]
PictureSize = Annotated[
    PixelSize | None,
    typer.Option(
        "--size", metavar="WIDTHxHEIGHT", parser=pixel_size, rich_help_panel=POSES,
        help="Pixels of its pictures, where the file does not tell.",
    ),
]  # fmt: skip

PatientOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        rich_help_panel=KEEPS,
        help="A patient in the store: their programme judges; `score` keeps the videos as visits.",
    ),
]
KeptIn = Annotated[
    StorePlace | None,
    typer.Option(
        "--store", metavar="DIR|URL", rich_help_panel=KEEPS, parser=store_place,
        help="Folder or URL of the store of visits; your data folder if not given.",
    ),
]  # fmt: skip
LangOption = Annotated[
    Lang,
    typer.Option(rich_help_panel=WRITES, case_sensitive=False, help="Language of report and summary."),
]
Quiet = Annotated[
    bool,
    typer.Option("--quiet", "-q", metavar="", rich_help_panel=WRITES, help="No progress bar and no summary."),
]
Csv = Annotated[
    bool,
    typer.Option("--csv", metavar="", rich_help_panel=WRITES, help="Also the table of frames as frames.csv."),
]
AsJson = Annotated[
    bool,
    typer.Option(
        "--json", metavar="", rich_help_panel=WRITES, help="Print each result as JSON, one line a video."
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(metavar="FILE", rich_help_panel=JUDGES, help="TOML file with a therapist's own bands."),
]
SideOption = Annotated[
    Side, typer.Option(rich_help_panel=SHOWS, help="Side of the person that faces the camera.")
]
ViewOption = Annotated[View, typer.Option(rich_help_panel=SHOWS, help="Where the camera stands.")]
Rotate = Annotated[
    int,
    typer.Option(
        metavar="0|90|180|270",
        rich_help_panel=SHOWS,
        help="Degrees clockwise by which the picture has to be turned to stand upright.",
    ),
]
Mirror = Annotated[
    bool,
    typer.Option("--mirror", metavar="", rich_help_panel=SHOWS, help="Left and right are swapped in it."),
]
SlowMotion = Annotated[
    float, typer.Option(metavar="N", rich_help_panel=SHOWS, help="It plays so many times slower than life.")
]
Calibrate = Annotated[
    str,
    typer.Option(
        metavar="first|none|FILE",
        rich_help_panel=JUDGES,
        help="What to compare with: the person's own first good seconds, nothing, or those of an earlier "
        "result.json.",
    ),
]
Strictness = Annotated[
    float,
    typer.Option(metavar="N", rich_help_panel=JUDGES, help="From 0.25 to 4: 2 is twice as strict, 0.5 half."),
]
Carried = Annotated[
    Object, typer.Option("--object", rich_help_panel=JUDGES, help="What lies on the back in thought.")
]
BackendOption = Annotated[
    Backend, typer.Option(rich_help_panel=JUDGES, help="Library that finds the person.")
]
ModelOption = Annotated[
    Model, typer.Option(rich_help_panel=JUDGES, help="Size of its network: fast, balanced, precise.")
]


def own_judging(config: Path | None, strictness: float, book: Object, calibrate: str) -> tuple[str, ...]:
    """Which of these options judge otherwise than is usual: a patient's programme does not allow them."""
    given = {"--config": config, "--strictness": strictness != 1, "--object": book is not Object.BOOK}
    given["--calibrate"] = calibrate != "first"
    return tuple(name for name, other in given.items() if other)
