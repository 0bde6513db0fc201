"""Trains the trunk head on shards; the same shards and seed give the same head on one machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from tools.train_trunk.dataset import Arrays, batch, draws, load
from tools.train_trunk.labels import HELD_EVERY
from tools.train_trunk.losses import errors, losses
from tools.train_trunk.network import TrunkHead

BATCH, REPORTS = 64, 12
WEIGHT_DECAY, MOST_GRADIENT, WARM_UP = 1e-3, 30.0, 0.1

Say = Callable[[str], None]
Report = dict[str, float]


def evaluate(head: TrunkHead, data: Arrays) -> dict[str, NDArray[np.float32]]:
    """Errors (N,) by name (see `losses.errors`) on crops that were not trained on."""
    rows = np.arange(len(data["label"]))
    found: dict[str, list[NDArray[np.float32]]] = {}
    head.eval()
    with torch.no_grad():
        for start in range(0, len(rows), 2 * BATCH):
            part = batch(data, rows[start : start + 2 * BATCH])
            for name, values in errors(head.told(part.inputs, part.laid), part.truth).items():
                found.setdefault(name, []).append(values.numpy())
    head.train()
    return {name: np.concatenate(values) for name, values in found.items()}


def train(
    shards: Sequence[Path],
    out: Path,
    *,
    epochs: float,
    rate: float,
    say: Say,
    start: Path | None = None,
    seed: int = 0,
) -> Report:
    """Train on the bodies that are not held, and write the head and its curve.

    Args:
        shards: files of `shard.make_shard`; every twentieth body is held. Beside them "cache" is written.
        out: where the head goes (`read_head`); `out` with .json gets the curve.
        epochs: how often each crop is seen.
        rate: the highest learning rate of the cycle.
        say: told a line at each report.
        start: a head to go on from; None for a new one.
        seed: of the weights and of the order.

    Returns:
        Median errors on the held bodies.
    """
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    cache = shards[0].parent / "cache"
    data = load([s for s in shards if int(s.stem) % HELD_EVERY], cache / "learnt", seed=seed)
    held = load([s for s in shards if not int(s.stem) % HELD_EVERY], cache / "held")
    count = len(data["label"])
    head = read_head(start) if start else TrunkHead()
    head.train()
    say(f"{count} crops, {len(held['label'])} held; {sum(p.numel() for p in head.parameters())} weights")
    optimizer = torch.optim.AdamW(head.parameters(), rate, weight_decay=WEIGHT_DECAY)
    steps = max(1, int(epochs * count / BATCH))
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps + 1, pct_start=WARM_UP)
    curve: list[Report] = []
    for step, part in zip(range(1, steps + 1), draws(data, BATCH, random), strict=False):
        said = head.told(part.inputs, part.laid)
        total = torch.stack(list(losses(said, part.truth).values())).sum()
        optimizer.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(head.parameters(), MOST_GRADIENT)
        optimizer.step()
        cycle.step()
        if step % max(1, steps // REPORTS) == 0 or step == steps:
            median = {k: round(float(np.median(v)), 4) for k, v in evaluate(head, held).items()}
            curve.append({"step": step, "loss": round(float(total.detach()), 3), **median})
            say(f"{step}/{steps} " + " ".join(f"{k} {v:g}" for k, v in curve[-1].items() if k != "step"))
            write_head(head, out)
            out.with_suffix(".json").write_text(json.dumps(curve, indent=1), encoding="utf-8")
    return curve[-1]


def write_head(head: TrunkHead, path: Path) -> None:
    """To a temporary name first."""
    draft = path.with_suffix(".part")
    torch.save(head.state_dict(), draft)
    draft.replace(path)


def read_head(path: Path) -> TrunkHead:
    """A head that was trained, ready to be asked."""
    head = TrunkHead()
    head.load_state_dict(torch.load(path, weights_only=True))
    head.eval()
    return head
