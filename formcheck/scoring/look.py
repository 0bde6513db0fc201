"""The body as the camera shows it: limbs by their right names, near side, framing, level of the camera."""

from __future__ import annotations

import math
from typing import NamedTuple

from formcheck.exercises.base import ExerciseSpec
from formcheck.pose.track import Track
from formcheck.signals.body import Body, body_of
from formcheck.signals.gates import POSTURE_PLACES, FramingGates, Gates, GateState
from formcheck.signals.level import MAX_ROLL_DEG, CameraLevel, LevelState
from formcheck.signals.limb_names import ARMS, LEGS, LimbNames, NamesState
from formcheck.signals.picture_edge import near
from formcheck.signals.samples import Flags, Samples, magnitude, negated
from formcheck.signals.side import NearSide, SideState


class LookState(NamedTuple):
    """What is known of person and camera between chunks."""

    legs: NamesState
    arms: NamesState
    side: SideState
    gates: GateState
    level: LevelState


class Looked(NamedTuple):
    """A chunk as the camera shows it.

    Attributes:
        track: with its limbs by their right names.
        body: the near and the far side of it.
        gates: what of the framing is wrong.
        usable: somebody is there, and seen well enough to be judged.
        away: points that tell the posture are out of the picture.
        tilted: the camera lies too far on its side.
    """

    track: Track
    body: Body
    gates: Gates
    usable: Flags
    away: Flags
    tilted: Flags


class Look:
    """Looks at the frames of one exercise.

    Args:
        spec: of the exercise's rule in this view.
        side: the person's side that faces the camera, "left" or "right"; None where it is to be found.
    """

    def __init__(self, spec: ExerciseSpec, side: str | None) -> None:
        self._belly_down = spec.belly_down
        self._legs, self._arms = LimbNames(LEGS), LimbNames(ARMS)
        self._side = NearSide(side, spec.belly_down if spec.framing == "sagittal" else None)
        self._gates = FramingGates(spec.framing, spec.posture_places, spec.upright)
        self._places = spec.posture_places or POSTURE_PLACES[spec.framing]
        self._level = CameraLevel(spec.floor)
        self._needs_level = spec.floor is not None and spec.floor.needs_level
        self._floor = near(*spec.floor.head, *spec.floor.feet) if spec.floor is not None else ()

    def start(self) -> LookState:
        """Nothing seen yet."""
        return LookState(
            self._legs.start(),
            self._arms.start(),
            self._side.start(),
            self._gates.start(),
            self._level.start(),
        )

    def interrupted(self, state: LookState, *, gap: bool) -> LookState:
        """After a break; what is known of person and camera stays.

        After a `gap` without frames nobody knows since when the person is away; else that goes on as well.
        """
        gates = state.gates._replace(last_s=-math.inf, seen_s=-math.inf) if gap else state.gates
        return state._replace(legs=self._legs.start(), arms=self._arms.start(), gates=gates)

    def step(
        self, track: Track, time: Samples, detected: Flags, state: LookState
    ) -> tuple[Looked, LookState]:
        """Look at a chunk of at least one frame."""
        track, legs_unsure, legs = self._legs.step(track, state.legs)
        track, arms_unsure, arms = self._arms.step(track, state.arms)
        left_near, side = self._side.step(track, time, state.side)
        body = body_of(track, left_near, self._belly_down)
        if legs_unsure is not False or arms_unsure is not False:
            body = body._replace(legs_unsure=legs_unsure, arms_unsure=arms_unsure)
        gates, gate_state = self._gates.step(track, body, detected, time, state.gates)
        usable = detected & gates.open() if gates.any_closed else detected
        on_floor = usable
        if gates.edge.any_out:
            usable = usable & negated(gates.edge.lacks(self._places, body))
            on_floor = usable & negated(gates.edge.lacks(self._floor, body))
            body = gates.edge.without_head(body)
        tilt, level = self._level.step(body, on_floor, time, state.level)
        tilted: Flags = False
        if not isinstance(tilt, float) or tilt:
            body = body._replace(tilt_deg=tilt)
            if self._needs_level:
                tilted = magnitude(tilt) > MAX_ROLL_DEG
                usable = usable & negated(tilted)
        away = gates.edge.lacks(self._places, body) if gates.edge.any_out else False
        after = LookState(legs, arms, side, gate_state, level)
        return Looked(track, body, gates, usable, away, tilted), after
