"""What the trunk head says of the trial's clips, beside today's signals and the truth."""

from __future__ import annotations

import argparse
import json
import pickle
import tempfile
from pathlib import Path

import numpy as np
import torch

import formcheck as fc
from formcheck.judge.vocabulary import SIGNALS, UNMEASURED
from benchmarks.accuracy.product import Outcome
from benchmarks.accuracy.signals import compared
from benchmarks.accuracy.truth import load_truth
from tools.train_trunk.labels import SHAPES, slices
from tools.train_trunk.network import LUMBAR_UNIT_DEG, OFFSET_UNIT, TrunkHead, parts
from tools.train_trunk.train import INPUTS

EXERCISE = {"bird_dog": "bird-dog", "bridge": "bridge", "plank": "plank", "cat_camel": "cat-camel"}


def ask(net: TrunkHead, layers: dict[str, np.ndarray], rotation: np.ndarray) -> dict[str, np.ndarray]:
    rows: list[dict[str, np.ndarray]] = []
    n = len(layers["t279"])
    with torch.no_grad():
        for i in range(0, n, 64):
            x = [torch.from_numpy(layers[k][i : i + 64]).float() / (255 if k == "t279" else 1) for k in INPUTS]
            angle = -torch.from_numpy(rotation[i : i + 64]).float()
            x.append(torch.stack([torch.sin(angle), torch.cos(angle)], 1))
            rows.append({k: v.numpy() for k, v in parts(net(*x)).items()})
    return {k: np.concatenate([r[k] for r in rows]) for k in rows[0]}


def unit(v: np.ndarray) -> np.ndarray:
    return v / np.linalg.norm(v, axis=1, keepdims=True)


def roll_deg(v: np.ndarray) -> np.ndarray:
    return np.degrees(np.arcsin(np.clip(unit(v)[:, 0], -1, 1)))


def head_signals(said: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {
        "roll": (roll_deg(said["pelvis_up"]) + roll_deg(said["thorax_up"])) / 2,
        "pelvis_roll": roll_deg(said["pelvis_up"]),
        "lumbar": said["lumbar"][:, 0] * LUMBAR_UNIT_DEG,
        "lumbar_spread": np.exp(said["lumbar_spread"][:, 0].clip(-5, 3)) * 0.5 * LUMBAR_UNIT_DEG,
        "hip_ankle": said["hip_offset"][:, 0] * OFFSET_UNIT * 100,
        "hip_knee": said["hip_offset"][:, 1] * OFFSET_UNIT * 100,
        "sure": 1 / (1 + np.exp(-said["sure"][:, 0])),
    }


def true_signals(label: np.ndarray) -> dict[str, np.ndarray]:
    part = {k: label[:, s].reshape(-1, *SHAPES[k]) for k, s in slices().items()}
    return {
        "roll": (roll_deg(part["pelvis_up"]) + roll_deg(part["thorax_up"])) / 2,
        "pelvis_roll": roll_deg(part["pelvis_up"]),
        "lumbar": part["lumbar"][:, 0],
        "hip_ankle": part["hip_offset"][:, 0] * 100,
        "hip_knee": part["hip_offset"][:, 1] * 100,
    }


def today(data: dict) -> dict[str, tuple[float, float, float, float]]:
    """Column -> (mae, r, share, bias) of today's product on the clip."""
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "truth.json"
        path.write_text(json.dumps(data["truth"]))
        exercise = data["truth"]["exercise"].replace("_", "-")
        exercise = "side-plank" if exercise.startswith("side-plank") else exercise
        truth = load_truth(path, exercise)
    scored = fc.score(data["track"], exercise)
    f = scored.frames
    frames = {"time_s": f.time, "verdict": np.where(f.verdict == UNMEASURED, "unmeasured", "measured")}
    frames |= dict(zip(SIGNALS, f.signals, strict=True))
    outcome = Outcome(0, "", json.loads(scored.result.to_json()), frames, path)
    out = {}
    for c in compared(truth, outcome):
        e = c.seen - c.expected
        r = float(np.corrcoef(c.seen, c.expected)[0, 1]) if c.expected.std() > 0.5 else float("nan")
        out[f"{c.column.signal}:{c.column.where}"] = (float(np.abs(e).mean()), r, len(e) / c.rows, float(e.mean()))
    return out


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("head", type=Path)
    parser.add_argument("--today", action="store_true")
    o = parser.parse_args()
    saved = torch.load(o.head)
    net = TrunkHead(**saved["kw"])
    net.load_state_dict(saved["state"])
    net.eval()
    groups: dict[str, list] = {}
    for f in sorted(o.folder.glob("*.pkl")):
        data = pickle.loads(f.read_bytes())
        if not len(data["label"]):
            continue
        h, t = head_signals(ask(net, data["layers"], data["region"][:, 3])), true_signals(data["label"])
        kind = data["truth"]["exercise"] + ("_front" if data["truth"]["view"] == "high_front" else "") + ("_turned" if "turned" in f.name else "") + ("_wide" if "wide" in f.name else "")
        line = [f.stem[:30].ljust(30)]
        for k in t:
            e = h[k] - t[k]
            r = np.corrcoef(h[k], t[k])[0, 1] if t[k].std() > 1 else np.nan
            line.append(f"{k} {np.abs(e).mean():.2f} b{e.mean():+.2f} r{r:.2f}")
            groups.setdefault(kind, []).append((k, e, h[k], t[k], h["sure"]))
        print(" | ".join(line), f"sure {h['sure'].mean():.2f}")
        if not o.today:
            continue
        try:
            print("    today", {k: tuple(round(x, 2) for x in v) for k, v in today(data).items()})
        except Exception as error:  # noqa: BLE001
            print("    today", repr(error)[:200])
    for kind, rows in groups.items():
        for k in ("roll", "lumbar", "hip_ankle", "hip_knee"):
            e = np.concatenate([r[1] for r in rows if r[0] == k]); a = np.concatenate([r[2] for r in rows if r[0] == k]); b = np.concatenate([r[3] for r in rows if r[0] == k])
            print(f"{kind:24} {k:10} mae {np.abs(e).mean():.2f} bias {e.mean():+.2f} sd {e.std():.2f} r {np.corrcoef(a, b)[0, 1]:.3f} n {len(e)}")


if __name__ == "__main__":
    main()
