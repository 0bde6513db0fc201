"""A visit in front of a camera, whatever carries the frames: a page, a window, a test.

frame -> pose -> scene (scoring, results) -> moment -> visit -> update -> message
"""
