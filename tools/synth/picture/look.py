"""What people wear and how their hair is, beyond what the clips' people have; all of it optional."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[float, float, float]
"""Linear red, green, blue in 0..1."""

HAIRSTYLES = ("short", "bald", "cropped", "thick", "long", "ponytail", "bun", "scarf")
PRINTS = ("stripes", "upright", "checks", "dots", "logo", "halves", "sides", "sleeves", "camouflage")


@dataclass(frozen=True, slots=True)
class Print:
    """A second colour on cloth: one of `PRINTS`; `size_m` is the width of a stripe, check or dot."""

    kind: str
    colour: Colour
    size_m: float = 0.06


@dataclass(frozen=True, slots=True)
class Look:
    """Details of a person. The defaults draw what was drawn before there were any.

    `hair_m`: how far it stands off, if not as its kind does; `hair_length_m`: of what hangs; `hair_at`: where
    it is tied, 0 = at the nape, 1 = on the crown.
    `wrinkles`: 1 = as ever, 3 = crumpled. `rides_m`: how much higher (+) the top ends. `falls_m`: how much
    further the front of the top hangs from a trunk that faces the floor. `band`: colour of the waistband.
    """

    hair: str = "short"
    hair_m: float | None = None
    hair_length_m: float = 0.35
    hair_at: float = 0.5
    scarf: Colour = (0.3, 0.1, 0.1)
    top_print: Print | None = None
    bottom_print: Print | None = None
    band: Colour | None = None
    socks: Colour | None = None
    wrinkles: float = 1.0
    rides_m: float = 0.0
    falls_m: float = 0.0


AS_EVER = Look()
