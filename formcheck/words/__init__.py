"""Words in Dutch and English."""
