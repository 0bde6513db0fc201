"""protocol.js says what the Python models say."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Literal, TypedDict

import pytest

from formcheck.coach.screen import Screen
from formcheck.coach.stages import Stage
from formcheck.live_visit.message import FrameMessage
from formcheck.web.messages import Hello
from tools.page.docs import Doc
from tools.page.jsdoc import js_type, typedef
from tools.page.protocol import OUT, protocol

TEXT = OUT.read_text("utf-8")


def properties(name: str) -> list[str]:
    """Names of the properties of a typedef, in order; optional ones in brackets."""
    block = re.search(rf"@typedef {{object}} {name}\n(.*?)\*/", TEXT, re.DOTALL)
    assert block, name
    return re.findall(r"@property \{.*?\} (\S+)", block[1])


def test_the_file_in_the_repository_is_the_generated_one() -> None:
    assert protocol() == TEXT, "python -m tools.page.protocol"


def test_every_field_of_a_message_is_there() -> None:
    assert properties("FrameMessage") == list(FrameMessage.__annotations__)
    assert properties("Screen") == [field.name for field in fields(Screen)]
    assert properties("Hello") == ["type", *(f"[{name}]" for name in list(Hello.model_fields)[1:])]


def test_stages_are_typed_and_in_order() -> None:
    stages = " | ".join(f'"{stage}"' for stage in Stage)
    assert f"@typedef {{{stages}}} Stage" in TEXT
    assert 'export const PAUSABLE = new Set(["position", "calibrate", "perform"]);' in TEXT


class Sized(TypedDict):
    """A message of this test."""

    size: tuple[int, float]


@dataclass
class Unnamed:
    """Has no name in the protocol."""


@pytest.mark.parametrize(
    ("hint", "text"),
    [
        (int | None, "number | null"),
        (list[str | None], "(string | null)[]"),
        (tuple[bool, ...], "boolean[]"),
        (dict[Literal["a", "b"], list[Sized]], 'Record<"a" | "b", Sized[]>'),
    ],
)
def test_types_as_jsdoc(hint: object, text: str) -> None:
    assert js_type(hint, {Sized: "Sized"}) == text


def test_a_type_without_a_name_is_refused() -> None:
    with pytest.raises(TypeError, match="Unnamed"):
        js_type(list[Unnamed], {Sized: "Sized"})


def test_a_typedef_explains_its_properties() -> None:
    text = typedef("Sized", Sized, Doc("A message.", {"size": "None is not possible."}), {Sized: "Sized"})
    expected = ["/**", " * A message.", " * @typedef {object} Sized"]
    expected += [" * @property {[number, number]} size null is not possible.", " */", ""]
    assert text.splitlines() == expected[:-1]
