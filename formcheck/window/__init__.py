"""The window of `formcheck live`: the same coach as on the page."""

# OpenCV is imported before PyAV. Each carries its own X11 libraries, and when those of PyAV are loaded first,
# OpenCV's first window hangs for ever (OpenCV 5.0, PyAV 18.1, Linux). `cv_window.CvWindow` checks the order.
import cv2  # noqa: F401
