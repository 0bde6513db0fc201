"""File formats: recordings, frame tables, and folders in which results appear whole or not at all."""
