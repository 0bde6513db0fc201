"""Bands, segments and the personal reference: signals and posture in, verdicts and events out."""
