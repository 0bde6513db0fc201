"""The names that other programs import, and that importing formcheck alone stays light."""

import ast
import subprocess
import sys
from pathlib import Path

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


def test_every_public_name_has_a_home_and_a_type(root: Path) -> None:
    source = ast.parse((root / "formcheck" / "__init__.py").read_text("utf-8"))
    typed = {
        alias.name: node.module
        for branch in ast.walk(source)
        if isinstance(branch, ast.If)
        for node in branch.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    homes = {name: f"formcheck.{module}" for name, module in formcheck._HOMES.items()}
    assert typed == homes
    assert set(formcheck.__all__) == {*homes, "__version__"}
