"""mediapipe's landmarker with our outline, one frame in, one row out; runs in `mediapipe_worker`."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from formcheck.pose.outline import Outline

READY = "ready"

TORSO_SHARE = 0.25  # of the region's side, about as in the ONNX backend


class Request(NamedTuple):
    """One frame: RGB picture (height, width, 3), media time, whether the outline is due."""

    image: NDArray[np.uint8]
    time_s: float
    outline: bool


class Reply(NamedTuple):
    """What was seen: arrays as in one row of `Track`."""

    xy: NDArray[np.float64]
    visibility: NDArray[np.float64]
    world: NDArray[np.float64]
    dorsal: NDArray[np.float32]
    ventral: NDArray[np.float32]
    contrast: float
    edge_contact: float


class Failure(NamedTuple):
    """Why there is no reply; `kind` is the class of the exception."""

    kind: str
    text: str


class Landmarker:
    """mediapipe's PoseLandmarker in VIDEO mode with masks, one person."""

    def __init__(self, bundle: Path) -> None:
        _leave_out_plotting()
        import mediapipe as mp
        from mediapipe.tasks.python import BaseOptions
        from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode

        from formcheck.pose.ventral import VentralSide

        options = PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=bundle.read_bytes()),
            running_mode=RunningMode.VIDEO,
            output_segmentation_masks=True,
        )
        self._mp = mp
        self._task: Any = PoseLandmarker.create_from_options(options)
        self._ventral = VentralSide()
        self._stamp_ms = -1

    def estimate(self, request: Request) -> Reply | None:
        """The person in the frame, or None."""
        # mediapipe wants whole milliseconds that increase, and reads other than contiguous arrays wrongly.
        self._stamp_ms = max(self._stamp_ms + 1, round(request.time_s * 1000))
        pixels = np.ascontiguousarray(request.image)
        picture = self._mp.Image(image_format=self._mp.ImageFormat.SRGB, data=pixels)
        result = self._task.detect_for_video(picture, self._stamp_ms)
        if not result.pose_landmarks:
            return None
        height, width = pixels.shape[:2]
        points = result.pose_landmarks[0]
        xy = np.array([(point.x * width, point.y * height) for point in points])
        side = self._ventral.update(xy, request.time_s)
        mask = result.segmentation_masks[0].numpy_view().reshape(height, width) if request.outline else None
        outline = _outline(pixels, mask, xy, side)
        return Reply(
            xy,
            np.array([point.visibility for point in points]),
            np.array([(point.x, point.y, point.z) for point in result.pose_world_landmarks[0]]),
            outline.dorsal,
            outline.ventral,
            outline.contrast,
            outline.edge_contact,
        )


def _leave_out_plotting() -> None:
    """Put an empty module in matplotlib's place.

    mediapipe imports it for one drawing helper that is not used here; it would write a list of the machine's
    fonts into the user's home and take longer to import than everything else.
    """
    for name in ("matplotlib", "matplotlib.pyplot"):
        sys.modules.setdefault(name, ModuleType(name))


def _outline(
    image: NDArray[np.uint8], mask: NDArray[np.float32] | None, xy: NDArray[np.float64], side: int
) -> Outline:
    """The outline from a mask of the whole frame, warped into a region round the trunk."""
    import cv2

    from formcheck.pose import outline, region, ventral

    hip, shoulder = xy[ventral.HIPS].mean(axis=0), xy[ventral.SHOULDERS].mean(axis=0)
    # `Region.around` makes a region whose half side is MARGIN times the distance to the tip.
    tip = hip + (shoulder - hip) / (2 * region.MARGIN * TORSO_SHARE)
    square = region.Region.around(hip, tip)
    if mask is None or not square.plausible:
        return outline.unread()
    to_frame = square.to_frame()
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(mask, to_frame, (region.CROP, region.CROP), flags=flags)
    grey = cv2.cvtColor(square.crop(image), cv2.COLOR_RGB2GRAY)
    picture = outline.Silhouette(warped, np.asarray(grey), to_frame, (image.shape[1], image.shape[0]))
    to_crop = region.inverse(to_frame)
    return outline.measure_outline(
        picture, region.transform(to_crop, hip), region.transform(to_crop, shoulder), side
    )
