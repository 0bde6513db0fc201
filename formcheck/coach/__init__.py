"""The live coach: it decides what is said and when, and which stage a visit is in.

    scores -> FrameView -> coach (progress, cues, time calls, setup help)    -> speech -> utterances
                           visit (posture, buttons, visit flow, reminders)   -> screen

The room is pure: it reads no clock but media time, opens no file and plays no sound. Whatever has memory
keeps it in a state that goes in and comes out: `step(frames, state) -> (result, state)`. A page or a window
feeds frames and button presses, shows the screen and speaks the utterances.
"""
