"""Person detector: BlazePose's single-shot network with its anchors and non-maximum suppression."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.region import Region
from formcheck.pose.sessions import Network

INPUT = 224
OVERLAP = 0.3  # boxes that share more than this of their union are one person
# Anchors of the network: (stride in pixels, anchors per cell). mediapipe: pose_detection_cpu.pbtxt
ANCHOR_LAYERS = ((8, 2), (16, 2), (32, 6))
# Key points of a detection: the body's centre between the hips, and a point that tells size and direction.
CENTRE, TIP = 0, 1


@dataclass(frozen=True, slots=True)
class Detection:
    """A person: where to look for the landmarks, and how sure the detector is (0..1)."""

    region: Region
    score: float


class PersonDetector:
    """Finds persons in a frame.

    Args:
        folder: where the networks are; None for the shipped ones.
    """

    def __init__(self, folder: Path | None = None) -> None:
        # One thread: it mostly runs beside the landmarks of the next frames, which have the others.
        self._network = Network("pose_detector.onnx", "pose_detector.weights", 1, folder)
        self._anchors = anchor_centres()

    def detect(self, image: NDArray[np.uint8]) -> list[Detection]:
        """All persons in an RGB picture (height, width, 3), the surest first. Any thread may call it."""
        letterbox = _letterbox(image.shape[1], image.shape[0])
        fitted = cv2.warpAffine(
            image,
            letterbox,
            (INPUT, INPUT),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
        )
        scaled = np.multiply(fitted, np.float32(1 / 127.5), dtype=np.float32)
        scaled -= 1
        outputs = self._network.run({"image": scaled[None]})
        logits = outputs["scores"][0, :, 0]
        found = np.flatnonzero(logits >= 0)  # a score of at least 0.5
        scores = (1 / (1 + np.exp(-np.minimum(logits[found], 50)))).astype(np.float32)
        values = outputs["boxes"][0, found] / INPUT
        centres = values[:, :2] + self._anchors[found]
        boxes = np.hstack([centres - values[:, 2:4] / 2, centres + values[:, 2:4] / 2])
        points = values[:, 4:].reshape(-1, 4, 2) + self._anchors[found, None]
        detections = []
        for score, merged in merge_overlapping(boxes, points, scores):
            pixels = merged * INPUT * letterbox[0, 0] + letterbox[:, 2]
            detections.append(Detection(Region.around(pixels[CENTRE], pixels[TIP]), score))
        return [detection for detection in detections if detection.region.plausible]


def anchor_centres() -> NDArray[np.float32]:
    """(2254, 2) centres of the anchors in units of the picture's side, in the network's order."""
    layers = []
    for stride, count in ANCHOR_LAYERS:
        cells = INPUT // stride
        middles = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(middles, middles, indexing="xy"), axis=-1)
        layers.append(grid.reshape(-1, 2).repeat(count, axis=0))
    return np.concatenate(layers).astype(np.float32)


def merge_overlapping(
    boxes: NDArray[np.float32], points: NDArray[np.float32], scores: NDArray[np.float32]
) -> list[tuple[float, NDArray[np.float32]]]:
    """Weighted non-maximum suppression (mediapipe's): overlapping boxes merge, weighted by their scores.

    Args:
        boxes: (N, 4) left, top, right, bottom.
        points: (N, P, 2) key points that go with each box.
        scores: (N,) in 0..1.

    Returns:
        For each person (best score, mean key points (P, 2)), best first.
    """
    people = []
    area = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    left = np.argsort(-scores, kind="stable")
    while len(left):
        best = left[0]
        low, high = np.maximum(boxes[left, :2], boxes[best, :2]), np.minimum(boxes[left, 2:], boxes[best, 2:])
        shared = np.prod(np.maximum(high - low, 0), axis=1)
        same = shared > OVERLAP * (area[left] + area[best] - shared)
        same[0] = True
        group = left[same]
        weights = scores[group] / scores[group].sum()
        people.append((float(scores[best]), np.tensordot(weights, points[group], axes=1)))
        left = left[~same]
    return people


def _letterbox(width: int, height: int) -> NDArray[np.float64]:
    """(2, 3) map from the network's square input to the frame, the frame fitted in and centred."""
    scale = max(width, height) / INPUT
    return np.array(
        [[scale, 0, (width - scale * INPUT) / 2], [0, scale, (height - scale * INPUT) / 2]], np.float64
    )
