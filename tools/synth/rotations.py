"""Rotations as 3x3 matrices that turn column vectors; right-handed, radians."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

UP: Floats = np.array([0.0, 1.0, 0.0])
AHEAD: Floats = np.array([1.0, 0.0, 0.0])
"""World axes: y up, x along the mat, z towards the camera of a side view."""


def unit(vector: ArrayLike) -> Floats:
    """The vector with length 1."""
    v = np.asarray(vector, np.float64)
    result: Floats = v / np.linalg.norm(v)
    return result


def cross(a: Floats, b: Floats) -> Floats:
    """Cross product of two vectors; numpy's own takes ten times as long for a single pair."""
    return np.array([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def about(axis: ArrayLike, angle: float) -> Floats:
    """Rotation by `angle` about `axis` (Rodrigues' formula)."""
    x, y, z = unit(axis)
    skew = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    result: Floats = np.eye(3) + np.sin(angle) * skew + (1 - np.cos(angle)) * (skew @ skew)
    return result


def about_x(angle: float) -> Floats:
    """About x: in the body's rest axes + bends forwards (left is x)."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def about_y(angle: float) -> Floats:
    """About y."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def about_z(angle: float) -> Floats:
    """About z."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def frame(along: Floats, hinge: Floats) -> Floats:
    """Orthonormal columns: `along`, their cross product, `hinge` made perpendicular to `along`."""
    a = unit(along)
    h = unit(hinge - a * (hinge @ a))
    return np.stack([a, cross(h, a), h], axis=1)


def carry(rest_along: Floats, rest_hinge: Floats, along: Floats, hinge: Floats) -> Floats:
    """The rotation that takes a rest direction and hinge to posed ones."""
    result: Floats = frame(along, hinge) @ frame(rest_along, rest_hinge).T
    return result


def to_vectors(matrices: Floats) -> Floats:
    """Rotation vectors (n, 3) of matrices (n, 3, 3), by way of quaternions (safe up to half turns)."""
    m = matrices
    q = 0.5 * np.sqrt(
        np.maximum(
            0.0,
            np.stack(
                [
                    1 + m[:, 0, 0] + m[:, 1, 1] + m[:, 2, 2],
                    1 + m[:, 0, 0] - m[:, 1, 1] - m[:, 2, 2],
                    1 - m[:, 0, 0] + m[:, 1, 1] - m[:, 2, 2],
                    1 - m[:, 0, 0] - m[:, 1, 1] + m[:, 2, 2],
                ],
                axis=1,
            ),
        )
    )
    off = np.stack([m[:, 2, 1] - m[:, 1, 2], m[:, 0, 2] - m[:, 2, 0], m[:, 1, 0] - m[:, 0, 1]], axis=1)
    imaginary = np.copysign(q[:, 1:], off)
    length = np.linalg.norm(imaginary, axis=1)
    angle = 2 * np.arctan2(length, q[:, 0])
    scale = np.where(length > 1e-12, angle / np.maximum(length, 1e-12), 2.0)
    result: Floats = imaginary * scale[:, None]
    return result


def from_vectors(vectors: Floats) -> Floats:
    """Matrices (n, 3, 3) of rotation vectors (n, 3)."""
    angle = np.linalg.norm(vectors, axis=1)
    x, y, z = (vectors / np.maximum(angle, 1e-12)[:, None]).T
    zero = np.zeros_like(x)
    skew = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=1).reshape(-1, 3, 3)
    sin, cos = np.sin(angle)[:, None, None], np.cos(angle)[:, None, None]
    result: Floats = np.eye(3) + sin * skew + (1 - cos) * (skew @ skew)
    return result
