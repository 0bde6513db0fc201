"""The names that other programs import, and that importing formcheck alone stays light."""

import subprocess
import sys

import pytest

import formcheck


@pytest.mark.parametrize("name", formcheck.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(formcheck, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        formcheck.nonsense  # noqa: B018


def test_importing_formcheck_loads_no_heavy_library() -> None:
    code = (
        "import formcheck, sys; print([m for m in ('numpy', 'cv2', 'onnxruntime', 'av') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
