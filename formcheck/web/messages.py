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
from formcheck.visits.log import MAX_COMMENT, AnswerKind
from formcheck.visits.table_base import ID_LENGTH
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
        keep: keep the visit: answers, counts, results and poses; no picture.
        take: end the visit that is going on in another window.
        resume: id of a visit that ended before it was done, to go on with what is left; where that cannot be,
            a new one with `items` begins, if there are any.
    """

    type: Literal["hello"]
    lang: Lang = "nl"
    items: list[Item] | None = Field(default=None, max_length=50)
    keep: bool = True
    take: bool = False
    resume: str | None = Field(default=None, max_length=ID_LENGTH)


class Pressed(_FromPage):
    """A button of the page, see `formcheck.coach.stages.Press`."""

    type: Literal["press"]
    button: Button
    value: int | None = Field(default=None, ge=-1000, le=1000)


class Answered(_FromPage):
    """An answer that the visit itself does not act on; it is kept before `Noted` tells so.

    Attributes:
        kind: "exertion": how hard it was, 0 to 10; "comment": what the patient wrote (`text`); "safety": what
            was answered to the safety question; "pain_next": the pain of the morning after, 0 to 10, of the
            patient's visit before this one.
    """

    type: Literal["answer"]
    kind: AnswerKind
    value: int | None = Field(default=None, ge=-1000, le=1000)
    text: str = Field(default="", max_length=MAX_COMMENT)


class Bye(_FromPage):
    """Ends a visit."""

    type: Literal["bye"]


Said = Pressed | Answered | Bye
"""What a page sends as text during a visit."""
_SAID: TypeAdapter[Said] = TypeAdapter(Annotated[Said, Field(discriminator="type")])


class Ready(TypedDict):
    """The visit has begun: pictures are expected.

    Attributes:
        lang: language of the visit.
        visit: its id in the store, with which it may go on later; None where it is not kept.
    """

    type: Literal["ready"]
    lang: Lang
    visit: str | None


class ScreenChanged(TypedDict):
    """The screen after a button."""

    type: Literal["screen"]
    screen: Screen


class Refused(TypedDict):
    """Something was not done; the text says why, in the language of the visit."""

    type: Literal["error"]
    text: str


class Noted(TypedDict):
    """An answer arrived; `kept`: it is on the disk."""

    type: Literal["noted"]
    kind: AnswerKind
    kept: bool


class Kept(TypedDict):
    """The visit is over.

    Attributes:
        folders: of its results, where they are written to a folder as well.
        visit: its id in the store; None when nothing is kept there.
    """

    type: Literal["kept"]
    folders: list[str]
    visit: str | None


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
Told = Ready | ScreenChanged | Refused | Noted | Kept | Busy | Taken
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
    """The button, the answer or the goodbye in a text message.

    Raises:
        ValueError: it is none of them.
    """
    return _SAID.validate_json(text)


def text_of(message: Told) -> str:
    """A message as JSON text without spaces."""
    return to_json(message).decode()


def bytes_of(answer: Answer) -> bytes:
    """An answer as JSON in UTF-8 without spaces."""
    return to_json(answer)
