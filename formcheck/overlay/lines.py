"""What the drawn lines stand for: a line is drawn where its signal was read in that frame, and not elsewhere.

Every drawing asks here: the annotated video, the window, the page, the replay and the report.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from formcheck.exercises.base import ExerciseSpec
from formcheck.judge.main_faults import MainFault
from formcheck.judge.vocabulary import SIGNALS, reads_outline
from formcheck.overlay.emphasis import PLACES

LineName = Literal["line", "outline"]
"""The judged line, and the back or belly line."""
MIDLINE = "trunk_roll_deg"
EVERYTHING = frozenset(SIGNALS)


class Lines(NamedTuple):
    """The signals behind the lines of an exercise.

    Attributes:
        line: column that the judged line stands for; "" for a line that is drawn in any case.
        outline: column that the back or belly line stands for; "" for one that is drawn in any case.
        mains: (main fault, the line that shows it) of those that a line shows.
    """

    line: str = ""
    outline: str = ""
    mains: tuple[tuple[str, LineName], ...] = ()

    @property
    def signals(self) -> tuple[str, ...]:
        """The columns behind the lines."""
        return tuple(name for name in (self.line, self.outline) if name)

    def shown(self, name: LineName, read: frozenset[str]) -> bool:
        """Whether a line is drawn in a frame in which the columns `read` have a value."""
        signal = self.outline if name == "outline" else self.line
        return not signal or signal in read

    def unread(self, read: frozenset[str]) -> tuple[str, ...]:
        """The main faults whose line is not drawn in such a frame: it does not tell about them."""
        return tuple(fault for fault, name in self.mains if not self.shown(name, read))


NO_SIGNALS = Lines()
"""Lines that are drawn in any case."""


def lines_of(spec: ExerciseSpec, *, line: bool, outline: bool) -> Lines:
    """The signals behind the lines of an exercise.

    The back or belly line stands for the first of the exercise's signals that are read from the outline; the
    midline of a back that is seen from in front for the trunk's roll.

    Args:
        spec: of the exercise's rule in this view.
        line, outline: which lines this view draws.
    """
    from_outline = (name for name in spec.needs if reads_outline(name) or name == MIDLINE)
    read = next(from_outline, "") if outline else ""
    lines = Lines(spec.line_signal or spec.main_signal if line else "", read)
    mains = ((main.name, _shows(main, lines)) for main in spec.main_faults)
    return lines._replace(mains=tuple((name, shown) for name, shown in mains if shown is not None))


def _shows(main: MainFault, lines: Lines) -> LineName | None:
    """The line that shows a main fault: as it is judged by the outline where that shows it (`sighting`)."""
    places = PLACES.get(main.name, ())
    if lines.outline and ("outline" in places or main.signal == lines.outline):
        return "outline"
    return "line" if lines.line and ("line" in places or main.signal == lines.line) else None
