"""The panel of the overlay: verdict with cue, clock with counters, and the gauge of the object."""

from __future__ import annotations

from formcheck.judge.vocabulary import COMING
from formcheck.overlay.frame_words import frame_word, remark
from formcheck.overlay.gauge import gauge
from formcheck.overlay.hud import Hud
from formcheck.overlay.layout import (
    CUE_SIZE,
    LINE,
    MARGIN,
    PAD,
    PLATE_OPACITY,
    SMALL_SIZE,
    TEXT_SIZE,
    VERDICT_SIZE,
    Canvas,
    Row,
    mark,
    wrap,
)
from formcheck.overlay.primitives import Disc, Primitive, Ring
from formcheck.scoring.counts import whole_seconds
from formcheck.scoring.wording import as_sentence
from formcheck.words.catalogue import Words

RING_RADIUS, RING_WIDTH = 0.085, 0.016


def panel(hud: Hud, words: Words, *, aspect: float) -> list[Primitive]:
    """Verdict and cue at the top left, clock at the top right, the object along the bottom.

    In an upright picture the clock stands at the lower right, above the object. Every text stays inside the
    picture.

    Args:
        hud: judgement and counters of the frame.
        words: words of the panel's language.
        aspect: width of the picture over its height.
    """
    canvas = Canvas(aspect)
    clock = hud.hold_s is not None or hud.reps is not None
    notes = _notes(canvas, hud, words)
    beside = max([2 * RING_RADIUS, *(row.width + PAD for row in notes)]) + MARGIN
    room = aspect - 2 * MARGIN - (beside if clock and not canvas.upright else 0)
    shapes = _verdict(canvas, hud, words, room)
    bottom = 1 - MARGIN
    if hud.book is not None:
        drawn, bottom = gauge(canvas, hud.book, words)
        shapes += drawn
    return shapes + _clock(canvas, hud, words, notes, bottom) if clock else shapes


def _text_rows(canvas: Canvas, hud: Hud, words: Words, room: float) -> list[Row]:
    """The lines of text under the verdict."""
    text_size, small = TEXT_SIZE * canvas.scale, SMALL_SIZE * canvas.scale

    def rows(text: str, size: float, *, bold: bool = False) -> list[Row]:
        return [Row(line, size, bold) for line in wrap(text, size, room)]

    if hud.word in ("almost", "different"):
        names = ", ".join(words.text(f"fault.{fault}.name") for fault in hud.faults[:2])
        cue = words.text(f"fault.{hud.faults[0]}.cue") if hud.faults else ""
        return rows(cue, CUE_SIZE, bold=True) + rows(names, text_size)
    if hud.word == "unmeasured" and hud.reason:
        reason = rows(words.text(f"reason.{hud.reason}.text"), text_size)
        if hud.reason != "wrong_posture":
            return reason + rows(words.remedy(hud.reason), small)
        # Before and after an exercise the remedy "take up the posture" is left out.
        seen = as_sentence(words.text(f"seen.{hud.seen}.text")) if hud.seen else ""
        if hud.seen in COMING:
            return reason + rows(seen, small)
        return rows(seen, CUE_SIZE, bold=True) + reason if seen else reason
    return rows(remark(hud, words), text_size)


def _verdict(canvas: Canvas, hud: Hud, words: Words, room: float) -> list[Primitive]:
    indent = VERDICT_SIZE
    inner = room - 2 * PAD - indent
    lines = wrap(frame_word(hud, words), VERDICT_SIZE, inner)
    title = [Row(line, VERDICT_SIZE, True, hud.shown) for line in lines]
    text = _text_rows(canvas, hud, words, room - 2 * PAD)
    wide = max([indent + row.width for row in title] + [row.width for row in text])
    high = sum(row.size * LINE for row in [*title, *text])
    left, top = MARGIN + PAD, MARGIN + PAD * 0.6
    x, y, radius = left + indent * 0.4, top + VERDICT_SIZE * LINE / 2, indent * 0.34
    symbol = mark(hud.shown, x, y, radius, canvas.aspect, hud.as_far_as_seen)
    shapes: list[Primitive] = [
        canvas.plate(MARGIN, MARGIN, min(wide + 2 * PAD, room), high + 2 * PAD * 0.6),
        *symbol,
    ]
    for row in [*title, *text]:
        shift = indent if row.size == VERDICT_SIZE else 0
        shapes.append(canvas.label(row, left + shift, top + row.size * LINE / 2, room - 2 * PAD - shift))
        top += row.size * LINE
    return shapes


def _notes(canvas: Canvas, hud: Hud, words: Words) -> list[Row]:
    """The counters that the ring does not show."""
    texts = [words.text("hud.reps", count=hud.reps)] if hud.hold_s is not None and hud.reps else []
    texts += [words.text("hud.attempts", count=hud.attempts)] if hud.attempts else []
    return [Row(text, SMALL_SIZE * canvas.scale) for text in texts]


def _clock(canvas: Canvas, hud: Hud, words: Words, notes: list[Row], bottom: float) -> list[Primitive]:
    """A ring that fills, with the seconds or repetitions inside and the counters under it."""
    holding = hud.hold_s is not None
    value, target = (hud.hold_s, hud.target_s) if holding else (hud.reps, hud.target_reps)
    x = canvas.aspect - MARGIN - RING_RADIUS
    below = sum(row.size * LINE for row in notes)
    y = bottom - RING_RADIUS - PAD - below if canvas.upright else MARGIN + RING_RADIUS
    share = min((value or 0) / target, 1.0) if target else 1.0
    unit = words.text("hud.seconds" if holding else "event.rep.short")
    centre, inside = canvas.at(x, y), 1.3 * RING_RADIUS
    shapes: list[Primitive] = [
        Disc(centre, RING_RADIUS, "plate", opacity=PLATE_OPACITY),
        Ring(centre, RING_RADIUS * 0.88, RING_WIDTH, "track"),
        Ring(centre, RING_RADIUS * 0.88, RING_WIDTH, hud.word, share=share),
        canvas.label(Row(str(whole_seconds(value or 0)), 0.075, True), x, y - 0.008, inside, "middle"),
        canvas.label(Row(unit, 0.032), x, y + 0.042, inside, "middle"),
    ]
    return shapes + _under(canvas, notes, y + RING_RADIUS)


def _under(canvas: Canvas, rows: list[Row], top: float) -> list[Primitive]:
    if not rows:
        return []
    room = min(canvas.aspect / 2, max(row.width for row in rows) + PAD)
    right, pitch = canvas.aspect - MARGIN, rows[0].size * LINE
    shapes: list[Primitive] = [canvas.plate(right - room, top, room, len(rows) * pitch)]
    for i, row in enumerate(rows):
        shapes.append(canvas.label(row, right - PAD / 2, top + (i + 0.5) * pitch, room - PAD, "right"))
    return shapes
