"""The loop that scoring is compared with: cv2 reads, MediaPipe finds poses in VIDEO mode with masks.

Run as ``python -m formcheck.cli.bench.mediapipe_loop VIDEO... MODEL``; prints frames and seconds. It runs in
a separate process that cannot reach the internet (MediaPipe reports usage otherwise).
"""

from __future__ import annotations

import sys
import time

from formcheck.runtime.privacy import block_internet, redirect_proxies


def main() -> None:
    """Time the loop over the videos, one after another."""
    redirect_proxies()
    block_internet()
    import cv2
    import mediapipe as mp

    *videos, model = sys.argv[1:]
    vision = mp.tasks.vision
    options = vision.PoseLandmarkerOptions(
        base_options=mp.tasks.BaseOptions(model_asset_path=model),
        running_mode=vision.RunningMode.VIDEO,
        output_segmentation_masks=True,
    )
    frames = 0
    began = time.perf_counter()
    for video in videos:
        with vision.PoseLandmarker.create_from_options(options) as landmarker:
            capture = cv2.VideoCapture(video)
            while True:
                read, image = capture.read()
                if not read:
                    break
                rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
                stamp = round(capture.get(cv2.CAP_PROP_POS_MSEC))
                landmarker.detect_for_video(mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb), stamp)
                frames += 1
    print(frames, time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    main()
