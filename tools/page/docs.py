"""Docstrings of types and constants, for comments in another language."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from types import ModuleType
from typing import NamedTuple


class Doc(NamedTuple):
    """The first paragraph in one line, and a line for each attribute that is explained."""

    text: str
    attributes: dict[str, str]


def of(module: ModuleType, name: str) -> Doc:
    """The documentation of a class, an alias or a constant of a module; empty where there is none."""
    text = inspect.cleandoc(_docstrings(module).get(name, ""))
    head, _, attributes = text.partition("\n\nAttributes:\n")
    first = " ".join(head.split("\n\n")[0].split())
    return Doc(re.sub(r"`+", "`", first), _attributes(attributes))


def _attributes(section: str) -> dict[str, str]:
    found: dict[str, str] = {}
    current: list[str] = []
    for line in section.splitlines():
        entry = re.match(r" {4}(\w+(?:, \w+)*): (.*)", line)
        if entry:
            current = entry[1].split(", ")
            found |= dict.fromkeys(current, entry[2])
        elif line.strip():
            found |= {name: f"{found[name]} {line.strip()}" for name in current}
        else:
            break
    return found


@cache
def _docstrings(module: ModuleType) -> dict[str, str]:
    """Of classes, and of assignments that a string follows."""
    body = ast.parse(inspect.getsource(module)).body
    found: dict[str, str] = {}
    for node, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.ClassDef):
            found[node.name] = ast.get_docstring(node, clean=False) or ""
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and isinstance(after, ast.Expr):
            value = after.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                found[target.id] = value.value
    return found
