"""A visit with a camera, whatever carries its frames: a browser page or a window."""
