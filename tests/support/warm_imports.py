"""Imported by the process that staged servers are forked from (`warm.py`)."""

from tests.support.warm import warm_up

warm_up()
