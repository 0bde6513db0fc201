"""The trunk head: a small network that looks along the trunk in the landmark network's inner layers.

The landmarks lay a window over the trunk, from below the seat to above the neck. What the head tells is told
in that window and as a difference from what the landmarks alone would say, so that it learns the trunk and
not how bodies lie in pictures.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tools.train_trunk.labels import SPINE_POINTS

ALONG, ACROSS = 32, 24
"""Places of the window along the trunk and across it."""
REACH_ALONG, REACH_ACROSS = (-0.45, 1.45), 0.75
"""Of the window: trunk lengths from mid-hip (0) to mid-shoulder (1), and to either side."""
LEAST_TRUNK = 0.06
"""Shares of the crop; somebody seen from the head end has hardly any trunk."""
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


def trunk(landmarks: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Mid-hip (B, 2), unit axis to mid-shoulder (B, 2) and length (B, 1), shares of the crop."""
    xy = landmarks.reshape(-1, 39, 5)[:, :, :2] / 256
    hip = (xy[:, LEFT_HIP] + xy[:, RIGHT_HIP]) / 2
    shoulder = (xy[:, LEFT_SHOULDER] + xy[:, RIGHT_SHOULDER]) / 2
    along = shoulder - hip
    length = along.norm(dim=1, keepdim=True)
    axis = along / length.clamp(min=1e-4)
    return hip, axis, length.clamp(min=LEAST_TRUNK)


def window(hip: Tensor, axis: Tensor, length: Tensor) -> Tensor:
    """(B, ALONG, ACROSS, 2) places of the window, -1..1 over the crop, first row at the head end."""
    s = torch.linspace(REACH_ALONG[1], REACH_ALONG[0], ALONG).reshape(1, ALONG, 1, 1)
    t = torch.linspace(-REACH_ACROSS, REACH_ACROSS, ACROSS).reshape(1, 1, ACROSS, 1)
    across = torch.stack([-axis[:, 1], axis[:, 0]], 1)
    size = length[:, None, None]
    place = hip[:, None, None] + size * (s * axis[:, None, None] + t * across[:, None, None])
    return place * 2 - 1


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
            + 2
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
        hip, axis, length = trunk(landmarks)
        place = window(hip, axis, length)
        near = t279 if t279.shape[-1] == ACROSS else sample(t279, place)
        x = self.first(torch.cat([near, sample(self.context(t251), place)], 1))
        fine = nn.functional.avg_pool2d(torch.relu(self.fine(x)), 2)
        deep = torch.relu(self.flat(self.body(x)))
        pelvis0, thorax0 = first_guess(world)
        up0 = torch.cat([turn, torch.zeros_like(turn[:, :1])], 1)
        pelvis_up0 = (pelvis0 * up0[:, :, None]).sum(1)
        thorax_up0 = (thorax0 * up0[:, :, None]).sum(1)
        marks = landmarks.reshape(-1, 39, 5)[:, :LANDMARKS]
        off = marks[:, :, :2] / 256 - hip[:, None]
        across = torch.stack([-axis[:, 1], axis[:, 0]], 1)
        own = (
            torch.stack(
                [(off * axis[:, None]).sum(2), (off * across[:, None]).sum(2), marks[:, :, 2] / 256], 2
            )
            / length[:, None]
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
            torch.cat([length * 4, axis[:, :1]], 1),
        ]
        out = self.last(self.hidden(self.drop(torch.cat(vector, 1))))
        p = dict(zip(OUTPUTS, torch.split(out, list(OUTPUTS.values()), 1), strict=True))
        shift = 0.2 * p["spine"].reshape(-1, SPINE_POINTS, 2)
        line = hip[:, None] + length[:, None] * (
            (self.line + shift[:, :, :1]) * axis[:, None] + shift[:, :, 1:] * across[:, None]
        )
        p["spine"] = line.flatten(1)
        p["pelvis"] = six(pelvis0) + p["pelvis"]
        p["thorax"] = six(thorax0) + p["thorax"]
        p["up"] = up0 + p["up"]
        p["pelvis_up"] = pelvis_up0 + p["pelvis_up"]
        p["thorax_up"] = thorax_up0 + p["thorax_up"]
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
