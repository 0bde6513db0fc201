"""What was found in a file as a few lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from formcheck.cli.batch_progress import MAX_NAME_LENGTH, shortened
from formcheck.cli.summary_lines import MARKS, STYLES
from formcheck.exercises import get_exercise
from formcheck.judge.vocabulary import SEEN
from formcheck.pipeline.inspection import Inspection, Points, Suggestion
from formcheck.report.notices import file_notices
from formcheck.report.phrases import clock
from formcheck.words.catalogue import Words

MOST_UNEVEN = 0.1
"""A larger share of uneven steps is told."""
SELDOM = 0.9
"""A landmark that is found in a smaller share of the frames is named."""
SURE = 0.8
"""A view of which the frames agree less is said to change."""


def lines_of(found: Inspection) -> Iterator[Text]:
    """All lines of one file."""
    words = Words("en")
    yield Text(found.file, style="bold")
    for line in (_file(found), _looked(found), _person(found), _view(found)):
        if line:
            yield Text(f"    {line}")
    for line in _points(found.points) if found.points is not None else ():
        yield Text(f"    {line}")
    for part in found.exercises:
        yield from _exercise(part, words.of(part.exercise))
    if not found.exercises:
        yield _marked("not_measured", f"no exercise recognised{_because(found, words)}")
    for notice in (*_warnings(found), *file_notices(found.source, words)):
        yield _marked("almost", notice)


def table_head(names: Sequence[str]) -> Text:
    """The line above the lines of `table_line`."""
    return Text(
        f"{'file':<{_width(names)}}  {'s':>7} {'fps':>6} {'size':>9} {'seen':>6}  {'view':<10}  shows", "bold"
    )


def table_line(found: Inspection, name: str, names: Sequence[str]) -> Text:
    """One file in one line: seconds, pictures a second, size, share with somebody, view, exercises.

    Args:
        found: in the file.
        name: of the file, as it is shown.
        names: of all files in the table.
    """
    source, view, words = found.source, found.view_found, Words("en")
    line = Text(f"{shortened(name, _width(names)):<{_width(names)}}  ")
    line.append(f"{source.duration_s:>7.1f} {found.rate.fps:>6.4g} {f'{source.width}x{source.height}':>9} ")
    line.append(f"{_percent(found.person.seen):>6}  {'' if view is None else view.view:<10}  ")
    shows = [f"{part.exercise} {_percent(part.measured)}" for part in found.exercises]
    line.append(
        ", ".join(shows) or f"no exercise recognised{_because(found, words)}", style="" if shows else "dim"
    )
    for notice in (*_warnings(found), *file_notices(found.source, words)):
        line.append(f"; {notice}", style=STYLES["almost"])
    return line


def _width(names: Sequence[str]) -> int:
    return min(MAX_NAME_LENGTH, max(map(len, names)))


def _marked(word: str, text: str) -> Text:
    return Text(f"    {MARKS[word]} {text}", style=STYLES[word])


def _file(found: Inspection) -> str:
    source, rate = found.source, found.rate
    parts = [
        f"{source.duration_s:.1f} s",
        f"{source.frames} {_what(found)}",
        f"{rate.fps:.4g} a second" + (", unevenly" if rate.uneven > MOST_UNEVEN else ""),
        f"{source.width} x {source.height}",
    ]
    if (stored := found.stored) is not None:
        if stored.rotate_deg:
            parts.append(f"turned by {stored.rotate_deg} degrees as the file says")
        if stored.mirror:
            parts.append("mirrored as the file says")
    if source.recorded_at:
        parts.append(f"taken {source.recorded_at}")
    return ", ".join(parts)


def _what(found: Inspection) -> str:
    if found.points is not None:
        return f"frames of poses ({found.points.program})"
    return "pictures" if found.kind == "video" else f"frames recorded of {found.source.name}"


def _points(points: Points) -> Iterator[str]:
    seldom = [f"{name} in {_percent(share)}" for name, share in points.found.items() if share < SELDOM]
    yield f"{len(points.found)} landmarks found" + (f", seldom: {', '.join(seldom)}" if seldom else "")
    if points.absent:
        yield f"never: {', '.join(_without_sides(points.absent))}"
    yield "no outline of the body: what is read from it (the curve of the back, breathing) is not measured"


def _without_sides(names: Sequence[str]) -> list[str]:
    """Names of landmarks, with one for both sides where both are there."""
    parts = ["_".join(part for part in name.split("_") if part not in ("left", "right")) for name in names]
    shown = (part if parts.count(part) > 1 else name for name, part in zip(names, parts, strict=True))
    return list(dict.fromkeys(shown))


def _looked(found: Inspection) -> str:
    looked = found.looked
    if found.kind != "video":
        return ""
    how = "all through" if looked.looks == 1 else f"{looked.looks} looks, one every {looked.every_s:.1f} s"
    return f"looked at {looked.frames} of {looked.of} pictures: {how}; {looked.decoded} decoded"


def _person(found: Inspection) -> str:
    person = found.person
    shares = [f"somebody in {_percent(person.seen)} of them"]
    if person.several:
        shares.append(f"several people in {_percent(person.several)}")
    if person.cut_off:
        shares.append(f"cut off by the edge in {_percent(person.cut_off)}")
    return ", ".join(shares)


def _view(found: Inspection) -> str:
    view = found.view_found
    if view is None:
        return ""
    turned = f", camera turned {view.yaw_deg} degrees towards the {view.towards}" if view.yaw_deg else ""
    unsure = f" in {_percent(view.confidence)}" if view.confidence < SURE else ""
    return f"view: {view.view}{unsure}{turned}"


def _exercise(part: Suggestion, words: Words) -> Iterator[Text]:
    side = f", {part.near_side} side towards the camera" if part.near_side else ""
    line = Text(f"    {clock(part.start_s)} \N{EN DASH} {clock(part.end_s)}  ")
    line.append(part.exercise, style="bold")
    views = get_exercise(part.exercise).config().views
    from_where = f"from {part.view}, " if len(views) > 1 else ""
    line.append(f"  {from_where}{_percent(part.measured)} measurable{side}")
    yield line
    if part.measured < 1 and part.reasons:
        yield _marked("not_measured", f"lost: {_shares(part.reasons, words)}")
    by_reason: dict[str, list[str]] = {}
    for what, why in part.unmeasured.items():
        name = words.first(f"fault.{what}.what", f"fault.{what}.name", default=what)
        by_reason.setdefault(why, []).append(name)
    for why, names in by_reason.items():
        reason = words.first(f"reason.{why}.text", default=why)
        yield _marked("not_measured", f"not judged: {', '.join(dict.fromkeys(names))} ({reason})")


def _shares(reasons: Mapping[str, float], words: Words) -> str:
    ranked = sorted(reasons, key=lambda why: -reasons[why])
    return ", ".join(
        f"{_percent(reasons[why])} {words.first(f'reason.{why}.text', default=why)}" for why in ranked
    )


def _because(found: Inspection, words: Words) -> str:
    if found.seen:
        longest = sorted(found.seen, key=lambda name: (-found.seen[name], SEEN.index(name)))
        said = [f"{name.replace('_', ' ')} in {_percent(found.seen[name])}" for name in longest]
        return f": {', '.join(said)}"
    return f": {_shares(found.reasons, words)}" if found.reasons else ""


def _warnings(found: Inspection) -> Iterator[str]:
    if found.turn_deg:
        yield f"the picture seems to lie on its side or upside down: score it with --rotate {found.turn_deg}"
    if found.slow_motion:
        yield f"slow motion, by its camera: score it with --slow-motion {found.slow_motion:g}"
    if found.rate.gaps:
        longest = ", ".join(
            f"{clock(gap.start_s)} ({gap.end_s - gap.start_s:.1f} s)" for gap in found.rate.gaps
        )
        yield f"{found.rate.gaps_s:.1f} s without pictures, at {longest}"
    if "frame_rate" in found.reasons:
        yield "the pictures are too far apart: nothing in it can be judged"


def _percent(share: float) -> str:
    """Neither 0 nor 100 of what is not none and not all."""
    rounded = round(100 * share)
    if rounded in (0, 100) and 0 < share < 1:
        return "less than 1 %" if rounded == 0 else "more than 99 %"
    return f"{rounded} %"
