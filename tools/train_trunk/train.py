"""Trains the trunk head on shards."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from tools.train_trunk.labels import SHAPES, slices
from tools.train_trunk.network import LUMBAR_UNIT_DEG, OFFSET_UNIT, TrunkHead, parts, rotation, sample, trunk, window

INPUTS = ("t279", "t251", "t316", "landmarks", "world")
JITTERS = 2
MOST_OFFSET = 0.2
"""Hip offset beyond which somebody sits or bends, and nothing is to be learnt for a plank or a bridge."""


def load(files: list[Path], seed: int = 0, jitters: int = JITTERS) -> dict[str, np.ndarray]:
    """Windows of the fine maps (laid a little beside the trunk, `jitters` times) and the rest as it is."""
    torch.manual_seed(seed)
    rows: dict[str, list] = {k: [] for k in (*INPUTS, "label", "kind", "meta")}
    for f in files:
        try:
            z = np.load(f)
            there = {k: z[k] for k in rows}
        except Exception as e:
            print("skipped", f, e)
            continue
        maps = torch.from_numpy(there["t279"]).float()
        marks = torch.from_numpy(there["landmarks"]).float()
        hip, axis, length = trunk(marks)
        shots = []
        for j in range(jitters):
            k = 0.0 if j == 0 else 1.0
            angle = torch.randn(len(hip), 1) * 0.05 * k
            c, s_ = torch.cos(angle), torch.sin(angle)
            turned = torch.cat([c * axis[:, :1] - s_ * axis[:, 1:], s_ * axis[:, :1] + c * axis[:, 1:]], 1)
            place = window(hip + torch.randn_like(hip) * 0.03 * length * k, turned, length * torch.exp(torch.randn_like(length) * 0.05 * k))
            shots.append(sample(maps, place).round().to(torch.uint8).numpy())
        there["t279"] = np.stack(shots, 1)
        for k in rows:
            rows[k].append(there[k])
    return {k: np.concatenate(v) for k, v in rows.items()}


def batch(data: dict[str, np.ndarray], idx: np.ndarray, random: np.random.Generator | None = None) -> tuple[list[Tensor], dict[str, Tensor]]:
    x = []
    for k in INPUTS:
        if k == "t279":
            pick = np.zeros(len(idx), int) if random is None else random.integers(0, data[k].shape[1], len(idx))
            x.append((torch.from_numpy(data[k][idx, pick]).float() / 255).contiguous(memory_format=torch.channels_last))
        else:
            x.append(torch.from_numpy(data[k][idx]).float())
    lab = torch.from_numpy(data["label"][idx]).float()
    y = {k: lab[:, s].reshape(-1, *SHAPES[k]) for k, s in slices().items()}
    # The picture's vertical in the crop; the camera is level but for a few degrees.
    r = random or np.random.default_rng(int(idx[0]))
    roll = np.where(r.random(len(idx)) < 0.85, 2.5, 9.0) * r.normal(size=len(idx))
    angle = torch.atan2(y["up"][:, 0], y["up"][:, 1]) + torch.from_numpy(np.radians(roll)).float()
    x.append(torch.stack([torch.sin(angle), torch.cos(angle)], 1))
    return x, y


def robust(error: Tensor) -> Tensor:
    """Pseudo-Huber: square below one, straight above, so that what cannot be seen does not drown the rest."""
    return (1 + error**2).sqrt() - 1


def told(error: Tensor, spread: Tensor) -> Tensor:
    """Loss of the spread's logarithm for errors that are taken as they are (Laplace's distribution)."""
    s = spread.clamp(-4, 4)
    return (error.detach() * torch.exp(-s) + s).mean()


def losses(out: Tensor, y: dict[str, Tensor]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Losses by output, and errors (B,) in the units they are told in: trunk lengths, degrees, shares."""
    p = parts(out)
    torso = y["torso"].clamp(0.08, 1)
    spine = p["spine"].reshape(-1, 9, 2)
    far = ((spine - y["spine"]) / torso[:, :, None]).norm(dim=2)
    loss = {"spine": robust(far / 0.03).mean(), "spine_spread": 0.2 * told(far / 0.05, p["spine_spread"])}
    err = {"spine": far.mean(1)}
    for k in ("pelvis", "thorax"):
        columns = torch.cat([y[k][:, :, 0], y[k][:, :, 1]], 1)
        e = (p[k] - columns).norm(dim=1, keepdim=True) / 0.2
        loss[k], loss[k + "_spread"] = robust(e).mean(), 0.2 * told(e, p[k + "_spread"])
        r = rotation(p[k])
        cos = ((r * y[k]).sum((1, 2)) - 1) / 2
        err[k] = torch.rad2deg(torch.acos(cos.clamp(-1, 1)))
    for k in ("up", "pelvis_up", "thorax_up"):
        e = (p[k] - y[k]).norm(dim=1, keepdim=True) / 0.1
        loss[k], loss[k + "_spread"] = robust(e).mean(), 0.2 * told(e, p[k + "_spread"])
        v = F.normalize(p[k], dim=1)
        err[k] = torch.rad2deg(torch.acos((v * y[k]).sum(1).clamp(-1, 1)))
    e = (p["lumbar"] - y["lumbar"] / LUMBAR_UNIT_DEG).abs() / 0.3
    loss["lumbar"], loss["lumbar_spread"] = 2 * robust(e).mean(), 0.2 * told(e, p["lumbar_spread"])
    err["lumbar"] = (p["lumbar"] - y["lumbar"] / LUMBAR_UNIT_DEG).abs()[:, 0] * LUMBAR_UNIT_DEG
    true = y["hip_offset"] / OFFSET_UNIT
    near = (true.abs() < MOST_OFFSET / OFFSET_UNIT).float()
    e = (p["hip_offset"] - true).abs() / 0.4
    loss["hip_offset"] = (robust(e) * near).mean()
    loss["hip_offset_spread"] = 0.2 * told(e.clamp(max=20), p["hip_offset_spread"])
    err["hip_offset"] = ((p["hip_offset"] - true).abs() * near)[:, 0] * OFFSET_UNIT
    roll = torch.rad2deg(torch.asin(F.normalize(p["pelvis_up"], dim=1)[:, 0].clamp(-1, 1)) - torch.asin(y["pelvis_up"][:, 0].clamp(-1, 1)))
    err["roll"] = roll.abs()
    good = ((err["lumbar"] < 6) & (err["pelvis"] < 12) & (err["spine"] < 0.1)).float().detach()
    loss["sure"] = F.binary_cross_entropy_with_logits(p["sure"][:, 0], good)
    return loss, err


def evaluate(net: TrunkHead, data: dict[str, np.ndarray], idx: np.ndarray) -> dict[str, np.ndarray]:
    net.eval()
    rows: dict[str, list] = {}
    with torch.no_grad():
        for i in range(0, len(idx), 128):
            x, y = batch(data, idx[i : i + 128])
            out = net(*x)
            _, err = losses(out, y)
            for k, v in err.items():
                rows.setdefault(k, []).append(v.numpy())
            rows.setdefault("sure", []).append(torch.sigmoid(parts(out)["sure"][:, 0]).numpy())
    net.train()
    return {k: np.concatenate(v) for k, v in rows.items()}


def train(folders: list[Path], out: Path, *, start_from: Path | None = None, epochs: float, held: int = 20, seed: int = 0, batch_size: int = 64, rate: float = 2e-3, minutes: float = 1e9, **kw) -> None:
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    files = sorted(f for folder in folders for f in folder.glob("*.npz"))
    test = [f for f in files if int(f.stem) % held == 0]
    data, check = load([f for f in files if f not in test]), load(test, jitters=1)
    n = len(data["label"])
    print("train", n, "check", len(check["label"]), "bodies", len(files))
    net = TrunkHead(**kw).to(memory_format=torch.channels_last)
    if start_from:
        net.load_state_dict(torch.load(start_from)["state"])
    print("weights", sum(p.numel() for p in net.parameters()))
    opt = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-3)
    steps = int(epochs * n / batch_size)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, rate, total_steps=steps + 1, pct_start=0.1)
    start, seen = time.time(), {}
    for step in range(steps):
        idx = np.sort(random.integers(0, n, batch_size))
        x, y = batch(data, idx, random)
        loss, err = losses(net(*x), y)
        total = sum(loss.values())
        opt.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 30.0)
        opt.step()
        sched.step()
        for k, v in err.items():
            seen.setdefault(k, []).append(float(v.detach().mean()))
        if (step + 1) % max(1, steps // 12) == 0 or step + 1 == steps:
            e = evaluate(net, check, np.arange(len(check["label"])))
            print(f"{step + 1}/{steps} {time.time() - start:.0f}s loss {float(total):.2f}", "train", {k: round(float(np.mean(v[-100:])), 3) for k, v in seen.items()}, "check mean", {k: (round(float(np.median(v)), 3), round(float(v.mean()), 3)) for k, v in e.items()}, flush=True)
            torch.save({"state": net.state_dict(), "kw": kw}, out)
