"""Framing: each reason by its own cause, settled in time, back again when the cause is gone."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.body import EAR, POINTS, body_of
from formcheck.signals.gates import (
    DARK,
    GATES,
    LONGEST_GAP_S,
    LOST_S,
    MIN_TRUNK_PX,
    Framing,
    FramingGates,
    Gates,
)
from formcheck.signals.picture_edge import MAX_EDGE_CONTACT, SETTLE_S
from tests.support.stick_figures import MODEL, Scene, placed, seconds
from tests.support.stick_postures import bird_dog_front, plank, side_plank


def framing(track: Track, view: Framing = "sagittal", chunks: list[int] | None = None) -> list[Gates]:
    gates, first, found = FramingGates(view), 0, []
    state = gates.start()
    for length in chunks or [len(track)]:
        part = track[first : first + length]
        single = length == 1
        near = False if single else np.zeros(length, bool)
        detected = part.detected.item() if single else part.detected
        with np.errstate(all="ignore"):
            body = body_of(part, near, True)
            one, state = gates.step(part, body, detected, part.time.item() if single else part.time, state)
        found.append(one)
        first += length
    return found


def closed(track: Track, view: Framing = "sagittal") -> dict[str, np.ndarray]:
    """(T,) of every gate."""
    (gates,) = framing(track, view)
    return dict(zip(GATES, np.asarray(gates.closed), strict=True))


def names(track: Track, view: Framing = "sagittal") -> set[str]:
    return {name for name, rows in closed(track, view).items() if rows.any()}


def film(length_s: float = 3.0, **scene: Any) -> Track:
    return plank(seconds(length_s)).shown(Scene(**scene))


def changed(track: Track, rows: np.ndarray, marks: list[L], value: list[float]) -> Track:
    xy = track.xy.copy()
    xy[np.ix_(rows, np.array(marks))] = np.array(value, np.float32)
    return replace(track, xy=xy)


def test_a_good_picture_closes_no_gate() -> None:
    assert names(film()) == set()
    assert names(bird_dog_front(seconds(2.0)).shown(Scene(unit_px=110, near="left")), view="facing") == set()


@pytest.mark.parametrize(
    ("people", "expected"),
    [(0, set()), (1, set()), (2, {"several_people"}), (5, {"several_people"}), (np.nan, set())],
)
def test_several_people(people: float, expected: set[str]) -> None:
    assert names(film(people=people)) == expected


@pytest.mark.parametrize("scale", [0.9, 1.1])
def test_size(scale: float) -> None:
    far = placed(film(), scale * MIN_TRUNK_PX / 120, (100, 100), (640, 480))
    assert names(far) == ({"too_far"} if scale < 1 else set())


@pytest.mark.parametrize("edge_contact", [0.9 * MAX_EDGE_CONTACT, 1.1 * MAX_EDGE_CONTACT])
def test_a_mask_at_the_edge(edge_contact: float) -> None:
    assert names(film(edge_contact=edge_contact)) == (
        {"cut_off"} if edge_contact > MAX_EDGE_CONTACT else set()
    )
    front = bird_dog_front(seconds(2.0)).shown(Scene(unit_px=110, near="left", edge_contact=edge_contact))
    assert names(front, view="facing") == set(), "from the front the legs need not be seen"


def test_edge_contact_is_read_seldom_and_held() -> None:
    track = film(6.0)
    held = np.where((track.time > 2) & (track.time < 4), 0.5, 0.0)
    edge_contact = np.where(np.isnan(track.edge_contact), np.nan, held)
    cut = closed(replace(track, edge_contact=edge_contact.astype(np.float32)))["cut_off"]
    assert track.time[cut][[0, -1]] == pytest.approx([2 + SETTLE_S, 4 + SETTLE_S], abs=0.15)
    assert np.diff(np.flatnonzero(cut)).max() == 1


def test_nobody_in_the_dark() -> None:
    for light, dark in ((0.9 * DARK, True), (1.1 * DARK, False), (np.nan, False)):
        empty = Track.unseen(seconds(1.0), (640, 480), MODEL, light=light)
        (gates,) = framing(empty)
        assert np.all(gates.gone)
        assert np.all(np.equal(gates.dark, dark))


def guessed(track: Track, view: Framing = "sagittal") -> set[str]:
    """Points that are a guess at some time."""
    (gates,) = framing(track, view)
    names = [f"{side}_{point}" for side in ("near", "far") for point in POINTS]
    return {name for name, rows in zip(names, gates.edge.out, strict=True) if np.any(rows)}


RIM = {"left": [0.5, 300.0], "right": [639.0, 300.0], "top": [300.0, 0.5], "bottom": [300.0, 479.0]}


@pytest.mark.parametrize("mark", [L.RIGHT_ANKLE, L.RIGHT_KNEE, L.RIGHT_HIP, L.RIGHT_SHOULDER])
@pytest.mark.parametrize("where", RIM)
def test_a_joint_at_the_rim(mark: L, where: str) -> None:
    track = film()
    everywhere = np.arange(len(track))
    assert "out_of_frame" in names(changed(track, everywhere, [mark], RIM[where]))
    far = changed(track, everywhere, [L(mark - 1)], RIM[where])  # the far side's is a guess anyway
    assert "out_of_frame" not in names(far)


@pytest.mark.parametrize(
    ("mark", "name"), [(L.RIGHT_EAR, "near_ear"), (L.RIGHT_WRIST, "near_wrist"), (L.LEFT_KNEE, "far_knee")]
)
@pytest.mark.parametrize("where", RIM)
def test_a_point_at_the_rim_that_tells_no_posture_is_a_guess_alone(mark: L, name: str, where: str) -> None:
    track = changed(film(), np.arange(90), [mark], RIM[where])
    assert names(track) == set()
    assert guessed(track) == {name}


def test_a_point_is_a_guess_while_it_is_out() -> None:
    track = film(6.0)
    out = np.flatnonzero((track.time >= 2.0) & (track.time < 4.0))
    (gates,) = framing(changed(track, out, [L.RIGHT_EAR], [639.0, 200.0]))
    rows = np.asarray(gates.edge.out[EAR])
    assert track.time[rows][[0, -1]] == pytest.approx([2 + SETTLE_S, 4 + SETTLE_S], abs=0.05)


@pytest.mark.parametrize(
    ("inside", "expected"), [(0.15, set()), (0.05, {"near_wrist"}), (-0.2, {"near_wrist"})]
)
def test_a_hand_that_the_edge_cuts(inside: float, expected: set[str]) -> None:
    """The mask at the edge says that the body goes on, the nearest landmark what part of it that is."""
    track = film(edge_contact=0.3)
    trunk = float(np.hypot(*(track.xy[0, L.RIGHT_SHOULDER] - track.xy[0, L.RIGHT_HIP])))
    cut = changed(track, np.arange(len(track)), [L.RIGHT_WRIST], [640 - inside * trunk, 300.0])
    assert names(cut) == set()
    assert guessed(cut) == expected


def test_a_joint_far_beyond_the_edge_tells_no_posture() -> None:
    track = film(edge_contact=0.3)
    trunk = float(np.hypot(*(track.xy[0, L.RIGHT_SHOULDER] - track.xy[0, L.RIGHT_HIP])))
    for beyond, expected in ((0.2, set()), (0.4, {"out_of_frame"})):
        at = [640 + beyond * trunk, 300.0]
        assert names(changed(track, np.arange(len(track)), [L.RIGHT_ANKLE], at)) == expected


def test_a_mask_along_more_of_the_edge_than_what_is_drawn_there() -> None:
    """A hand covers no two torso lengths of it: a larger body is there than the one that is drawn."""
    track = changed(film(edge_contact=2.0), np.arange(90), [L.RIGHT_WRIST], [635.0, 300.0])
    assert names(track) == {"cut_off"}


@pytest.mark.parametrize(("along", "expected"), [(0.2, set()), (0.35, {"wrong_view"})])
def test_a_yawed_camera(along: float, expected: set[str]) -> None:
    track = film()
    xy = track.xy.copy()
    trunk = xy[0, L.RIGHT_SHOULDER] - xy[0, L.RIGHT_HIP]
    xy[:, L.LEFT_SHOULDER] = xy[:, L.RIGHT_SHOULDER] - along * trunk
    assert names(replace(track, xy=xy)) == expected


def test_from_in_front_is_a_wrong_view_for_the_side_and_lying_on_the_side_is_none() -> None:
    """Shoulders next to each other tell where the camera stands, shoulders one above the other do not."""
    facing = bird_dog_front(seconds(2.0)).shown(Scene(unit_px=110, near="left"))
    assert "wrong_view" in names(facing)
    assert names(side_plank(seconds(2.0), line_deg=28.0).shown(Scene())) == set()


def on_the_side(**scene: Any) -> Track:
    return side_plank(seconds(2.0)).shown(Scene(sight=(0.9, 0.9), **scene))


def test_a_body_on_its_side_is_seen_from_its_front_or_back() -> None:
    assert names(on_the_side(), "frontal") == set()
    askew = on_the_side()
    xy = askew.xy.copy()
    xy[..., 0] *= 0.5
    assert names(replace(askew, xy=xy), "frontal") == {"wrong_view"}


@pytest.mark.parametrize("mark", [L.LEFT_ANKLE, L.RIGHT_ANKLE, L.LEFT_HIP, L.RIGHT_KNEE])
def test_on_the_side_both_sides_have_to_be_in_the_picture(mark: L) -> None:
    track = on_the_side()
    assert names(changed(track, np.arange(len(track)), [mark], [300, 479]), "frontal") == {"out_of_frame"}


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([L.LEFT_KNEE, L.RIGHT_KNEE], {"occluded"}),
        ([L.LEFT_KNEE], set()),
        ([L.LEFT_ANKLE, L.RIGHT_ANKLE], set()),
    ],
)
def test_on_the_side_bent_legs_may_hide_the_ankles(marks: list[L], expected: set[str]) -> None:
    track = on_the_side()
    visibility = track.visibility.copy()
    visibility[:, marks] = 0.1
    assert names(replace(track, visibility=visibility), "frontal") == expected


@pytest.mark.parametrize("mark", [L.RIGHT_KNEE, L.RIGHT_ANKLE])
@pytest.mark.parametrize(("sight", "expected"), [(0.1, {"occluded"}), (0.3, set())])
def test_hidden_joints(mark: L, sight: float, expected: set[str]) -> None:
    track = film()
    visibility = track.visibility.copy()
    visibility[:, mark] = sight
    assert names(replace(track, visibility=visibility)) == expected


def test_gates_open_and_close_after_a_moment() -> None:
    track = film(4.0)
    rows = np.flatnonzero((track.time >= 1.0) & (track.time < 2.0))
    shut = closed(replace(track, people=np.where(np.isin(np.arange(len(track)), rows), np.float32(2), 1)))[
        "several_people"
    ]
    when = track.time[shut]
    assert when[0] == pytest.approx(1.0 + SETTLE_S, abs=0.04)
    assert when[-1] == pytest.approx(2.0 + SETTLE_S, abs=0.04)


def test_flicker_closes_nothing() -> None:
    track = film(4.0)
    people = np.where(np.arange(len(track)) % 6 < 3, np.float32(2), np.float32(1))
    assert names(replace(track, people=people)) == set()


def test_lost_then_gone() -> None:
    track = Track.concatenate([film(2.0), Track.unseen(2.0 + seconds(8.0), (640, 480), MODEL)])
    (gates,) = framing(track)
    assert track.time[gates.lost][[0, -1]] == pytest.approx([2.0, 2.0 + LOST_S], abs=0.05)
    assert track.time[gates.gone][[0, -1]] == pytest.approx([2.0 + LOST_S, 9.97], abs=0.05)
    assert not np.any(gates.lost & gates.gone)
    assert not np.any((gates.lost | gates.gone) & track.detected)


def test_gone_from_the_start() -> None:
    (gates,) = framing(Track.unseen(seconds(1.0), (640, 480), MODEL))
    assert np.all(gates.gone)


@pytest.mark.parametrize(("gap_s", "marked"), [(0.8 * LONGEST_GAP_S, False), (1.5 * LONGEST_GAP_S, True)])
def test_a_gap_marks_the_frame_behind_it(gap_s: float, marked: bool) -> None:
    track = film(2.0)
    late = replace(track, time=np.where(track.time > 1.0, track.time + gap_s, track.time))
    (gates,) = framing(late)
    assert np.flatnonzero(gates.gap).tolist() == ([31] if marked else [])


def test_the_first_frame_is_no_gap() -> None:
    assert not np.any(framing(replace(film(1.0), time=film(1.0).time + 500.0))[0].gap)


def test_chunks_do_not_matter() -> None:
    random = np.random.default_rng(5)
    track = film(4.0)
    xy, people = track.xy.copy(), np.where(random.random(len(track)) < 0.5, 2, 1).astype(np.float32)
    xy[random.random(len(track)) < 0.2] = np.nan
    xy[60:100] += 400
    track = replace(track, xy=xy, people=people)
    whole = framing(track)[0]
    for chunks in ([1] * len(track), [1, 1, 40, 1, 20, len(track) - 63]):
        parts = framing(track, chunks=chunks)
        rows = [np.array([np.atleast_1d(closed) for closed in part.closed]) for part in parts]
        assert np.concatenate(rows, axis=1).tobytes() == np.array(whole.closed).tobytes()
        for name in ("lost", "gone", "gap"):
            assert (
                np.concatenate([np.atleast_1d(getattr(p, name)) for p in parts]).tobytes()
                == getattr(whole, name).tobytes()
            )
