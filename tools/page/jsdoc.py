"""Python types as JSDoc: dataclasses, pydantic models, TypedDicts, enums, literals, unions, collections."""

from __future__ import annotations

import dataclasses
import re
import textwrap
import types
from collections.abc import Hashable
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from pydantic import BaseModel

from tools.page.docs import Doc

Names = dict[Hashable, str]
"""Name of each type that is exported by itself; other types refer to it by that name."""
_PLAIN = {
    str: "string", bool: "boolean", int: "number", float: "number", Any: "unknown", None: "null",
    object: "unknown",
    types.NoneType: "null",
}  # fmt: skip
WIDTH = 116


def typedef(name: str, kind: Any, doc: Doc, names: Names, *, whole: bool = False) -> str:
    """A comment with the `@typedef` of a type; `whole` models always come with all their fields.

    Raises:
        TypeError: a type that has no form in JSDoc, or a class without a name in `names`.
    """
    fields = _fields(kind)
    if fields is None:
        others = {key: value for key, value in names.items() if value != name}
        lines = [*_wrapped(doc.text, ""), f"@typedef {{{js_type(kind, others)}}} {name}"]
    else:
        lines = [*_wrapped(doc.text, ""), f"@typedef {{object}} {name}"]
        for field, (hint, required) in fields.items():
            shown = field if required or whole else f"[{field}]"
            line = f"@property {{{js_type(hint, names)}}} {shown} {doc.attributes.get(field, '')}"
            lines += _wrapped(line.rstrip(), "  ")
    return "\n".join(["/**", *(f" * {line}" for line in lines), " */", ""])


def js_type(hint: Any, names: Names) -> str:
    """The JSDoc of a type hint.

    Raises:
        TypeError: a type that has no form in JSDoc, or a class without a name in `names`.
    """
    if hint in names:
        return names[hint]
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return " | ".join(f'"{one.value}"' for one in hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " | ".join(f'"{one}"' for one in arguments)
    if origin in (Union, types.UnionType):
        return " | ".join(js_type(one, names) for one in arguments)
    return _collection(hint, [js_type(one, names) for one in arguments if one is not Ellipsis])


def _collection(hint: Any, parts: list[str]) -> str:
    origin = get_origin(hint)
    if origin is list or (origin is tuple and get_args(hint)[-1:] == (Ellipsis,)):
        return f"({parts[0]})[]" if " | " in parts[0] else f"{parts[0]}[]"
    if origin is tuple:
        return f"[{', '.join(parts)}]"
    if origin is dict:
        return f"Record<{', '.join(parts)}>"
    raise TypeError(f"no JSDoc for {hint!r}: give it a name in TYPES")


def _fields(kind: Any) -> dict[str, tuple[Any, bool]] | None:
    """Hint of each field, and whether it must be there; None for what has no fields."""
    if not isinstance(kind, type) or issubclass(kind, Enum):
        return None
    if issubclass(kind, BaseModel):
        hints, fields = get_type_hints(kind), kind.model_fields
        return {name: (hints[name], field.is_required()) for name, field in fields.items()}
    if is_typeddict(kind) or dataclasses.is_dataclass(kind):
        return {name: (hint, True) for name, hint in get_type_hints(kind).items()}
    return None


def _wrapped(text: str, indent: str) -> list[str]:
    text = re.sub(r"\bNone\b", "null", text)
    return textwrap.wrap(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
