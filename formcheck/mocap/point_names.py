"""The names of body points in files: those that we write, and those that other programs write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from formcheck.errors import InputError
from formcheck.pose.landmarks import Landmark as L

_STEMS = {
    "EYE_INNER": ("eyeinner", "innereye"),
    "EYE": ("eye",),
    "EYE_OUTER": ("eyeouter", "outereye"),
    "EAR": ("ear",),
    "SHOULDER": ("shoulder",),
    "ELBOW": ("elbow",),
    "WRIST": ("wrist",),
    "PINKY": ("pinky",),
    "INDEX": ("index",),
    "THUMB": ("thumb",),
    "HIP": ("hip",),
    "KNEE": ("knee",),
    "ANKLE": ("ankle",),
    "HEEL": ("heel",),
    "FOOT_INDEX": ("footindex", "bigtoe", "toe"),
}
"""Ending of a landmark's name -> how programs call the point, in small letters without signs between."""
_SIDES = {"LEFT": ("left", "l"), "RIGHT": ("right", "r")}
_NUMBERED = {"SHOULDER": "shoulder", "ELBOW": "elbow", "WRIST": "wrist", "HIP": "hip", "KNEE": "knee"} | {
    "ANKLE": "ankle"
}
_LEAST = ((L.LEFT_SHOULDER, L.RIGHT_SHOULDER), (L.LEFT_HIP, L.RIGHT_HIP))
"""Without one of each nothing can be judged."""
_SHOWN = 5
"""Foreign names that an error lists."""


def _known() -> Iterator[tuple[str, L]]:
    yield "nose", L.NOSE
    for side, shorts in _SIDES.items():
        for short in shorts:
            for mouth in (f"mouth{short}", f"{short}mouth"):
                yield mouth, L[f"MOUTH_{side}"]
            for ending, stems in _STEMS.items():
                for stem in stems:
                    yield f"{short}{stem}", L[f"{side}_{ending}"]
                    yield f"{stem}{short}", L[f"{side}_{ending}"]
    # DeepLabCut's human model has the numbers of MPII (Andriluka 2014): 1 is the right side, 2 the left.
    for ending, stem in _NUMBERED.items():
        yield f"{stem}1", L[f"RIGHT_{ending}"]
        yield f"{stem}2", L[f"LEFT_{ending}"]


_BY_NAME = dict(_known())
_SIGNS = re.compile(r"[^a-z0-9]")


def landmark_of(name: str) -> L | None:
    """The landmark that a program calls so ("RHip", "right_hip", "hip.R", "RIGHT_HIP"); None for no other."""
    return _BY_NAME.get(_SIGNS.sub("", name.lower()))


def written_name(landmark: L) -> str:
    """Our name of a landmark in files: MediaPipe's in small letters, as in Pose2Sim's marker set."""
    return landmark.name.lower()


def known_columns(names: Sequence[str], shown: str) -> tuple[list[int], tuple[L, ...]]:
    """Which points of a file are landmarks of ours: (places in `names`, landmarks).

    Args:
        names: of the points, in the file's order; the first of two that are the same point counts.
        shown: the file's name, for the message.

    Raises:
        InputError: no shoulder or no hip is among them.
    """
    found: dict[L, int] = {}
    for place, name in enumerate(names):
        if (landmark := landmark_of(name)) is not None:
            found.setdefault(landmark, place)
    if not all(any(point in found for point in pair) for pair in _LEAST):
        some = ", ".join(names[:_SHOWN]) or "none"
        raise InputError(
            f"{shown} names no shoulder or no hip among its points ({some})",
            "docs/formats.md lists the names that are known",
        )
    return list(found.values()), tuple(found)
