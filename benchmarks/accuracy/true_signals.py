"""The truth's arrays in the product's terms: same quantity, unit, sign and reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from benchmarks.accuracy.true_clip import Floats, Truth

TRUNK_PER_STATURE = 0.288
"""Hip-shoulder length (Drillis-Contini by way of Winter; docs/clinical.md#personal-reference)."""
TOP_S = 0.3
"""Of a bridge's reference window this much is the top."""


class TrueSignals:
    """Signals of one clip as the product ought to have read them.

    Args:
        truth: of a synthetic clip.
        result: `result.json`; its calibration window is where changes are measured from, its near side tells
            which joints to take.
    """

    def __init__(self, truth: Truth, result: Mapping[str, Any]) -> None:
        self.truth = truth
        window = result["calibration"]
        self._window = (window["start_s"], window["end_s"])
        self.side = result["near_side"] or "left"

    @property
    def calibrated(self) -> bool:
        """The product took a personal reference from this clip."""
        return self._window[0] is not None

    def get(self, signal: str) -> Floats | None:
        """(T,) the signal of this name; None when the truth has no such quantity. An exercise may say it
        otherwise: `registry.true_signal`.
        """
        made = getattr(self, f"_{signal}", None)
        try:
            value: Floats | None = None if made is None else made()
        except KeyError:  # an array or a joint that this truth lacks
            return None
        return value

    def change(self, values: Floats) -> Floats:
        """Less their median in the product's own reference window; NaN without one."""
        if not self.calibrated:
            return np.full_like(values, np.nan)
        time = self.truth.time_s
        inside = (time >= self._window[0] - 1e-6) & (time <= self._window[1] + 1e-6)
        return np.asarray(values - np.median(values[inside]))

    def _hip_offset(self) -> Floats:
        name = "hip_offset_fraction"
        if self.truth.exercise == "side-plank":
            return self.truth.arrays[name]  # sideways a standing body has none
        # A constant difference is a convention of where the hip is, not an error (README of the clips).
        standing = "hip_offset_fraction_bridge" if self.truth.exercise == "bridge" else name
        return self.truth.arrays[name] - self.truth.neutral[standing]

    def _hip_offset_change(self) -> Floats:
        offset = self.truth.arrays["hip_offset_fraction"]
        if self.truth.exercise != "bridge" or not self.calibrated:
            return self.change(offset)
        # The bridge's window holds the way up, for the belly line; its offset is that of the top, at its end.
        time = self.truth.time_s
        top = (time >= self._window[1] - TOP_S) & (time <= self._window[1] + 1e-6)
        return np.asarray(offset - np.median(offset[top]))

    def _lumbar_deg(self) -> Floats:
        lumbar = self.truth.arrays["lumbar_deg"]
        return lumbar if self.truth.exercise == "bridge" else self.change(lumbar)

    def _trunk_pitch_deg(self) -> Floats:
        return self.truth.arrays["trunk_pitch_deg"]

    def _trunk_pitch_change_deg(self) -> Floats:
        return self.change(self.truth.arrays["trunk_pitch_deg"])

    def _trunk_roll_deg(self) -> Floats:
        return self.change(self.truth.arrays["trunk_roll_deg"])

    def _lateral_shift(self) -> Floats:
        trunk_m = TRUNK_PER_STATURE * self.truth.stature_m
        return self.change(self.truth.arrays["lateral_shift_m"]) / trunk_m

    def _hip_angle_deg(self) -> Floats:
        standing = self.truth.neutral["shoulder_hip_knee_deg"]
        return self.truth.arrays["shoulder_hip_knee_deg"] - standing + 180.0

    def _knee_angle_deg(self) -> Floats | None:
        if self.truth.exercise == "bird-dog":
            return None  # of the leg that moves, whichever that is
        return self.joint_angle("hip", "knee", "ankle")

    def _elbow_angle_deg(self) -> Floats | None:
        if self.truth.exercise == "bird-dog":
            return None
        return self.joint_angle("shoulder", "elbow", "wrist")

    def _hold_drop(self) -> Floats:
        """Fall from the best so far of each event."""
        offset = self._hip_offset()
        drop = np.full_like(offset, np.nan)
        for event in self.truth.events:
            inside = (self.truth.time_s >= event.top_s[0]) & (self.truth.time_s <= event.top_s[1])
            drop[inside] = np.maximum.accumulate(offset[inside]) - offset[inside]
        return drop

    def _leg_over_trunk_deg(self) -> Floats:
        """Of the leg that is higher, in the picture: hip to ankle against the trunk's resting direction."""
        legs = [self.elevation(f"{s}_hip", f"{s}_ankle") for s in ("left", "right")]
        return np.asarray(np.maximum(*legs) + self._trunk_pitch_change_deg())

    def elevation(self, tail: str, tip: str) -> Floats:
        """Degrees of a line between two joints above the horizontal of the picture, + = the tip is higher."""
        d = self.truth.joints[tip] - self.truth.joints[tail]
        return np.asarray(np.degrees(np.arctan2(-d[:, 1], np.abs(d[:, 0]))))

    def joint_angle(self, *names: str) -> Floats:
        """Degrees (0..180) at the middle one of three joints of the near side, in the picture."""
        a, b, c = (self.truth.joints[f"{self.side}_{n}"] for n in names)
        up, down = (np.degrees(np.arctan2(*(p - b).T[::-1])) for p in (a, c))
        turn = up - down
        return np.asarray(np.abs((turn + 180.0) % 360.0 - 180.0))
