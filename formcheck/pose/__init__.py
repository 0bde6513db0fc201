"""Pose backends: from frames to a `Track`."""
