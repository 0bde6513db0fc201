"""Cat-camel."""

from formcheck.exercises.cat_camel.rule import CONFIG, SPEC, CatCamel

__all__ = ["CONFIG", "SPEC", "CatCamel", "make_rule"]
make_rule = CatCamel
