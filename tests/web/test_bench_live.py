"""`formcheck bench --live` drives a real visit in a real browser, and prints where the time goes."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.support.browser import chromium_path

pytestmark = pytest.mark.waits


def test_a_few_seconds_of_it() -> None:
    chromium_path()  # skips, with its reason, where there is none
    command = [sys.executable, "-m", "formcheck", "bench", "--live", "--minutes", "0.1", "--model", "lite"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.split())
    frames = re.search(r"model lite, (\d+) frames", text)
    assert frames is not None, text
    assert int(frames[1]) > 10, text  # other visits go on beside it
    median = re.search(r"camera to verdict drawn, median │ ([\d.]+) ms", text)
    assert median is not None, text
    parts = dict(re.findall(r"(\w+) (-?[\d.]+)", text[text.index("median of each part") :]))
    names = [
        "wait",
        "pack",
        "send",
        "transport",
        "queue",
        "decode",
        "pose",
        "score",
        "drawing",
        "message",
        "show",
    ]
    assert [name for name in parts if name in names] == names
    assert all(float(parts[name]) >= 0 for name in names), parts
    assert float(parts["pose"]) < float(median[1]), "the whole takes longer than a part"
