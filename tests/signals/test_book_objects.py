"""The figures of the virtual objects."""

import tomllib
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest

from formcheck.errors import UsageError
from formcheck.signals.book_objects import book_object, book_objects, book_settings

CONFIG = tomllib.loads(resources.files("formcheck.signals").joinpath("objects.toml").read_text("utf-8"))


def test_every_figure_has_a_unit_and_a_source() -> None:
    tables = [CONFIG["simulation"], CONFIG["support"], *CONFIG["objects"].values()]
    figures = [entry for table in tables for name, entry in table.items() if name not in ("kind", "like")]
    assert len(figures) > 20
    for figure in figures:
        assert set(figure) == {"value", "unit", "source"}
        assert figure["source"].startswith(("published: ", "computed: ", "design default: "))


def test_the_objects_that_ship() -> None:
    objects = book_objects()
    assert list(objects) == ["book", "slippery_book", "glass_of_water", "ball"]
    assert [obj.kind for obj in objects.values()] == ["block", "block", "liquid", "ball"]
    assert all(name == obj.name for name, obj in objects.items())
    assert all((obj.half_length_cm, obj.half_width_cm) == (9.0, 6.0) for obj in objects.values())
    assert (objects["book"].mu_s, objects["book"].mu_k) == (0.35, 0.28)
    assert objects["slippery_book"].length_cm == objects["book"].length_cm == 17.8


def test_friction_angles_of_the_clinical_basis() -> None:
    assert round(book_object("book").limit_deg, 1) == 19.3
    assert round(book_object("slippery_book").limit_deg, 1) == 11.3
    assert round(book_object("glass_of_water").limit_deg, 6) == 6.0
    assert 2.0 < book_object("ball").limit_deg < 4.0


def test_an_unknown_object_is_named_with_the_choices() -> None:
    with pytest.raises(UsageError, match="laptop") as caught:
        book_object("laptop")
    assert "slippery_book" in caught.value.remedy


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "phone"},
        {"mu_k": 0.4},
        {"mu_k": -0.1},
        {"mu_s": float("nan")},
        {"half_width_cm": 0.0},
        {"spill_deg": 6.0},
        {"kind": "liquid"},
        {"rolling_share": 0.0},
    ],
)
def test_figures_that_describe_no_object_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="book"):
        replace(book_object("book"), **change)


@pytest.mark.parametrize("change", [{"cutoff_hz": 0.0}, {"guard_s": -1.0}, {"median_samples": 4}])
def test_settings_that_cannot_work_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        replace(book_settings(), **change)


def test_sub_steps_are_fine_enough() -> None:
    assert book_settings().substep_s <= 1 / 240
