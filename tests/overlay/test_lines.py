"""A line is drawn where its signal was read in that frame, and the frame's word does not say more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from formcheck.exercises import exercise_names, get_exercise
from formcheck.exercises.base import Options
from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import UNMEASURED
from formcheck.overlay.body import was_read
from formcheck.overlay.frame_status import FrameStatus
from formcheck.overlay.hud import Hud
from formcheck.overlay.overlay import OverlaySpec, body
from formcheck.overlay.overlay_spec import overlay_spec_of
from formcheck.overlay.panel import panel
from formcheck.overlay.primitives import Label, Line, Polyline, Primitive
from formcheck.pipeline.judge_memory import JudgedExercise, judge_kept
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pose.track import Track
from formcheck.report.page import render_report
from formcheck.scoring.plan import Plan
from formcheck.scoring.scoring import Scoring
from formcheck.therapist.paper_stills import _read_at
from formcheck.visits.replay import Replay
from formcheck.words.catalogue import LANGUAGES, Words
from tests.support.replayed import read_part
from tests.support.scenarios import FAULTY, GOOD, Scenario

BEHIND = {
    "plank": ("hip_offset", "lumbar_deg"),
    "side-plank": ("hip_offset", None),
    "bridge": ("hip_offset", "lumbar_deg"),
    "bird-dog": ("trunk_pitch_change_deg", "lumbar_deg"),
    "cat-camel": ("lumbar_deg", "lumbar_deg"),
    "drawing-in": (None, "breath"),
    "standing": (None, "lumbar_deg"),
    "sitting": ("trunk_pitch_change_deg", "lumbar_deg"),
    "sit-to-stand": ("trunk_pitch_deg", "lumbar_deg"),
    "hip-flexor-stretch": ("trunk_pitch_deg", "lumbar_deg"),
    "back-extension": ("trunk_pitch_change_deg", None),
    "kneeling-plank": ("hip_offset", "lumbar_deg"),
    "dead-bug": ("lumbar_deg", "lumbar_deg"),
    "hamstring-stretch": ("trunk_pitch_change_deg", None),
    "kneeling-side-plank": ("hip_offset", None),
    "single-leg-bridge": ("hip_offset", "lumbar_deg"),
    "lifting": ("lumbar_deg", "lumbar_deg"),
}
"""Exercise -> the columns that its judged line and its back or belly line stand for, told apart from the rule
that draws them; None for a line that it does not draw."""
LEG = "leg_over_trunk_deg"
SHOWN = ("over_lift", "lumbar_hollow", "hyperextension", "pelvis_back", "uneven", "hands_far", "slump")
"""Faults that the drawing marks in its own ways, in frames after the movement, too."""
SCENARIOS = (*GOOD, *(one for one in FAULTY if one.faults & set(SHOWN)))


def spec_of(scenario: Scenario) -> OverlaySpec:
    known = get_exercise(scenario.exercise)
    return overlay_spec_of(known.make_rule(known.config(), Options(view=scenario.view)).spec, "right")


def drawn(shapes: list[Primitive]) -> Iterator[str]:
    """Which lines are drawn as judged: "line" and "outline"."""
    for shape in shapes:
        if isinstance(shape, Line) and (shape.dashed or shape.role in ("good", "almost", "different")):
            yield "line"
        elif isinstance(shape, Polyline) and shape.role != "far":
            yield "outline"


def value(scores: FrameScores, name: str | None, row: int) -> float:
    return float("nan") if name is None else float(scores.signal(name)[row])


def test_every_exercise_says_what_its_lines_stand_for() -> None:
    assert set(BEHIND) == set(exercise_names())
    for name, (line, outline) in BEHIND.items():
        spec = overlay_spec_of(get_exercise(name).spec, "right")
        assert (spec.judged_line is None) == (line is None), name
        assert (spec.outline is None) == (outline is None), name


def test_every_line_drawn_as_judged_has_a_signal_in_that_frame() -> None:
    """In all exercises, from the first frame, without a reference yet, to the frames after a movement."""
    wrong, seen = [], set()
    for scenario in SCENARIOS:
        track, scores, spec = scenario.track(), scenario.score().frames, spec_of(scenario)
        line, outline = BEHIND[scenario.exercise]
        if spec.outline == "spine":
            outline = "trunk_roll_deg"
        for row in range(0, len(scores), 3):
            hud = Hud.of(scores, row, spec.lines)
            found = set(drawn(body(track, row, hud, spec, outline=track_outline(track, row, spec))))
            own = LEG if {"over_lift", "incomplete_reach"} & set(hud.faults) else None
            told = {
                "line": any(np.isfinite(value(scores, name, row)) for name in (line, own)),
                "outline": np.isfinite(value(scores, outline, row)),
            }
            measured = scores.verdict[row] != UNMEASURED
            wrong += [(str(scenario), row, name) for name in found if not (measured and told[name])]
            seen |= {(scenario.exercise, spec.outline if name == "outline" else name) for name in found}
    assert wrong == []
    for name, (line, outline) in BEHIND.items():  # and they are drawn where they were read
        assert line is None or (name, "line") in seen, name
        drawn_one = get_exercise(name).spec.outline
        assert outline is None or (name, drawn_one) in seen, name
    assert ("bird-dog", "spine") in seen, "the midline, where the trunk head tells it"


def track_outline(track: Track, row: int, spec: OverlaySpec) -> np.ndarray | None:
    """The last outline of a little before, as the drawings keep it."""
    if spec.outline is None:
        return None
    rows: np.ndarray = getattr(track, spec.outline)[max(0, row - 12) : row + 1]
    last = np.flatnonzero(was_read(rows))
    return rows[last[-1]] if len(last) else None


def shown_words(scenario: Scenario) -> Iterator[tuple[Hud, list[Primitive]]]:
    """Frame by frame, as the annotated video and a live visit show it."""
    track, scoring = scenario.track(), Scoring(plan_of(scenario))
    status, spec = FrameStatus(scoring), spec_of(scenario)
    for row in range(len(track)):
        one = track[row : row + 1]
        hud = status.hud(one, scoring.feed(one))
        yield hud, body(one, 0, hud, spec, outline=status.outline)


def plan_of(scenario: Scenario) -> Plan:
    return Plan.model_validate({"exercise": scenario.exercise, "view": scenario.view})


def lifting() -> Scenario:
    return next(one for one in GOOD if one.exercise == "lifting")


def test_the_word_is_not_good_over_a_back_that_is_not_read() -> None:
    """At the lowest of a lift the thigh lies against the trunk: neither line nor "good" there."""
    low = [(hud, set(drawn(shapes))) for hud, shapes in shown_words(lifting()) if hud.phase == "hold"]
    assert len(low) > 10
    for hud, lines in low:
        assert lines == set()
        assert (hud.word, hud.shown, hud.unread) == ("good", "unmeasured", ("lumbar_round",))
        assert hud.as_far_as_seen  # the page and the window say the sentence at once


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("aspect", [9 / 16, 16 / 9])
def test_the_panel_says_what_was_not_read(lang: str, aspect: float) -> None:
    words = Words(lang).of("lifting")
    hud = Hud("good", phase="hold", reps=2, unread=("lumbar_round",))
    labels = [shape for shape in panel(hud, words, aspect=aspect) if isinstance(shape, Label)]
    title = " ".join(label.text for label in labels if label.bold and label.role == "unmeasured")
    assert title.lower() == words.text("seen.here", what=words.text("fault.lumbar_round.what")).lower()
    assert not [label for label in labels if label.role == "good"]
    assert words.text("verdict.good") in " ".join(label.text for label in labels if not label.bold)
    yet = panel(replace(hud, unseen=(("lumbar_round", "no_reference"),)), words, aspect=aspect)
    first = " ".join(label.text for label in yet if isinstance(label, Label) and label.role == "unmeasured")
    assert first.lower() == words.text("seen.here.yet", what=words.text("fault.lumbar_round.what")).lower()
    faulty = Hud("fault", faults=("hands_far",), phase="hold", unread=("lumbar_round",))
    assert any(s.role == "almost" for s in panel(faulty, words, aspect=aspect))


def judged(scenario: Scenario) -> tuple[KeptPoses, Plan, JudgedExercise]:
    poses, plan = KeptPoses.of_track(scenario.track(), "film.mp4"), plan_of(scenario)
    found = judge_kept(poses, plan, False)
    assert isinstance(found, JudgedExercise)
    return poses, plan, found


def test_a_still_of_another_fault_has_no_back_that_was_not_read() -> None:
    """Hands too far ahead show at the lowest of a lift; on paper the recording is judged again for it."""
    poses, plan, found = judged(next(one for one in FAULTY if one.faults == {"hands_far"}))
    (still,) = [still for still in found.report.stills if still.fault.kind == "hands_far"]
    assert still.outline is not None
    hud = Hud("fault", faults=("hands_far",), read=still.read)
    assert set(drawn(body(still.track, 0, hud, found.report.spec, outline=still.outline))) == set()
    (sag,) = judged(next(one for one in FAULTY if one.faults == {"sag"}))[2].report.stills
    assert {"hip_offset", "lumbar_deg"} <= sag.read
    again = _read_at(poses.chunks, plan)(still.fault.peak_at_s)
    assert still.read <= again
    assert "lumbar_deg" not in again


def test_the_replay_says_it_too() -> None:
    poses, plan, found = judged(lifting())
    part = read_part(Replay(poses.chunks, found, plan).part(0, Words("en")))
    said = {(word, caption) for word, caption, _ in part.frames}
    assert {("good", "good"), ("unmeasured", "The lower back: not measured here")} <= said


def test_the_midline_stands_in_every_drawing_of_a_told_roll() -> None:
    """Report, paper and replay, as the video."""
    scenario = next(one for one in FAULTY if one.name == "trunk_roll told")
    poses, plan, found = judged(scenario)
    assert "middellijn van de rug" in render_report(found.report, Words("nl"))
    (still,) = [still for still in found.report.stills if still.fault.kind == "trunk_roll"]
    hud = Hud("fault", True, ("trunk_roll",), read=still.read)
    for track, line in ((still.track, still.outline), (scenario.track()[150:151], None)):
        shapes = body(track, 0, hud, found.report.spec, outline=line)
        assert "outline" in set(drawn(shapes))
    assert read_part(Replay(poses.chunks, found, plan).part(0, Words("nl"))).frames
