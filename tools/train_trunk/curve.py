"""How a training went, as a small drawing: medians of held crops, each as a share of its first value."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 300, 44, 250, 16, 34
SHADES = ("#005f73", "#ca6702", "#5a189a", "#386641", "#9b2226", "#343a40")
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4", "12 4")
SHOWN = ("loss", "spine", "pelvis", "lumbar", "hip_offset", "roll")


def curve_svg(path: Path) -> str:
    """Of the curve beside a head; every line has a dash of its own, for who sees no colours.

    Raises:
        ValueError: there are fewer than two reports.
    """
    reports = json.loads(path.read_text(encoding="utf-8"))
    if len(reports) < 2:
        raise ValueError(f"{path} holds {len(reports)} report(s), a curve needs two")
    last = reports[-1]["step"]
    names = [name for name in SHOWN if name in reports[0]]
    shares = {name: [r[name] / reports[0][name] for r in reports] for name in names}
    low, high = (pick(v for values in shares.values() for v in values) for pick in (min, max))
    high = max(high, low + 0.01)

    def place(step: float, share: float) -> tuple[float, float]:
        x = LEFT + (WIDTH - LEFT - RIGHT) * step / last
        return x, TOP + (HEIGHT - TOP - BOTTOM) * (high - share) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for share in (low, 1.0, high):
        x, y = place(0, share)
        parts.append(f'<text x="{x - 6:.0f}" y="{y + 4:.0f}" text-anchor="end">{share:.2f}</text>')
        parts.append(f'<path d="M{x:.0f} {y:.0f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
    for number, (name, values) in enumerate(shares.items()):
        points = [place(r["step"], v) for r, v in zip(reports, values, strict=True)]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        style = f'stroke="{SHADES[number]}" stroke-width="2" stroke-dasharray="{DASHES[number]}"'
        parts.append(f'<polyline points="{line}" fill="none" {style}/>')
        y = TOP + 20 * number + 10
        parts.append(f'<path d="M{WIDTH - RIGHT + 14} {y}h34" {style}/>')
        text = f"{name}: {reports[0][name]:g} to {reports[-1][name]:g}"
        parts.append(f'<text x="{WIDTH - RIGHT + 56}" y="{y + 4}">{escape(text)}</text>')
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 10}">steps 0 to {last}; shares of the first report</text>')
    return "\n".join([*parts, "</svg>", ""])
