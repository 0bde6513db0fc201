"""What is drawn over a frame: primitives in normalised coordinates, and the painter of pixels."""
