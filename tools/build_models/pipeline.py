"""The build itself; runs inside the throwaway environment that `__main__` makes."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from tools.build_models import bundle, convert, mask_head, sources, storage, tflite

LANDMARK_OUTPUTS = {
    "Identity": "landmarks",
    "Identity_1": "score",
    "Identity_2": "mask",
    "Identity_3": "heatmap",
    "Identity_4": "world",
}
DETECTOR_OUTPUTS = {"Identity": "boxes", "Identity_1": "scores"}
MODELS = ("lite", "full", "heavy")
MASK_FEATURES = {"lite": (194, 264), "full": (206, 279), "heavy": (412, 545)}
"""The tensors (numbers in the .tflite) from which the mask head goes on: shallow features and deep ones.

The head is a graph of its own, so that it can run beside the next frame's landmarks. Of lite the shallow ones
are taken after their first sum: cut before it, ONNX Runtime would not add inside the convolution, and the
mask would differ in its last bits from that of the undivided network.
"""
TRUNK_FEATURES = {"full": (251, 316)}
"""What the trunk head of `tools.train_trunk` looks at beside the mask head's deep features: a deep layer
before them, and one of the branch that ends in the landmarks."""
OPTIONAL_BUNDLE = "pose_landmarker_heavy.task"


def build(out: Path, scratch: Path, *, heavy_task: bool) -> None:
    """Fetch, convert and write everything into `out`, then list it in SHA256SUMS."""
    files = sources.fetch(scratch / "packages")
    out.mkdir(parents=True, exist_ok=True)
    detector = tflite.read(files["pose_detection.tflite"])
    storage.save(
        {out / "pose_detector.onnx": convert.convert(detector, DETECTOR_OUTPUTS)},
        out / "pose_detector.weights",
    )
    for name in MODELS:
        network = tflite.read(files[f"pose_landmark_{name}.tflite"])
        maskless = {old: new for old, new in LANDMARK_OUTPUTS.items() if new != "mask"}
        mask = {old: new for old, new in LANDMARK_OUTPUTS.items() if new == "mask"}
        features, trunk = MASK_FEATURES[name], TRUNK_FEATURES.get(name, ())
        whole = convert.convert(network, LANDMARK_OUTPUTS)
        stem = f"pose_landmarks_{name}"
        storage.save(
            {
                out / f"{stem}.onnx": convert.convert(network, maskless, features_out=(*features, *trunk)),
                out / f"{stem}_mask.onnx": mask_head.rewritten(
                    convert.convert(network, mask, sigmoid=("mask",), features_in=features)
                ),
            },
            out / f"{stem}.weights",
            [tensor.name for tensor in whole.graph.initializer],
        )
    records = bundle.load_metadata_schema(files["metadata_schema_py_generated.py"])
    for name in MODELS:
        landmarks = files[f"pose_landmark_{name}.tflite"].read_bytes()
        (out / f"pose_landmarker_{name}.task").write_bytes(
            bundle.pack(
                files["pose_detection.tflite"].read_bytes(),
                bundle.with_normalisation(landmarks, records, mean=0.0, std=255.0),
            )
        )
    (out / "SHA256SUMS").write_text(checksums(out), encoding="utf-8")
    if not heavy_task:
        (out / OPTIONAL_BUNDLE).unlink()  # its checksum stays, so that it can be checked when it is made


def checksums(folder: Path) -> str:
    """The built files of a folder in the format of sha256sum, by name."""
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".onnx", ".weights", ".task"))
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths)


def main() -> int:
    """Command line of the inner process: OUT SCRATCH [--heavy-task]."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("scratch", type=Path)
    parser.add_argument("--heavy-task", action="store_true")
    options = parser.parse_args()
    try:
        build(options.out, options.scratch, heavy_task=options.heavy_task)
    except sources.SourceError as error:
        print(f"build_models: {error}", file=sys.stderr)
        return 1
    print((options.out / "SHA256SUMS").read_text(encoding="utf-8"), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
