"""A visit in front of a camera, whatever carries the frames: a page, a window, a test.

frame -> pose -> scene (session, results) -> moment -> visit -> update -> message
"""
