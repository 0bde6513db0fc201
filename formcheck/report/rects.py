"""The boxes of a chart as SVG: there are hundreds, and a template takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from formcheck.report.chart import Box


def rects(boxes: Iterable[Box], down: float = 0) -> Markup:
    """A filter of the templates: a line for each box, moved down by so much."""
    return Markup(
        "".join(
            f'<rect x="{box.x}" y="{box.y + down}" width="{box.width}" height="{box.height}" '
            f'class="k-{escape(box.kind)}"/>\n'
            for box in boxes
        )
    )
