"""Bird-dog."""

from formcheck.exercises.base import Options, Rule
from formcheck.exercises.bird_dog.front_view import BirdDogFront
from formcheck.exercises.bird_dog.side_view import BirdDogSide
from formcheck.exercises.bird_dog.spec import CONFIG, SPEC
from formcheck.judge.config import ExerciseConfig

__all__ = ["CONFIG", "SPEC", "make_rule"]


def make_rule(config: ExerciseConfig, options: Options) -> Rule:
    """The rule for the view in use."""
    return BirdDogSide(config, options) if options.view == "side" else BirdDogFront(config, options)
