"""What the head is trained on, and how far off it is."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from formcheck.pose.track import SPINE_POINTS
from tools.train_trunk.network import LUMBAR_UNIT_DEG, OFFSET_UNIT, parts, rotation, six

LEAST_TRUNK = 0.08
"""Shares of the crop: a trunk seen from its end is no measure of how far off a point is."""
MOST_OFFSET = 0.2
"""Hip offset beyond which somebody sits or bends, and nothing is to be learnt for a plank or a bridge."""
SURE_DEG, SURE_TURN_DEG, SURE_SPINE = 6.0, 12.0, 0.1
"""What "can tell" means: lumbar flexion, the pelvis' turn and the spine (trunk lengths) are this near."""
ROLL_UNIT = 0.05
"""Sine of the roll that counts as one: roll is asked on its own, for it is small beside the other turns."""
SPREADS = 0.2
"""Weight of the spreads, which are told of errors as they are and must not shape them."""


def robust(error: Tensor) -> Tensor:
    """Pseudo-Huber: square below one, straight above, so that what cannot be seen does not drown the rest."""
    return (1 + error**2).sqrt() - 1


def told(error: Tensor, spread: Tensor) -> Tensor:
    """Loss of a spread's logarithm, errors taken as they are (Laplace's distribution)."""
    bounded = spread.clamp(-4, 4)
    return (error.detach() * torch.exp(-bounded) + bounded).mean()


def errors(out: Tensor, truth: dict[str, Tensor]) -> dict[str, Tensor]:
    """(B,) each: spine in trunk lengths; rotations, verticals, lumbar and pelvic roll in degrees; hip offset
    of shoulder-ankle as a share, 0 where nothing is to be told.
    """
    p = parts(out)
    result = {"spine": _spine(p, truth).mean(1)}
    for name in ("pelvis", "thorax"):
        cos = ((rotation(p[name]) * truth[name]).sum((1, 2)) - 1) / 2
        result[name] = torch.rad2deg(torch.acos(cos.clamp(-1, 1)))
    for name in ("up", "pelvis_up", "thorax_up"):
        cos = (functional.normalize(p[name], dim=1) * truth[name]).sum(1)
        result[name] = torch.rad2deg(torch.acos(cos.clamp(-1, 1)))
    result["lumbar"] = (p["lumbar"][:, 0] * LUMBAR_UNIT_DEG - truth["lumbar"][:, 0]).abs()
    near = truth["hip_offset"][:, 0].abs() < MOST_OFFSET
    result["hip_offset"] = (p["hip_offset"][:, 0] * OFFSET_UNIT - truth["hip_offset"][:, 0]).abs() * near
    seen, true = (_elevation(functional.normalize(v, dim=1)) for v in (p["pelvis_up"], truth["pelvis_up"]))
    result["roll"] = (seen - true).abs()
    return result


def losses(out: Tensor, truth: dict[str, Tensor]) -> dict[str, Tensor]:
    """The parts of the loss by name; their sum is what training makes small."""
    p = parts(out)
    far = _spine(p, truth)
    result = {"spine": robust(far / 0.03).mean(), "spine_spread": told(far / 0.05, p["spine_spread"])}
    scaled = {
        "pelvis": ((p["pelvis"] - six(truth["pelvis"])).norm(dim=1, keepdim=True) / 0.2, 1.0),
        "thorax": ((p["thorax"] - six(truth["thorax"])).norm(dim=1, keepdim=True) / 0.2, 1.0),
        "lumbar": ((p["lumbar"] - truth["lumbar"] / LUMBAR_UNIT_DEG).abs() / 0.3, 2.0),
    }
    for name in ("up", "pelvis_up", "thorax_up"):
        scaled[name] = ((p[name] - truth[name]).norm(dim=1, keepdim=True) / 0.1, 1.0)
    for name, (error, weight) in scaled.items():
        result[name] = weight * robust(error).mean()
        result[f"{name}_spread"] = told(error, p[f"{name}_spread"])
    for name in ("pelvis_up", "thorax_up"):
        result[f"{name}_roll"] = robust((p[name] - truth[name])[:, 0] / ROLL_UNIT).mean()
    true = truth["hip_offset"] / OFFSET_UNIT
    error = (p["hip_offset"] - true).abs() / 0.4
    result["hip_offset"] = (robust(error) * (true.abs() < MOST_OFFSET / OFFSET_UNIT)).mean()
    result["hip_offset_spread"] = told(error.clamp(max=20), p["hip_offset_spread"])
    off = errors(out.detach(), truth)
    can = (off["lumbar"] < SURE_DEG) & (off["pelvis"] < SURE_TURN_DEG) & (off["spine"] < SURE_SPINE)
    result["sure"] = functional.binary_cross_entropy_with_logits(p["sure"][:, 0], can.float())
    return {k: SPREADS * v if k.endswith("_spread") else v for k, v in result.items()}


def _spine(p: dict[str, Tensor], truth: dict[str, Tensor]) -> Tensor:
    """(B, 9) distances in trunk lengths."""
    away = p["spine"].reshape(-1, SPINE_POINTS, 2) - truth["spine"]
    return (away / truth["torso"].clamp(LEAST_TRUNK, 1)[:, :, None]).norm(dim=2)


def _elevation(vertical: Tensor) -> Tensor:
    """(B,) how far the left side is up, degrees, of the vertical in the part's axes (B, 3)."""
    return torch.rad2deg(torch.asin(vertical[:, 0].clamp(-1, 1)))
