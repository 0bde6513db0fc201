"""One recording scored by the rule of its exercise, and the result that is written."""
