"""The overlay: lines lie on the body, the panel fits any picture, and nothing unseen is drawn."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.judge.vocabulary import FAULTS
from formcheck.overlay.body import (
    Outline,
    Side,
    foot_on_line,
    limb_side,
    moving_limbs,
    outline_points,
    trunk_of,
)
from formcheck.overlay.emphasis import PLACES, places
from formcheck.overlay.hud import BookView, Hud
from formcheck.overlay.overlay import OverlaySpec, body, overlay
from formcheck.overlay.panel import panel
from formcheck.overlay.primitives import (
    Disc,
    Label,
    Line,
    Polygon,
    Polyline,
    Ring,
)
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import STATIONS, Track
from formcheck.words.catalogue import Words
from tests.support.drawn_bodies import MODEL, SIZE, pose

EN = Words("en")
PLANK = OverlaySpec()
BIRD_DOG = OverlaySpec(("shoulder", "hip"), "ankle", "dorsal", "right")


def mirrored(track: Track) -> Track:
    """The same body seen in a mirror: head to the left, left and right exchanged."""
    order = [
        Landmark[m.name.replace("LEFT", "#").replace("RIGHT", "LEFT").replace("#", "RIGHT")] for m in Landmark
    ]
    xy = track.xy[:, order].copy()
    xy[..., 0] = track.size[0] - xy[..., 0]
    return replace(track, xy=xy)


def line(track: Track, side: Outline, *, near: Side | None = "right") -> np.ndarray:
    """The back or belly line of the first row."""
    return outline_points(trunk_of(track.xy[0], near), side, getattr(track, side)[0])


def turned(track: Track, degrees: float) -> Track:
    """The same body, turned clockwise in the picture."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return replace(track, xy=(track.xy @ turn).astype(np.float32))


# --- geometry -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("posture", ["plank", "bridge", "bird-dog"])
@pytest.mark.parametrize("degrees", [0, 6, 90, 200])
@pytest.mark.parametrize("side", ["dorsal", "ventral"])
def test_the_outline_is_as_far_from_the_trunk_as_it_was_measured(
    posture: str, degrees: int, side: Outline
) -> None:
    track = turned(pose(posture), degrees)
    points = line(track, side)
    xy = track.xy[0].astype(float)
    hip = (xy[Landmark.LEFT_HIP] + xy[Landmark.RIGHT_HIP]) / 2
    shoulder = (xy[Landmark.LEFT_SHOULDER] + xy[Landmark.RIGHT_SHOULDER]) / 2
    torso = np.hypot(*(shoulder - hip))
    assert len(points) == len(STATIONS)
    for point, station, far in zip(points, STATIONS, getattr(track, side)[0], strict=True):
        foot, share = foot_on_line(point, hip, shoulder)
        assert share == pytest.approx(station, abs=1e-4)
        assert np.hypot(*(point - foot)) == pytest.approx(far * torso, rel=1e-3)


@pytest.mark.parametrize(("posture", "back_is_up"), [("plank", True), ("bird-dog", True), ("bridge", False)])
@pytest.mark.parametrize("mirror", [False, True])
def test_the_back_is_on_the_back(posture: str, back_is_up: bool, mirror: bool) -> None:
    track = pose(posture)
    near: Side = "left" if mirror else "right"
    if mirror:
        track = mirrored(track)
    for side in (near, None):
        assert (trunk_of(track.xy[0], side).back[1] < 0) == back_is_up
    back = line(track, "dorsal", near=near)[:, 1].mean()
    belly = line(track, "ventral", near=near)[:, 1].mean()
    assert (back < belly) == back_is_up


def test_an_even_vote_is_decided_by_the_near_side() -> None:
    """With straight legs, the nose between the ears and the wrists at the shoulders the vote is even."""
    track = pose("plank")
    xy = track.xy[0].copy()
    for name in ("KNEE", "ANKLE"):
        for hand in ("LEFT", "RIGHT"):
            hip, shoulder = (xy[Landmark[f"{hand}_{part}"]] for part in ("HIP", "SHOULDER"))
            xy[Landmark[f"{hand}_{name}"]] = hip + (hip - shoulder) * (1 if name == "KNEE" else 2)
            xy[Landmark[f"{hand}_WRIST"]] = shoulder
    xy[Landmark.NOSE] = (xy[Landmark.LEFT_EAR] + xy[Landmark.RIGHT_EAR]) / 2
    assert trunk_of(xy, "right").back[1] < 0 < trunk_of(xy, "left").back[1]


def test_unread_stations_are_left_out_and_older_distances_can_stand_in() -> None:
    track = pose("plank")
    hole = track.dorsal.copy()
    hole[0, 5:9] = np.nan
    assert len(line(replace(track, dorsal=hole), "dorsal")) == len(STATIONS) - 4
    blank = replace(track, dorsal=np.full_like(hole, np.nan))
    assert len(line(blank, "dorsal")) == 0
    again = body(blank, 0, Hud("good"), PLANK, outline=track.dorsal[0])
    assert again == body(track, 0, Hud("good"), PLANK)


@pytest.mark.parametrize(
    ("name", "limbs", "side"),
    [
        ("ankle", None, "right"),
        ("ankle", "right_arm_left_leg", "left"),
        ("wrist", "right_arm_left_leg", "right"),
        ("hip", "right_arm_left_leg", "right"),
        ("knee", "left_arm_right_leg", "right"),
    ],
)
def test_the_moving_limb_is_the_one_that_is_drawn(name: str, limbs: str | None, side: str) -> None:
    assert limb_side(name, "right", limbs) == side


# --- body ---------------------------------------------------------------------------------------------


def deviation(track: Track, hud: Hud, spec: OverlaySpec) -> tuple[Line, Line]:
    """(dashed judged line, thick line to the judged point), in normalised coordinates."""
    lines = [shape for shape in body(track, 0, hud, spec) if isinstance(shape, Line)]
    dashed = [line for line in lines if line.dashed]
    return dashed[0], lines[lines.index(dashed[0]) + 1]


def test_the_deviation_goes_square_from_the_judged_line_to_the_hip() -> None:
    track = pose("plank", hip_down=16)
    dashed, drawn = deviation(track, Hud("fault", True, ("sag",)), PLANK)
    pixels = [np.array(p) * SIZE for p in (dashed.a, dashed.b, drawn.a, drawn.b)]
    along, across = pixels[1] - pixels[0], pixels[3] - pixels[2]
    assert abs(along @ across) < 1e-3 * np.hypot(*along) * np.hypot(*across)
    np.testing.assert_allclose(pixels[3], track.xy[0, Landmark.RIGHT_HIP], atol=1e-3)
    assert across[1] > 10
    assert drawn.role == "different"


@pytest.mark.parametrize(
    ("hud", "role"),
    [
        (Hud("good"), "good"),
        (Hud("fault", False, ("sag",)), "almost"),
        (Hud("fault", True, ("sag",)), "different"),
        (Hud("fault", True, ("head_position",)), "judged"),
    ],
)
def test_the_deviation_has_the_verdicts_colour_only_for_faults_of_the_line(hud: Hud, role: str) -> None:
    assert deviation(pose("plank"), hud, PLANK)[1].role == role


def test_a_leg_is_judged_only_while_it_moves() -> None:
    track = pose("bird-dog", reaching=True)
    resting = [s for s in body(track, 0, Hud("good"), BIRD_DOG) if isinstance(s, Disc)]
    moving = [
        s for s in body(track, 0, Hud("good", limbs="right_arm_left_leg"), BIRD_DOG) if isinstance(s, Disc)
    ]
    assert resting == []
    np.testing.assert_allclose(np.array(moving[0].centre) * SIZE, track.xy[0, Landmark.LEFT_ANKLE], atol=1e-3)


def test_an_unmeasured_frame_has_no_judged_line() -> None:
    shapes = body(pose("plank"), 0, Hud("unmeasured", reason="wrong_posture"), PLANK)
    assert not [s for s in shapes if isinstance(s, Disc) or (isinstance(s, Line) and s.dashed)]


@pytest.mark.parametrize("limbs", ["right_arm_left_leg", None])
@pytest.mark.parametrize("fault", ["over_lift", "incomplete_reach"])
def test_a_leg_fault_is_drawn_from_the_line_of_the_trunk(limbs: str | None, fault: str) -> None:
    """For any judged line of the exercise, also when the moving limbs are not given."""
    track = pose("bird-dog", reaching=True)
    dashed, drawn = deviation(
        track, Hud("fault", False, (fault,), limbs=limbs), replace(BIRD_DOG, judged_point=None)
    )
    np.testing.assert_allclose(np.array(drawn.b) * SIZE, track.xy[0, Landmark.LEFT_ANKLE], atol=1e-3)
    np.testing.assert_allclose(np.array(dashed.a) * SIZE, track.xy[0, Landmark.RIGHT_SHOULDER], atol=1e-3)
    assert drawn.a == dashed.b
    assert drawn.role == "almost"


@pytest.mark.parametrize("lift_deg", [-30, 0, 20, 40])
def test_the_stretched_leg_is_found_however_high_it_is(lift_deg: int) -> None:
    xy = pose("bird-dog", reaching=True).xy[0].copy()
    hip = xy[Landmark.LEFT_HIP]
    angle = np.radians(180 + lift_deg)
    for name, far in (("KNEE", 100), ("ANKLE", 200)):
        xy[Landmark[f"LEFT_{name}"]] = hip + far * np.array([np.cos(angle), np.sin(angle)])
    assert moving_limbs(xy) == "right_arm_left_leg"
    assert moving_limbs(mirrored(replace(pose("bird-dog"), xy=xy[None])).xy[0]) == "left_arm_right_leg"
    xy[Landmark.LEFT_ANKLE] = np.nan
    assert moving_limbs(xy) is None


def test_faults_point_at_their_place() -> None:
    assert set(FAULTS) - set(PLACES) == {"same_side", "too_fast", "uneven", "breath_hold"}
    track = pose("plank")
    rings = [s for s in body(track, 0, Hud("fault", True, ("knees_bent",)), PLANK) if isinstance(s, Ring)]
    assert [ring.role for ring in rings] == ["near", "different"]
    np.testing.assert_allclose(np.array(rings[1].centre) * SIZE, track.xy[0, Landmark.RIGHT_KNEE], atol=1e-3)
    lines = body(pose("bird-dog"), 0, Hud("fault", False, ("lumbar_hollow",)), BIRD_DOG)
    assert next(s for s in lines if isinstance(s, Polyline)).role == "almost"
    for place in {place for fault in FAULTS for place in places((fault,))}:
        assert place in ("line", "outline") or f"LEFT_{place.upper()}" in Landmark.__members__


def test_the_far_side_is_faint() -> None:
    near = {s.role for s in body(pose("plank"), 0, Hud("good"), PLANK) if isinstance(s, Line)}
    both = {
        s.role
        for s in body(pose("plank"), 0, Hud("good"), replace(PLANK, near_side=None))
        if isinstance(s, Line)
    }
    assert "far" in near
    assert "far" not in both


@pytest.mark.parametrize("lower", ["LEFT", "RIGHT"])
@pytest.mark.parametrize("limbs", [None, "left", "right"])
def test_with_no_near_side_the_middle_is_judged_and_the_lower_elbow_marked(
    lower: str, limbs: str | None
) -> None:
    """On one forearm, seen from the front: `limbs` may name the lower side, which does not move."""
    track = pose("plank")
    xy = track.xy.copy()
    upper = "RIGHT" if lower == "LEFT" else "LEFT"
    for part in ("SHOULDER", "ELBOW", "HIP"):
        xy[:, Landmark[f"{upper}_{part}"], 1] -= 60
    hud = Hud("fault", major=True, faults=("elbow_position", "pelvis_drop"), limbs=limbs)
    spec = OverlaySpec(outline=None, near_side=None)
    shapes = body(replace(track, xy=xy), 0, hud, spec)
    size = np.array(SIZE)
    rings = [s.centre for s in shapes if isinstance(s, Ring) and s.role == hud.word]
    assert rings == [pytest.approx(tuple(xy[0, Landmark[f"{lower}_ELBOW"]] / size))]
    (disc,) = [s.centre for s in shapes if isinstance(s, Disc)]
    hips = xy[0, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    assert disc == pytest.approx(tuple(hips / size), abs=1e-6)


def test_a_limb_that_moves_is_strong_from_hip_to_foot() -> None:
    track = pose("bird-dog", reaching=True)

    def strong(limbs: str | None) -> set[tuple[float, float]]:
        shapes = body(track, 0, Hud("good", limbs=limbs), replace(BIRD_DOG, judged_point=None))
        return {s.b for s in shapes if isinstance(s, Line) and s.role == "near"}

    def place(name: str) -> tuple[float, ...]:
        return tuple(float(v) / size for v, size in zip(track.xy[0, Landmark[name]], SIZE, strict=True))

    moving = {place(f"LEFT_{part}") for part in ("KNEE", "ANKLE", "FOOT_INDEX")}
    assert moving <= strong("right_arm_left_leg")
    assert not moving & strong(None)
    assert place("LEFT_ELBOW") not in strong("right_arm_left_leg")


def test_an_empty_frame_gives_the_panel_alone() -> None:
    track = Track.unseen([0.0], SIZE, MODEL)
    hud = Hud("unmeasured", reason="no_person", book=BookView(driven_by=("pitch",)), hold_s=1)
    assert overlay(track, 0, hud, PLANK, EN) == panel(hud, EN, aspect=SIZE[0] / SIZE[1])


@given(st.sets(st.sampled_from(list(Landmark))), st.sampled_from(["plank", "bird-dog"]))
def test_missing_landmarks_leave_gaps_never_errors(missing: set[Landmark], posture: str) -> None:
    track = pose(posture)
    xy = track.xy.copy()
    xy[0, [m for m in missing if m != Landmark.NOSE]] = np.nan
    hud = Hud("fault", True, ("sag", "head_position", "knees_bent"), book=BookView(driven_by=("pitch",)))
    for near in ("right", None):
        shapes = overlay(replace(track, xy=xy), 0, hud, replace(PLANK, near_side=near), EN)
        assert "nan" not in repr(shapes)


# --- book ---------------------------------------------------------------------------------------------


def book_shape(**changes: Any) -> Polygon:
    hud = Hud("good", book=BookView(driven_by=("pitch",), **changes))
    shapes = body(pose("bird-dog"), 0, hud, BIRD_DOG)
    return next(s for s in shapes if isinstance(s, Polygon) and s.role == "book")


def middle(shape: Polygon) -> np.ndarray:
    return np.asarray(np.mean(shape.points, axis=0))


def test_the_book_lies_on_the_back_and_slides_with_x() -> None:
    on_back, slid = middle(book_shape()), middle(book_shape(x_cm=6))
    assert slid[0] > on_back[0]  # the head is to the right
    trunk = pose("bird-dog").xy[0, Landmark.RIGHT_HIP] / SIZE
    assert on_back[1] < trunk[1]


def test_the_fallen_book_lies_on_the_floor() -> None:
    knee = pose("bird-dog").xy[0, Landmark.RIGHT_KNEE] / SIZE
    assert middle(book_shape(fallen=True))[1] == pytest.approx(knee[1], abs=0.05)


def test_the_book_tilts_with_the_back() -> None:
    level = np.array(book_shape().points)
    hud = Hud("good", book=BookView(driven_by=("pitch",)))
    shapes = body(turned(pose("bird-dog"), 15), 0, hud, BIRD_DOG)
    tilted = next(s for s in shapes if isinstance(s, Polygon) and s.role == "book")
    slope = [np.diff(np.array(p)[:2] * SIZE, axis=0)[0] for p in (level, tilted.points)]
    angle = [np.degrees(np.arctan2(-s[1], s[0])) for s in slope]
    assert angle[0] - angle[1] == pytest.approx(15, abs=0.5)  # the head has gone down


@pytest.mark.parametrize("drivers", [(), ("roll",), ("roll", "shift")])
def test_a_book_that_this_view_cannot_move_is_not_drawn_on_the_body(drivers: tuple[str, ...]) -> None:
    hud = Hud("good", book=BookView(driven_by=drivers))
    assert not [s for s in body(pose("bird-dog"), 0, hud, BIRD_DOG) if s.role == "book"]


@pytest.mark.parametrize(
    ("drivers", "said"),
    [
        (("pitch",), "Book: follows front-back tilt only"),
        ((), "Book: cannot be seen from this side"),
        (("roll", "shift"), "Book: follows sideways tilt and sideways movement only"),
    ],
)
def test_the_label_says_what_drives_the_book(drivers: tuple[str, ...], said: str) -> None:
    shapes = panel(Hud("good", book=BookView(driven_by=drivers)), EN, aspect=16 / 9)
    assert " ".join(s.text for s in shapes if isinstance(s, Label)).endswith(said)


@pytest.mark.parametrize("thing", ["book", "slippery_book", "glass_of_water", "ball"])
@pytest.mark.parametrize("fallen", [False, True])
def test_every_object_can_be_drawn(thing: str, fallen: bool) -> None:
    view = BookView(thing, ("pitch",), x_cm=-3, tilt_deg=8, fallen=fallen)
    shapes = overlay(pose("bird-dog"), 0, Hud("good", book=view), BIRD_DOG, EN)
    assert sum(s.role == "book" for s in shapes) == 2  # on the back and on the gauge
