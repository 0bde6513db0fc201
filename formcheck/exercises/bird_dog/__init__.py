"""Bird-dog."""

from __future__ import annotations

from formcheck.exercises.base import Options, Rule
from formcheck.exercises.bird_dog.front_view import BirdDogFront, FrontState
from formcheck.exercises.bird_dog.limits import BirdDogLimits
from formcheck.exercises.bird_dog.side_view import BirdDogSide, SideState
from formcheck.exercises.bird_dog.spec import CONFIG, SPEC
from formcheck.judge.config import ExerciseConfig

__all__ = ["CONFIG", "LIMITS", "SPEC", "make_rule"]
LIMITS = BirdDogLimits


def make_rule(config: ExerciseConfig[BirdDogLimits], options: Options) -> Rule[SideState] | Rule[FrontState]:
    """The rule for the view in use."""
    return BirdDogSide(config, options) if options.view == "side" else BirdDogFront(config, options)
