"""The posture as a whole, to say what is seen where the exercise's posture is not taken up."""

from __future__ import annotations

from formcheck.exercises.base import PostureSignature
from formcheck.judge.vocabulary import NOTHING_SEEN, SEEN_CODE
from formcheck.pose.track import Track
from formcheck.signals.body import ANKLE, ELBOW, HIP, KNEE, SHOULDER, WRIST, Body
from formcheck.signals.facing import facing_up
from formcheck.signals.gates import shoulder_across
from formcheck.signals.measures import hip_angle_deg
from formcheck.signals.samples import (
    Codes,
    Flags,
    Samples,
    fmax,
    fmin,
    magnitude,
    minimum,
    negated,
    where_codes,
)
from formcheck.signals.stance import shank_rise, shoulders_over_hands, upside_down

UPRIGHT_DEG = (55.0, 125.0)
"""Trunk of somebody who sits, kneels or stands, also bent a little forward."""
LEVEL_DEG = 35.0
"""Trunk of somebody who lies or is on all fours."""
STANDS = 1.3
"""Hip over ankle, torso lengths: 1.7 standing, 0.85 on a chair."""
HANGS = 0.45
"""Hip over knee: 0.85 with the thigh upright, 0 to 0.3 on the heels."""
ON_HANDS = 0.6
"""Shoulder over wrist: 1.1 on the hands, 0.6 at least on the forearms."""
LIES = 0.5
"""Hip over ankle, either way: 0 to 0.1 lying with the legs on the floor, less than 0.5 with bent knees."""
ON_FLOOR = 0.35
"""Shoulder over the lower one of elbow and wrist: 0.2 at most lying, 0.5 on the forearm."""
STACKED = 0.45
"""Shoulders across the trunk: 0.6 to 0.8 on the side, under 0.2 on back or belly."""
KNEES_UP = 0.3
"""Knee over hip: on the back with bent knees 0.5 to 0.7; nobody on the belly gets there."""
FOLDED_DEG = 115.0
"""Turn at both hips of somebody who sits on the heels: 120 to 160; on hands and knees 60 to 100."""
KNEELS = 0.35
"""Knee over ankle: 0 with the shank on the floor, 0.85 on the feet."""
HEAD_HANGS = -0.17
"""See `upside_down`: of a head that hangs the face does not show where the belly is."""
FACES_DOWN = -0.15
"""See `facing_up`: planks read -0.28 and less, on the back with the feet flat -0.1 at least."""
UP, DOWN = 0.03, -0.06
"""See `facing_up`: on the back 0.1 to 0.4, on the belly with long feet -0.08 and less."""


class WholePosture:
    """Names the posture of a body that is not in the exercise's own.

    Args:
        belly_down: the belly faces the floor in the exercise; else lying on the back is no other posture.
        signature: its postures; hands and knees, standing and sitting are no other posture where they are
            among them.
    """

    def __init__(self, belly_down: bool, signature: PostureSignature | None) -> None:
        own = (*signature.doing, *signature.resting) if signature else ()
        self._on_back = SEEN_CODE["lying_on_back"] if belly_down else NOTHING_SEEN
        self._face_down = NOTHING_SEEN if belly_down else SEEN_CODE["belly_down"]
        self._on_belly = NOTHING_SEEN if "prone" in own else SEEN_CODE["lying_on_belly"]
        self._on_all_fours = NOTHING_SEEN if "quadruped" in own else SEEN_CODE["on_all_fours"]
        self._standing = NOTHING_SEEN if "standing" in own else SEEN_CODE["standing"]
        self._sitting = NOTHING_SEEN if "sitting" in own else SEEN_CODE["sitting"]

    def __call__(self, track: Track, body: Body, told: Codes) -> Codes:
        """Code in `SEEN`, or `NOTHING_SEEN`, of each frame.

        Args:
            track, body: T frames.
            told: what the exercise's own signs tell; it counts where the whole body has no other name.
        """
        y, trunk = body.y, body.trunk_px

        def over(upper: int, lower: int) -> tuple[Samples, Samples]:
            return (y[0][upper] - y[0][lower]) / trunk, (y[1][upper] - y[1][lower]) / trunk

        upright: Flags = (body.pitch_deg > UPRIGHT_DEG[0]) & (body.pitch_deg < UPRIGHT_DEG[1])
        level = magnitude(body.pitch_deg) < LEVEL_DEG
        carried = shoulders_over_hands(body) > ON_FLOOR
        facing = facing_up(track, body)
        down = fmax(*(y[side][SHOULDER] - minimum(y[side][ELBOW], y[side][WRIST]) for side in (0, 1))) / trunk
        stacked = shoulder_across(body) > STACKED
        flat = level & (down < ON_FLOOR) & (fmin(*map(magnitude, over(HIP, ANKLE))) < LIES)
        hooked = fmin(*over(KNEE, HIP)) > KNEES_UP
        bend = fmin(*(magnitude(hip_angle_deg(body, side) - 180.0) for side in (0, 1)))
        heels = level & (bend > FOLDED_DEG) & (shank_rise(body) < KNEELS)
        on_hands = level & (fmax(*over(HIP, KNEE)) > HANGS) & (fmax(*over(SHOULDER, WRIST)) > ON_HANDS)
        stands = upright & (fmax(*over(HIP, ANKLE)) > STANDS)
        seen = told
        for holds, code in (
            (level & (facing < FACES_DOWN) & negated(upside_down(body) < HEAD_HANGS), self._face_down),
            (level & carried & (facing > UP), SEEN_CODE["belly_up"]),
            (flat & (facing < DOWN), self._on_belly),
            (flat & ((facing > UP) | hooked), self._on_back),
            (flat & stacked & (told == NOTHING_SEEN), SEEN_CODE["lying_on_side"]),
            (on_hands & negated(stacked) & (shank_rise(body) < KNEELS), self._on_all_fours),
            (heels, SEEN_CODE["on_heels"]),
            (upright & negated(stands), self._sitting),
            (stands, self._standing),
        ):
            if code != NOTHING_SEEN:
                seen = where_codes(holds, code, seen)
        return seen
