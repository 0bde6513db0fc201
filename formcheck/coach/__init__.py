"""The live coach without its edges: what is said, when, and how a visit goes.

    scores -> moment -> coach (progress, cues, calls, help)     -> voice -> utterances
                        visit (posture, buttons, route, stages) -> screen

Pure; media time is the only clock.

Everything with memory is `step(chunk, state) -> (result, state)`; a page or a window feeds it and speaks.
"""
