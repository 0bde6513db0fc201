"""Frames with a media time, from files and cameras; writing of annotated video."""

# Before PyAV, which only this room imports: both bring libraries of the X window system of their own, and
# where those of PyAV come first, the first window of OpenCV hangs for ever (OpenCV 5.0, PyAV 18.1, Linux).
import cv2  # noqa: F401
