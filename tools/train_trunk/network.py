"""The trunk head: a small network on the landmark network's inner layers."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tools.train_trunk.labels import SPINE_POINTS

GRID = 32
"""Side of the maps in which the spine's points are found."""
LANDMARKS = 33
OUTPUTS = {
    "offset": 2 * SPINE_POINTS,
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
"""The units in which the network tells lumbar flexion and hip offset, so that all it learns is of size one."""


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


class TrunkHead(nn.Module):
    """See the module; the inputs are `Witness` layers, the output (B, sum of OUTPUTS) and heat (B, 9, 32, 32)."""

    def __init__(self, width: int = 40, deep: int = 64, hidden: int = 192, use: tuple[str, ...] = ("t251", "t316", "t335", "marks")) -> None:
        super().__init__()
        self.use = use
        self.first = nn.Sequential(
            nn.Conv2d(48, width, 2, 2, bias=False), nn.BatchNorm2d(width), nn.ReLU()
        )
        self.fine = nn.Sequential(Block(width, width), Block(width, width))
        self.down = Block(width, deep, 2)
        self.join = nn.Conv2d(88, deep, 1)
        self.coarse = nn.Sequential(Block(deep, deep), Block(deep, deep))
        self.up = nn.Conv2d(deep, width, 1)
        self.mixed = Block(width, width)
        self.heat = nn.Conv2d(width, SPINE_POINTS, 1)
        self.lower = nn.Sequential(Block(deep, deep, 2), Block(deep, 24, 1))
        self.t316 = nn.Conv2d(288, 24, 1)
        self.t335 = nn.Linear(1152, 64)
        length = SPINE_POINTS * width + 24 * 64 + ("t316" in use) * 24 * 16 + ("t335" in use) * 64 + ("marks" in use) * LANDMARKS * 6
        self.drop = nn.Dropout(0.1)
        self.hidden = nn.Sequential(
            nn.Linear(length, hidden), nn.ReLU(), nn.Dropout(0.1), nn.Linear(hidden, hidden), nn.ReLU()
        )
        self.last = nn.Linear(hidden, sum(OUTPUTS.values()))
        grid = (torch.arange(GRID) + 0.5) / GRID
        self.register_buffer("columns", grid.repeat(GRID), persistent=False)
        self.register_buffer("rows", grid.repeat_interleave(GRID), persistent=False)

    def forward(self, t279: Tensor, t251: Tensor, t316: Tensor, t335: Tensor, landmarks: Tensor, world: Tensor) -> tuple[Tensor, Tensor]:
        """t279 (B, 48, 64, 64) as sqrt(x / 24), t251 (B, 88, 16, 16), t316 (B, 288, 4, 4), t335 (B, 288, 2, 2),
        landmarks (B, 195), world (B, 117)."""
        fine = self.fine(self.first(t279))
        coarse = self.down(fine)
        if "t251" in self.use:
            coarse = coarse + self.join(t251)
        coarse = self.coarse(coarse)
        fine = self.mixed(fine + nn.functional.interpolate(self.up(coarse), scale_factor=2.0, mode="nearest"))
        heat = self.heat(fine)
        weight = torch.softmax(heat.flatten(2), dim=2)
        x, y = (weight * self.columns).sum(2), (weight * self.rows).sum(2)
        local = torch.matmul(weight, fine.flatten(2).transpose(1, 2))
        parts = [local.flatten(1), self.lower(coarse).flatten(1)]
        if "t316" in self.use:
            parts.append(torch.relu(self.t316(t316)).flatten(1))
        if "t335" in self.use:
            parts.append(torch.relu(self.t335(t335.flatten(1))))
        if "marks" in self.use:
            marks = landmarks.reshape(-1, 39, 5)[:, :LANDMARKS, :3] / 256 - torch.tensor([0.5, 0.5, 0.0])
            parts += [marks.flatten(1), world.reshape(-1, 39, 3)[:, :LANDMARKS].flatten(1)]
        out = self.last(self.hidden(self.drop(torch.cat(parts, 1))))
        place = torch.stack([x, y], 2).flatten(1)
        return torch.cat([place + 0.1 * out[:, : 2 * SPINE_POINTS], out[:, 2 * SPINE_POINTS :]], 1), place


def parts(out: Tensor) -> dict[str, Tensor]:
    """The output's pieces by name; "spine" is the first."""
    return dict(zip(OUTPUTS, torch.split(out, list(OUTPUTS.values()), 1), strict=True))


def rotation(six: Tensor) -> Tensor:
    """(B, 3, 3) rotation of its first two columns (B, 6) (Zhou et al. 2019, continuity of rotations)."""
    a, b = six[:, :3], six[:, 3:]
    x = nn.functional.normalize(a, dim=1)
    y = nn.functional.normalize(b - (x * b).sum(1, keepdim=True) * x, dim=1)
    return torch.stack([x, y, torch.linalg.cross(x, y)], 2)
