"""A practice with accounts, and browsers that have signed in."""

from __future__ import annotations

import pytest

from formcheck.practice import passwords
from tests.support.people_fixtures import made_people, people, people_once, quick_passwords

__all__ = ("made_people", "people", "people_once", "quick_passwords")
REAL_NOBODYS = passwords.NOBODYS
"""That of the program; tests hash with less work."""


@pytest.fixture(scope="session", autouse=True)
def _quick(quick_passwords: None) -> None:
    """Also where a test asks for no people."""
