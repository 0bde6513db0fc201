"""Every message between the page and the program, as typed models.

`tools.page.protocol` makes the page's ``protocol.js`` out of these. The page sends pictures as binary
messages (see `formcheck.web.wire`) and everything else as JSON text. The program answers each picture with
one binary message, JSON in UTF-8, and sends everything else as JSON text. So the page's worker counts answers
without reading them.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic_core import to_json

from formcheck.coach.programme import Item
from formcheck.coach.screen import Screen
from formcheck.coach.stages import Button
from formcheck.live_visit.message import FrameMessage
from formcheck.words.catalogue import Lang

MOST_UNANSWERED = 2
"""Pictures that a page sends before the first of them is answered: one is judged while another waits."""


class _FromPage(BaseModel):
    # An older page that is still open may send a field that this program no longer has.
    model_config = ConfigDict(extra="ignore")


class Hello(_FromPage):
    """Begins a visit.

    Attributes:
        items: what to do; None is the whole programme.
        keep: write the results to the folder of visits.
        take: end the visit that is going on in another window.
    """

    type: Literal["hello"]
    lang: Lang = "nl"
    items: list[Item] | None = Field(default=None, max_length=50)
    keep: bool = True
    take: bool = False


class Pressed(_FromPage):
    """A button of the page, see `formcheck.coach.stages.Press`."""

    type: Literal["press"]
    button: Button
    value: int | None = Field(default=None, ge=-1000, le=1000)


class Bye(_FromPage):
    """Ends a visit."""

    type: Literal["bye"]


Said = Pressed | Bye
"""What a page sends as text during a visit."""
_SAID: TypeAdapter[Said] = TypeAdapter(Annotated[Said, Field(discriminator="type")])


class Ready(TypedDict):
    """The visit has begun: pictures are expected."""

    type: Literal["ready"]
    lang: Lang


class ScreenChanged(TypedDict):
    """The screen after a button."""

    type: Literal["screen"]
    screen: Screen


class Refused(TypedDict):
    """Something was not done; the text says why, in the language of the visit."""

    type: Literal["error"]
    text: str


class Kept(TypedDict):
    """The visit is over; the folders hold its results."""

    type: Literal["kept"]
    folders: list[str]


class Busy(TypedDict):
    """Another window has a visit; a hello with `take` ends that one."""

    type: Literal["busy"]


class Taken(TypedDict):
    """Another window has taken over; this visit is over."""

    type: Literal["taken"]


class Skipped(TypedDict):
    """A picture was not judged: a newer one came, or it was damaged. `t` is its time, None if it had none."""

    type: Literal["skipped"]
    t: float | None


Answer = FrameMessage | Skipped
"""What answers a picture, as a binary message."""
Told = Ready | ScreenChanged | Refused | Kept | Busy | Taken
"""What the program sends as text."""
Catalogue = dict[str, str]
"""All texts of one language by dotted key, ``/words/<lang>.json``."""


def hello_of(text: str) -> Hello:
    """The hello in a text message.

    Raises:
        ValueError: it is none.
    """
    return Hello.model_validate_json(text)


def said_of(text: str) -> Said:
    """The button or the goodbye in a text message.

    Raises:
        ValueError: it is neither.
    """
    return _SAID.validate_json(text)


def text_of(message: Told) -> str:
    """A message as JSON text without spaces."""
    return to_json(message).decode()


def bytes_of(answer: Answer) -> bytes:
    """An answer as JSON in UTF-8 without spaces."""
    return to_json(answer)
