"""The trunk head: a small network that looks along the trunk in the landmark network's inner layers.

The landmarks lay a window over the trunk, from below the seat to above the neck. A trunk seen from its end is
short in the picture, and there the landmarks' axis is off by tens of degrees: the window then has the size
of the shoulders and stands along the picture's vertical. What the head tells is told in that window and, as
far as it trusts them, as a difference from what the landmarks alone would say, so that it learns the trunk
and not how bodies lie in pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from formcheck.pose.track import SPINE_POINTS

ALONG, ACROSS = 32, 24
"""Places of the window along the trunk and across it."""
REACH_ALONG, REACH_ACROSS = 0.95, 0.78
"""Of the window: its scales from the middle of the trunk, along it and to either side."""
SHOULDERS, HIPS = 1.4, 2.4
"""Trunk lengths in the distance of the shoulders' and of the hips' landmarks, in the median person (the
renderer's bodies): what the scale is where the trunk is foreshortened."""
LEAST_SCALE = 0.06
"""Shares of the crop."""
SHORT, LONG = 0.5, 0.8
"""Trunk length over scale: below, the window stands along the vertical; above, along the trunk."""
LANDMARKS = 33
LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP = 11, 12, 23, 24
OUTPUTS = {
    "spine": 2 * SPINE_POINTS,
    "spine_spread": SPINE_POINTS,
    "pelvis": 6,
    "pelvis_spread": 1,
    "thorax": 6,
    "thorax_spread": 1,
    "up": 3,
    "up_spread": 1,
    "pelvis_up": 3,
    "pelvis_up_spread": 1,
    "thorax_up": 3,
    "thorax_up_spread": 1,
    "lumbar": 1,
    "lumbar_spread": 1,
    "hip_offset": 2,
    "hip_offset_spread": 2,
    "sure": 1,
    "trust": 5,
}
LUMBAR_UNIT_DEG, OFFSET_UNIT = 10.0, 0.05
"""The units in which the network tells lumbar flexion and hip offset: all it learns is of size one."""


class Block(nn.Module):
    """Depthwise 3x3 and pointwise convolution, with a bypass where the shape stays."""

    def __init__(self, before: int, after: int, stride: int = 1) -> None:
        super().__init__()
        self.depth = nn.Conv2d(before, before, 3, stride, 1, groups=before, bias=False)
        self.point = nn.Conv2d(before, after, 1, bias=False)
        self.norm = nn.BatchNorm2d(after)
        self.bypass = stride == 1 and before == after

    def forward(self, x: Tensor) -> Tensor:
        """(B, before, H, W) -> (B, after, H / stride, W / stride)."""
        y = torch.relu(self.norm(self.point(self.depth(x))))
        return x + y if self.bypass else y


class Laid(NamedTuple):
    """Where the window lies: mid-hip and middle (B, 2), unit axis towards the head and across it (B, 2),
    trunk length and scale (B, 1), shares of the crop; the vertical's parts along and across the axis (B, 2).
    """

    hip: Tensor
    middle: Tensor
    axis: Tensor
    across: Tensor
    length: Tensor
    scale: Tensor
    vertical: Tensor


def lay(landmarks: Tensor, turn: Tensor) -> Laid:
    """The window of landmarks (B, 195) and vertical (B, 2), sine and cosine as in `TrunkHead.forward`."""
    xy = landmarks.reshape(-1, 39, 5)[:, :, :2] / 256
    hip = (xy[:, LEFT_HIP] + xy[:, RIGHT_HIP]) / 2
    shoulder = (xy[:, LEFT_SHOULDER] + xy[:, RIGHT_SHOULDER]) / 2
    along = shoulder - hip
    length = along.norm(dim=1, keepdim=True)
    wide = SHOULDERS * (xy[:, LEFT_SHOULDER] - xy[:, RIGHT_SHOULDER]).norm(dim=1, keepdim=True)
    seat = HIPS * (xy[:, LEFT_HIP] - xy[:, RIGHT_HIP]).norm(dim=1, keepdim=True)
    scale = torch.maximum(torch.maximum(length, wide), seat).clamp(min=LEAST_SCALE)
    axis = along / length.clamp(min=1e-4)
    up = torch.stack([turn[:, 0], -turn[:, 1]], 1)
    up = up * torch.where((up * axis).sum(1, keepdim=True) < 0, -1.0, 1.0)
    share = ((LONG - length / scale) / (LONG - SHORT)).clamp(0, 1)
    axis = nn.functional.normalize((1 - share) * axis + share * up, dim=1)
    return _laid(hip, hip + along / 2, axis, length, scale, turn)


def _laid(hip: Tensor, middle: Tensor, axis: Tensor, length: Tensor, scale: Tensor, turn: Tensor) -> Laid:
    across = torch.stack([-axis[:, 1], axis[:, 0]], 1)
    up = torch.stack([turn[:, 0], -turn[:, 1]], 1)
    vertical = torch.stack([(up * axis).sum(1), (up * across).sum(1)], 1)
    return Laid(hip, middle, axis, across, length, scale, vertical)


def shaken(laid: Laid, turn: Tensor, shift: Tensor, stretch: Tensor, tilt: Tensor) -> Laid:
    """A window beside it: moved by a shift (B, 2) in scales, larger by a factor (B, 1), turned (B, 1) rad."""
    cos, sin = torch.cos(tilt), torch.sin(tilt)
    axis = cos * laid.axis + sin * laid.across
    return _laid(laid.hip, laid.middle + shift * laid.scale, axis, laid.length, laid.scale * stretch, turn)


def window(laid: Laid) -> Tensor:
    """(B, ALONG, ACROSS, 2) places of the window, -1..1 over the crop, first row at the head end."""
    s = torch.linspace(REACH_ALONG, -REACH_ALONG, ALONG).reshape(1, ALONG, 1, 1)
    t = torch.linspace(-REACH_ACROSS, REACH_ACROSS, ACROSS).reshape(1, 1, ACROSS, 1)
    size = laid.scale[:, None, None]
    away = s * laid.axis[:, None, None] + t * laid.across[:, None, None]
    return (laid.middle[:, None, None] + size * away) * 2 - 1


def sample(maps: Tensor, place: Tensor) -> Tensor:
    """(B, C, ALONG, ACROSS) values of maps (B, C, S, S) at the window's places."""
    return nn.functional.grid_sample(maps, place, mode="bilinear", padding_mode="border", align_corners=False)


def frame_of(across: Tensor, along: Tensor) -> Tensor:
    """(B, 3, 3) columns left, head end, front of a part from its left axis and its long axis (B, 3)."""
    y = nn.functional.normalize(along, dim=1)
    x = nn.functional.normalize(across - (across * y).sum(1, keepdim=True) * y, dim=1)
    return torch.stack([x, y, torch.linalg.cross(x, y)], 2)


def first_guess(world: Tensor) -> tuple[Tensor, Tensor]:
    """Pelvis and thorax (B, 3, 3) in view axes, as the metric landmarks (B, 117) have them."""
    p = world.reshape(-1, 39, 3) * torch.tensor([1.0, -1.0, -1.0])
    along = (p[:, LEFT_SHOULDER] + p[:, RIGHT_SHOULDER] - p[:, LEFT_HIP] - p[:, RIGHT_HIP]) / 2
    return (
        frame_of(p[:, LEFT_HIP] - p[:, RIGHT_HIP], along),
        frame_of(p[:, LEFT_SHOULDER] - p[:, RIGHT_SHOULDER], along),
    )


def six(matrix: Tensor) -> Tensor:
    """The first two columns (B, 6) of rotations (B, 3, 3)."""
    return torch.cat([matrix[:, :, 0], matrix[:, :, 1]], 1)


class TrunkHead(nn.Module):
    """See the module. `forward` gives (B, sum of OUTPUTS)."""

    def __init__(self, width: int = 48, deep: int = 64, hidden: int = 192) -> None:
        super().__init__()
        self.context = nn.Conv2d(88, 24, 1)
        self.first = nn.Sequential(
            nn.Conv2d(48 + 24, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(), Block(width, width)
        )
        self.body = nn.Sequential(
            Block(width, width),
            Block(width, deep, 2),
            Block(deep, deep),
            Block(deep, deep),
            Block(deep, 96, 2),
            Block(96, 96),
        )
        self.fine = nn.Conv2d(width, 6, 1)
        self.flat = nn.Conv2d(96, 20, 1)
        self.t316 = nn.Conv2d(288, 16, 1)
        length = (
            20 * (ALONG // 4) * (ACROSS // 4)
            + 6 * ALONG * ACROSS // 4
            + 16 * 16
            + LANDMARKS * 6
            + 12
            + 2
            + 6
            + 6
        )
        self.drop = nn.Dropout(0.05)
        self.hidden = nn.Sequential(
            nn.Linear(length, hidden), nn.ReLU(), nn.Dropout(0.05), nn.Linear(hidden, hidden), nn.ReLU()
        )
        self.last = nn.Linear(hidden, sum(OUTPUTS.values()))
        self.register_buffer(
            "line", torch.linspace(1.05, -0.05, SPINE_POINTS).reshape(1, SPINE_POINTS, 1), persistent=False
        )

    def forward(
        self, t279: Tensor, t251: Tensor, t316: Tensor, landmarks: Tensor, world: Tensor, turn: Tensor
    ) -> Tensor:
        """t279 (B, 48, 64, 64) as sqrt(x / 24) [or its window], t251 (B, 88, 16, 16), t316 (B, 288, 4, 4),
        landmarks (B, 195), world (B, 117), turn (B, 2): sine and cosine of where the picture's
        vertical points in the crop, clockwise from its own.
        """
        return self.told([t279, t251, t316, landmarks, world, turn], lay(landmarks, turn))

    def told(self, inputs: Sequence[Tensor], laid: Laid) -> Tensor:
        """The same of the six inputs, with a window that is laid already."""
        t279, t251, t316, landmarks, world, turn = inputs
        place = window(laid)
        near = t279 if t279.shape[-1] == ACROSS else sample(t279, place)
        x = self.first(torch.cat([near, sample(self.context(t251), place)], 1))
        fine = nn.functional.avg_pool2d(torch.relu(self.fine(x)), 2)
        deep = torch.relu(self.flat(self.body(x)))
        pelvis0, thorax0 = first_guess(world)
        up0 = torch.cat([turn, torch.zeros_like(turn[:, :1])], 1)
        pelvis_up0 = (pelvis0 * up0[:, :, None]).sum(1)
        thorax_up0 = (thorax0 * up0[:, :, None]).sum(1)
        marks = landmarks.reshape(-1, 39, 5)[:, :LANDMARKS]
        off = marks[:, :, :2] / 256 - laid.middle[:, None]
        own = (
            torch.stack(
                [
                    (off * laid.axis[:, None]).sum(2),
                    (off * laid.across[:, None]).sum(2),
                    marks[:, :, 2] / 256,
                ],
                2,
            )
            / laid.scale[:, None]
        )
        vector = [
            deep.flatten(1),
            fine.flatten(1),
            torch.relu(self.t316(t316)).flatten(1),
            own.clamp(-4, 4).flatten(1),
            world.reshape(-1, 39, 3)[:, :LANDMARKS].flatten(1),
            six(pelvis0),
            six(thorax0),
            turn,
            pelvis_up0,
            thorax_up0,
            torch.cat([laid.scale * 4, laid.length / laid.scale, laid.axis, laid.vertical], 1),
        ]
        out = self.last(self.hidden(self.drop(torch.cat(vector, 1))))
        p = dict(zip(OUTPUTS, torch.split(out, list(OUTPUTS.values()), 1), strict=True))
        shift = 0.2 * p["spine"].reshape(-1, SPINE_POINTS, 2)
        trust = 1 + p["trust"]
        along = self.line * laid.length[:, None] * trust[:, 4:, None] + laid.scale[:, None] * shift[:, :, :1]
        start = laid.middle - laid.length * trust[:, 4:] * laid.axis / 2
        line = (
            start[:, None]
            + along * laid.axis[:, None]
            + laid.scale[:, None] * shift[:, :, 1:] * laid.across[:, None]
        )
        p["spine"] = line.flatten(1)
        p["pelvis"] = trust[:, :1] * six(pelvis0) + p["pelvis"]
        p["thorax"] = trust[:, 1:2] * six(thorax0) + p["thorax"]
        p["up"] = up0 + p["up"]
        p["pelvis_up"] = trust[:, 2:3] * pelvis_up0 + p["pelvis_up"]
        p["thorax_up"] = trust[:, 3:4] * thorax_up0 + p["thorax_up"]
        return torch.cat(list(p.values()), 1)


def parts(out: Tensor) -> dict[str, Tensor]:
    """The output's pieces by name."""
    return dict(zip(OUTPUTS, torch.split(out, list(OUTPUTS.values()), 1), strict=True))


def rotation(columns: Tensor) -> Tensor:
    """(B, 3, 3) rotation of its first two columns (B, 6) (Zhou et al. 2019, continuity of rotations)."""
    a, b = columns[:, :3], columns[:, 3:]
    x = nn.functional.normalize(a, dim=1)
    y = nn.functional.normalize(b - (x * b).sum(1, keepdim=True) * x, dim=1)
    return torch.stack([x, y, torch.linalg.cross(x, y)], 2)
