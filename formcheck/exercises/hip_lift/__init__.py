"""What bridges share, on both feet or on one: hips that are lifted from the mat to the line shoulder-knee."""
