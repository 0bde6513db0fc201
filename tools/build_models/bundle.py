"""Makes MediaPipe ``.task`` bundles: a stored zip of two .tflite files that carry normalisation metadata.

MediaPipe Tasks reads from the metadata how pixels become numbers: (value - mean) / std. The detector's
file already says so; the landmark network's does not, and gets it here.
"""

from __future__ import annotations

import importlib.util
import io
import zipfile
from pathlib import Path
from types import ModuleType

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

EPOCH = (1980, 1, 1, 0, 0, 0)
ALIGNMENT = 4  # bytes; MediaPipe maps the members into memory
METADATA = "TFLITE_METADATA"
LOCAL_HEADER = 30  # bytes before a zip member's name


def load_metadata_schema(path: Path) -> ModuleType:
    """Import the generated metadata schema from a file of the mediapipe package."""
    spec = importlib.util.spec_from_file_location("metadata_schema", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot import {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def with_normalisation(network: bytes, records: ModuleType, mean: float, std: float) -> bytes:
    """The same .tflite with metadata saying that the input is (pixel - mean) / std of an RGB image."""
    model = schema.ModelT.InitFromPackedBuf(network, 0)
    kept = [entry for entry in model.metadata or [] if entry.name.decode() != METADATA]
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(_metadata(records, len(model.subgraphs[0].outputs), mean, std), np.uint8)
    model.buffers.append(buffer)
    entry = schema.MetadataT()
    entry.name, entry.buffer = METADATA, len(model.buffers) - 1
    model.metadata = [*kept, entry]
    builder = flatbuffers.Builder(len(network))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _metadata(records: ModuleType, outputs: int, mean: float, std: float) -> bytes:
    options = records.NormalizationOptionsT()
    options.mean, options.std = [mean], [std]
    unit = records.ProcessUnitT()
    unit.optionsType, unit.options = records.ProcessUnitOptions.NormalizationOptions, options
    properties = records.ImagePropertiesT()
    properties.colorSpace = records.ColorSpaceType.RGB
    content = records.ContentT()
    content.contentPropertiesType = records.ContentProperties.ImageProperties
    content.contentProperties = properties
    image = records.TensorMetadataT()
    image.name, image.content, image.processUnits = "image", content, [unit]
    subgraph = records.SubGraphMetadataT()
    subgraph.inputTensorMetadata = [image]
    subgraph.outputTensorMetadata = [records.TensorMetadataT() for _ in range(outputs)]
    model = records.ModelMetadataT()
    model.name, model.subgraphMetadata, model.minParserVersion = "Pose landmarks", [subgraph], "1.0.0"
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"M001")
    return bytes(builder.Output())


def pack(detector: bytes, landmarks: bytes) -> bytes:
    """The bundle's content; the same inputs give the same bytes."""
    members = {"pose_detector.tflite": detector, "pose_landmarks_detector.tflite": landmarks}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as bundle:
        for name, network in members.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = 3
            start = content.tell() + LOCAL_HEADER + len(name)
            padding = -start % ALIGNMENT
            if padding:  # an extra field of at least 4 bytes: two for its kind, two for its length
                padding += ALIGNMENT
                info.extra = b"FC" + (padding - 4).to_bytes(2, "little") + b"\0" * (padding - 4)
            bundle.writestr(info, network)
    return content.getvalue()
