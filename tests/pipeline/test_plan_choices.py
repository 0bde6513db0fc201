"""What is chosen for a rescore, over what the recording was scored with."""

from __future__ import annotations

from formcheck.pipeline.plan_choices import _merged as merged


def test_merging() -> None:
    earlier = {"bands": [{"fault": "sag"}], "dose": {"hold_s": 1, "sets": 2}, "version": "a"}
    later = {"bands": [{"fault": "pike"}], "dose": {"hold_s": 3}, "limits": {"x": 1}}
    assert merged(earlier, later) == {
        "bands": [{"fault": "sag"}, {"fault": "pike"}],
        "dose": {"hold_s": 3, "sets": 2},
        "limits": {"x": 1},
        "version": "a",
    }
    assert merged({}, later) == later
    assert earlier["dose"] == {"hold_s": 1, "sets": 2}, "neither is changed"
