"""Frames with a media time, from video files and cameras; and the writing of videos."""
