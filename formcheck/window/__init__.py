"""`formcheck live`: the same coach as on the page, in a window of its own."""

# Before PyAV: both bring libraries of the X window system of their own, and where those of PyAV come first,
# the first window of OpenCV hangs for ever (OpenCV 5.0, PyAV 18.1, Linux); `screen.CvWindow` refuses to.
import cv2  # noqa: F401
