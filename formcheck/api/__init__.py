"""The JSON API, version 1: all that the therapist's pages show, for other programs."""
