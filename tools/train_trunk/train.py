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


def nll(err2: Tensor, spread: Tensor, dims: int) -> Tensor:
    """Gaussian with the spread's logarithm, weighted against its own variance (beta-NLL, 0.5; Seitzer et al. 2022)."""
    s = spread.clamp(-5, 3)
    value = 0.5 * err2 * torch.exp(-2 * s) + dims * s
    return (value * torch.exp(s).detach()).mean()


def losses(out: Tensor, y: dict[str, Tensor]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    p = parts(out)
    torso = y["torso"].clamp(0.08, 1)
    spine = p["spine"].reshape(-1, 9, 2)
    d = (spine - y["spine"]) / torso[:, :, None]
    loss = {"spine": nll((d**2).sum(2) / 0.05**2, p["spine_spread"], 2)}
    err = {"spine": (d**2).sum(2).sqrt().mean(1)}
    for k in ("pelvis", "thorax"):
        six = torch.cat([y[k][:, :, 0], y[k][:, :, 1]], 1)
        loss[k] = nll(((p[k] - six) ** 2).sum(1, keepdim=True) / 0.2**2, p[k + "_spread"], 6) / 2
        r = rotation(p[k])
        cos = ((r * y[k]).sum((1, 2)) - 1) / 2
        err[k] = torch.rad2deg(torch.acos(cos.clamp(-1, 1)))
    for k in ("up", "pelvis_up", "thorax_up"):
        loss[k] = nll(((p[k] - y[k]) ** 2).sum(1, keepdim=True) / 0.1**2, p[k + "_spread"], 3)
        v = F.normalize(p[k], dim=1)
        err[k] = torch.rad2deg(torch.acos((v * y[k]).sum(1).clamp(-1, 1)))
    e = p["lumbar"] - y["lumbar"] / LUMBAR_UNIT_DEG
    loss["lumbar"] = 2 * nll(e**2 / 0.5**2, p["lumbar_spread"], 1)
    err["lumbar"] = e.abs()[:, 0] * LUMBAR_UNIT_DEG
    e = p["hip_offset"] - y["hip_offset"].clamp(-0.5, 0.5) / OFFSET_UNIT
    loss["hip_offset"] = nll(e**2 / 0.5**2, p["hip_offset_spread"], 1)
    err["hip_offset"] = e.abs()[:, 0] * OFFSET_UNIT
    roll = torch.rad2deg(torch.asin(F.normalize(p["pelvis_up"], dim=1)[:, 0]) - torch.asin(y["pelvis_up"][:, 0].clamp(-1, 1)))
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


def train(folder: Path, out: Path, *, epochs: float, held: int = 20, seed: int = 0, batch_size: int = 64, rate: float = 2e-3, minutes: float = 1e9, **kw) -> None:
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    files = sorted(folder.glob("*.npz"))
    test = [f for f in files if int(f.stem) % held == 0]
    data, check = load([f for f in files if f not in test]), load(test, jitters=1)
    n = len(data["label"])
    print("train", n, "check", len(check["label"]), "bodies", len(files))
    net = TrunkHead(**kw).to(memory_format=torch.channels_last)
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
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        opt.step()
        sched.step()
        for k, v in err.items():
            seen.setdefault(k, []).append(float(v.detach().mean()))
        if (step + 1) % max(1, steps // 12) == 0 or step + 1 == steps:
            e = evaluate(net, check, np.arange(len(check["label"])))
            print(f"{step + 1}/{steps} {time.time() - start:.0f}s loss {float(total):.2f}", "train", {k: round(float(np.mean(v[-100:])), 3) for k, v in seen.items()}, "check mean", {k: round(float(v.detach().mean()), 3) for k, v in e.items()}, flush=True)
            torch.save({"state": net.state_dict(), "kw": kw}, out)
