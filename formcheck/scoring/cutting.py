"""Cuts a long recording into its exercises. Getting up and down between them belongs to none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from formcheck.exercises.base import PostureSignature
from formcheck.scoring.easier_steps import on_the_border, steps_of
from formcheck.scoring.passages import without_passages
from formcheck.scoring.recogniser import Stretch
from formcheck.signals.swings import Swing

REST_S = 90.0
"""The same exercise taken up again within this is one part: leaflets give 30 to 90 s of rest between sets."""
LEAST_DONE_S = 1.5
"""An exercise done for less than this in all is a movement in passing: a slow repetition takes longer."""
LEAST_TWICE_S = 0.8
"""The same of an exercise that was done twice or more with its resting posture between: nobody passes through
a posture twice. Each time lasts `posture_stream.DWELL_S`."""
LEAST_AT_END_S = 0.8
"""The same of one in which the recording ends: nobody saw it left, so it may be longer."""
FEW_STEPS = 3
"""Steps within a stretch of standing that a turn round takes; who walks takes more."""
QUIET_S = 20.0
"""Lying quietly with bent knees for this long is drawing-in: some six calm breaths."""
SET_REST_S = 60.0
"""Lying between two sets of another exercise on the back is a rest if it is shorter than this."""
LEAST_SWINGS = 3
"""Swings in a row that show a cat-camel: getting onto all fours bends the back only once."""
FEWEST_SWINGS = 2
WIDE_SWING_DEG = 24.0
"""Two swings, there and back again, are enough when the whole back takes part: twice what counts as a swing.
One cycle has swings of 65 (rendered) to 110 degrees (real), getting onto all fours one of 21 to 27."""
ONLY_SHARE = 0.98
"""A recording that shows all fours for this share of its time, and no other exercise, shows a cat-camel of
which nothing moves: a photograph, or somebody who has not begun."""
LONGEST_SWING_S = 15.0
"""A slower swing is a change from one resting posture to another."""
LEAST_CHANGES = 3
"""Changes in a row between two postures that show sitting down and standing up: who comes to a chair and
leaves it changes twice."""
LONGEST_BETWEEN_S = 12.0
"""Who stays seated, or standing, for longer between two changes does something else meanwhile."""
LONGEST_CHANGE_S = 4.0
"""Getting from one of two postures into the other takes no longer."""
TOUCHING_S = 1.5
"""A posture that stays unknown for no longer than this does not end a part."""
LEAD_S = 3.0
"""Scored before and after a part: gates, near side and posture need a second to settle."""


@dataclass(frozen=True, slots=True)
class Part:
    """One exercise of a recording.

    Attributes:
        exercise: its name.
        start_s, end_s: from getting into its postures to leaving them.
        from_s, until_s: what is scored, with a lead before and after; never into another part.
    """

    exercise: str
    start_s: float
    end_s: float
    from_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class _Sign:
    """A stretch of time that shows an exercise, of which `done_s` seconds are doing it, `at_once_s` of them
    in one go.
    """

    exercise: str
    start_s: float
    end_s: float
    done_s: float
    at_once_s: float


def _sign(exercise: str, start_s: float, end_s: float) -> _Sign:
    """All of it is doing the exercise."""
    return _Sign(exercise, start_s, end_s, end_s - start_s, end_s - start_s)


def cut(stretches: Sequence[Stretch], programme: Mapping[str, PostureSignature]) -> list[Part]:
    """The parts of a recording, in order of time."""
    easier = steps_of(programme)
    stretches = on_the_border(stretches, programme, easier)
    stretches = without_passages(stretches)
    signs = sorted(
        (sign for name, signature in programme.items() for sign in _signs(name, signature, stretches)),
        key=lambda sign: (sign.start_s, sign.end_s),
    ) or (_only_posture(stretches, programme) or _alone(stretches, programme))
    quiet = {name for name, signature in programme.items() if signature.sign == "quiet"}
    steps = {*easier.items(), *((easy, hard) for hard, easy in easier.items())}
    chains = _without_passing(_chained(_without_rests(signs, quiet)), programme, stretches, steps)
    return _with_leads(_apart([_grown(c, programme[c.exercise], stretches) for c in chains]))


def _signs(name: str, signature: PostureSignature, stretches: Sequence[Stretch]) -> list[_Sign]:
    found = []
    for stretch in stretches:
        if stretch.posture not in signature.doing:
            continue
        length_s = stretch.end_s - stretch.start_s
        if signature.sign == "posture" or (signature.sign == "quiet" and length_s >= QUIET_S):
            found.append(_sign(name, stretch.start_s, stretch.end_s))
        elif signature.sign == "swings":
            found += [
                _sign(name, run[0].start_s, run[-1].end_s) for run in _rhythms(stretch.swings or stretch.nods)
            ]
    return found if signature.sign != "changes" else _changing(name, signature, stretches)


def _changing(name: str, signature: PostureSignature, stretches: Sequence[Stretch]) -> list[_Sign]:
    """Runs of changes between the postures of an exercise, back and forth and without a long stay."""
    runs: list[list[Stretch]] = [[]]
    for stretch in stretches:
        run = runs[-1]
        if stretch.posture not in signature.doing:
            if stretch.posture != "other" or stretch.end_s - stretch.start_s > LONGEST_CHANGE_S:
                runs.append([])
        elif run and (run[-1].posture == stretch.posture or (len(run) > 1 and _stays(run[-1]))):
            runs.append([run[-1], stretch] if run[-1].posture != stretch.posture else [stretch])
        else:
            run.append(stretch)
    changes = [run for run in runs if len(run) > LEAST_CHANGES]
    return [_sign(name, run[0].end_s, run[-1].start_s) for run in changes]


def _stays(stretch: Stretch) -> bool:
    """A posture is kept for longer than between two movements."""
    return stretch.end_s - stretch.start_s > LONGEST_BETWEEN_S


def _only_posture(stretches: Sequence[Stretch], programme: Mapping[str, PostureSignature]) -> list[_Sign]:
    """An exercise that would show by its swings, of which the recording shows the posture only."""
    total_s = sum(stretch.end_s - stretch.start_s for stretch in stretches)
    for name, signature in programme.items():
        own = [stretch for stretch in stretches if stretch.posture in signature.doing and stretch.beside]
        done_s = sum(stretch.end_s - stretch.start_s for stretch in own)
        if signature.sign == "swings" and own and done_s >= ONLY_SHARE * total_s:
            return [_Sign(name, own[0].start_s, own[-1].end_s, done_s, done_s)]
    return []


def _alone(stretches: Sequence[Stretch], programme: Mapping[str, PostureSignature]) -> list[_Sign]:
    """Exercises that are only found where no other one is: who steps about meanwhile stands for something
    else.
    """
    return [
        _sign(name, stretch.start_s, stretch.end_s)
        for stretch in stretches
        for name, signature in programme.items()
        if signature.sign == "alone"
        and stretch.posture in signature.doing
        and stretch.end_s - stretch.start_s >= signature.least_s
        and len(stretch.steps) <= FEW_STEPS
    ]


def _rhythms(swings: Sequence[Swing]) -> list[list[Swing]]:
    """Runs of swings without a long pause, each long enough to be an exercise."""
    runs: list[list[Swing]] = []
    for swing in swings:
        if swing.end_s - swing.start_s > LONGEST_SWING_S:
            runs.append([])
        elif runs:
            runs[-1].append(swing)
        else:
            runs.append([swing])
    return [run for run in runs if len(run) >= LEAST_SWINGS or _wide(run)]


def _wide(run: Sequence[Swing]) -> bool:
    """Few swings, but of the whole back; a head nods by less than one unit."""
    return sum(swing.size >= WIDE_SWING_DEG for swing in run) >= FEWEST_SWINGS


def _without_rests(signs: Sequence[_Sign], quiet: set[str]) -> list[_Sign]:
    """Leave out quiet lying that is a rest between two sets."""
    kept = []
    for i, sign in enumerate(signs):
        if sign.exercise in quiet and sign.done_s < SET_REST_S and 0 < i < len(signs) - 1:
            before, after = signs[i - 1], signs[i + 1]
            if before.exercise == after.exercise != sign.exercise:
                continue
        kept.append(sign)
    return kept


def _chained(signs: Sequence[_Sign]) -> list[_Sign]:
    chains: list[_Sign] = []
    for sign in signs:
        last = chains[-1] if chains else None
        if last and last.exercise == sign.exercise and sign.start_s - last.end_s <= REST_S:
            chains[-1] = replace(
                last,
                end_s=max(last.end_s, sign.end_s),
                done_s=last.done_s + sign.done_s,
                at_once_s=max(last.at_once_s, sign.at_once_s),
            )
        else:
            chains.append(sign)
    return chains


def _without_passing(
    chains: list[_Sign],
    programme: Mapping[str, PostureSignature],
    stretches: Sequence[Stretch],
    steps: Set[tuple[str, str]],
) -> list[_Sign]:
    """Leave out exercises that were only passed through, shortest first, and join what they had parted.

    Beside its easier or harder step an exercise has to be done for long enough in one go: there is less
    between two steps than between other exercises, and a limb that moves passes through one again and again.
    """
    while chains:
        lacks = [_lacks_s(i, chains, programme, stretches, steps) for i in range(len(chains))]
        short = [i for i, lack in enumerate(lacks) if lack > 0]
        if not short:
            break
        least = chains[min(short, key=lambda i: chains[i].done_s)]
        chains = _chained([chain for chain in chains if chain is not least])
    return chains


def _lacks_s(
    i: int,
    chains: Sequence[_Sign],
    programme: Mapping[str, PostureSignature],
    stretches: Sequence[Stretch],
    steps: Set[tuple[str, str]],
) -> float:
    """By how much too short an exercise was done to be more than a movement in passing, seconds."""
    chain = chains[i]
    if _again(chain, programme[chain.exercise], stretches):
        return LEAST_TWICE_S - chain.done_s
    beside = [
        near
        for near in (*chains[max(i - 1, 0) : i], *chains[i + 1 : i + 2])
        if max(near.start_s - chain.end_s, chain.start_s - near.end_s) <= REST_S
    ]
    if any((chain.exercise, near.exercise) in steps for near in beside):
        return LEAST_DONE_S - chain.at_once_s
    ends = any(s.recording_ends and s.start_s < chain.end_s for s in stretches)
    return (LEAST_AT_END_S if ends else LEAST_DONE_S) - chain.done_s


def _again(chain: _Sign, signature: PostureSignature, stretches: Sequence[Stretch]) -> bool:
    """Done at least twice, with nothing but its resting posture between."""
    own = [s for s in stretches if s.end_s > chain.start_s and s.start_s < chain.end_s]
    if any(s.posture not in (*signature.doing, *signature.resting) for s in own):
        return False
    return sum(s.posture in signature.doing for s in own) > 1


def _grown(chain: _Sign, signature: PostureSignature, stretches: Sequence[Stretch]) -> Part:
    """The part with the postures that lead into it and out of it."""
    before = [s for s in reversed(stretches) if s.start_s < chain.start_s]
    after = [s for s in stretches if s.end_s > chain.end_s]
    start_s = min((s.start_s for s in _leading(before, signature)), default=chain.start_s)
    end_s = max((s.end_s for s in _leading(after, signature)), default=chain.end_s)
    return Part(
        chain.exercise, min(start_s, chain.start_s), max(end_s, chain.end_s), chain.start_s, chain.end_s
    )


def _leading(stretches: Sequence[Stretch], signature: PostureSignature) -> list[Stretch]:
    """The stretches up to the first clear posture of another kind."""
    own = []
    for stretch in stretches:
        if stretch.posture in (*signature.doing, *signature.resting):
            own.append(stretch)
        elif stretch.posture != "other" or stretch.end_s - stretch.start_s > TOUCHING_S:
            break
    return own


def _apart(parts: list[Part]) -> list[Part]:
    """Where two parts share a posture each gets half of what lies between their own movements."""
    for i in range(1, len(parts)):
        before, after = parts[i - 1], parts[i]
        if before.end_s > after.start_s:
            middle = (before.until_s + after.from_s) / 2
            parts[i - 1] = replace(before, end_s=min(before.end_s, middle))
            parts[i] = replace(after, start_s=max(after.start_s, middle))
    return parts


def _with_leads(parts: Sequence[Part]) -> list[Part]:
    led = []
    for i, part in enumerate(parts):
        earliest = parts[i - 1].end_s if i else -float("inf")
        latest = parts[i + 1].start_s if i + 1 < len(parts) else float("inf")
        led.append(
            replace(
                part,
                from_s=max(part.start_s - LEAD_S, earliest),
                until_s=min(part.end_s + LEAD_S, latest),
            )
        )
    return led
