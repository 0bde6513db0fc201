"""A live visit in front of a camera; the page, the window and the tests feed it with frames.

frame -> pose -> exercise run (scoring, results) -> FrameView -> coach's visit -> update -> message
"""
