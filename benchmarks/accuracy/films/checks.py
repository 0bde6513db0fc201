"""What is right for each point of `reference/films/make.sh`, and whether the product's outcome is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.accuracy.product import Outcome

State = Literal["right", "refused", "wrong"]
STATES: tuple[State, ...] = ("right", "refused", "wrong")
"""As wanted; said that it cannot be judged, and why; anything else. A point is as its worst file."""
Outcomes = Mapping[str, Outcome]
"""By the file's name; clips that nothing was done to, by theirs."""

SAME_S = 0.4
"""Ends of an event agree within this: the file's pictures are others where it was encoded anew, and a turned
picture is another one to the network. A boundary may then move by as long as a posture has to last."""
HELD_S = 1.0
"""Seconds held agree within this: both ends of a hold."""
SAG_S = 0.8
"""Seconds of a fault agree within this: both its ends."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One file: how it did, and what was found or said."""

    state: State
    said: str


def verdict(wrong: str, outcome: Outcome, honest: tuple[str, ...] = ("unreadable",)) -> Verdict:
    """Right where nothing is `wrong`.

    Args:
        wrong: what is wrong; "" for nothing.
        outcome: of the file.
        honest: reasons for "not measured" that are an honest refusal of this file; "unreadable": so is an
            error that says why it cannot be read.
    """
    if not wrong:
        return Verdict("right", described(outcome))
    if "unreadable" in honest and outcome.exit_status == 2 and outcome.message and not outcome.scored:
        return Verdict("refused", outcome.message)
    if outcome.result.get("word") == "not_measured" and main_reason(outcome) in honest:
        return Verdict("refused", main_reason(outcome))
    return Verdict("wrong", f"{wrong}; {described(outcome)}")


def main_reason(outcome: Outcome) -> str:
    """The reason that most of the time was lost to; "" for none."""
    reasons: dict[str, float] = outcome.result.get("coverage", {}).get("reasons", {})
    return max(reasons, key=lambda name: reasons[name], default="")


def described(outcome: Outcome) -> str:
    """The outcome in a few words."""
    if not outcome.scored:
        return outcome.message or f"exit status {outcome.exit_status}"
    result = outcome.result
    dose = result["dose"]
    done = [f"{dose['hold_s']:.1f} s held"] if dose["hold_s"] else []
    done += [f"{dose['reps']} repetitions"] if dose["reps"] else []
    faults = [f"{name} {f['count']}x {f['seconds']:.1f} s" for name, f in result["technique"].items()]
    reason = [main_reason(outcome)] if result["word"] == "not_measured" else []
    return ", ".join([result["word"], *done, *faults, *reason, *result["source"]["notes"]])


def differs(found: Outcome, wanted: Outcome) -> str:
    """How the events of two outcomes differ; "" for not at all.

    Args:
        found: of the film.
        wanted: of the untouched clip.
    """
    ours, theirs = _gist(found), _gist(wanted)
    if [one[:2] for one in ours] != [one[:2] for one in theirs]:
        return "other events or faults than the untouched clip"
    pairs = list(zip(ours, theirs, strict=True))
    worst = max((max(abs(a[2] - b[2]), abs(a[3] - b[3])) for a, b in pairs), default=0.0)
    return "" if worst <= SAME_S else f"an event begins or ends {worst:.1f} s elsewhere"


def _gist(outcome: Outcome) -> list[tuple[str, str, float, float]]:
    return [
        (e["kind"], " ".join(sorted({f["kind"] for f in e["faults"]})), e["start_s"], e["end_s"])
        for e in outcome.events("hold", "rep", "attempt")
    ]


def _held(outcome: Outcome) -> float:
    return float(outcome.result["dose"]["hold_s"])


def _measured_s(outcome: Outcome) -> float:
    """Seconds that were measured. What was lost is not compared: missing frames leave no trace of it."""
    coverage = outcome.result["coverage"]
    return float(coverage["measured"] * coverage["active_s"])


def _fault_s(outcome: Outcome, fault: str) -> float:
    technique: dict[str, Any] = outcome.result["technique"]
    return float(technique[fault]["seconds"]) if fault in technique else 0.0


def _joined_streams(of: Outcomes) -> str:
    found = of["joined.ts"]
    if not found.scored:
        return "not scored"
    held_s = sum(_held(of[name]) for name in ("plank_good", "plank_sag"))
    sag_s = _fault_s(of["plank_sag"], "sag")
    if abs(_held(found) - held_s) > HELD_S:
        return f"not {held_s:.1f} s held"
    if set(found.result["technique"]) != {"sag"} or found.result["technique"]["sag"]["count"] != 1:
        return "not one sag alone"
    return "" if abs(_fault_s(found, "sag") - sag_s) <= SAG_S else f"not {sag_s:.1f} s of sag"


def _whole_plank(of: Outcomes) -> str:
    found = of["joined.webm"]
    if not found.scored:
        return "not scored"
    if abs(_held(found) - _held(of["plank_good"])) > HELD_S:
        return "not the whole plank"
    return "a fault in a good plank" if found.result["technique"] else ""


def _as_untouched(name: str, clip: str) -> Callable[[Outcomes], str]:
    def check(of: Outcomes) -> str:
        return differs(of[name], of[clip]) if of[name].scored else "not scored"

    return check


def _every_frame(of: Outcomes) -> str:
    found, clip = of["bframes.avi"], of["bridge_reps"]
    if not found.scored:
        return "not scored"
    if found.result["source"]["frames"] != clip.result["source"]["frames"]:
        return f"{found.result['source']['frames']} of {clip.result['source']['frames']} frames"
    late_s = max(abs(a - b) for a, b in zip(found.time_s.tolist(), clip.time_s.tolist(), strict=True))
    return f"a frame is {late_s:.2f} s off" if late_s > 0.01 else differs(found, clip)


PIECES = ("piece0.mkv", "piece1.mkv", "piece2.mkv")


def _piece(of: Outcomes) -> str:
    if not all(of[name].scored for name in PIECES):
        return "not scored"
    sources = [of[name].result["source"] for name in PIECES]
    if any("truncated" in source["notes"] for source in sources):
        return "said to end too early"
    read, all_ = sum(s["frames"] for s in sources), of["plank_sag"].result["source"]["frames"]
    return "" if read == all_ else f"{read} of {all_} frames in all pieces"


def _twice(of: Outcomes) -> str:
    first, second = of["first time"], of["second time"]
    if not (first.scored and second.scored) or second.exit_status:
        return "the second time it was not scored"
    return "" if first.result == second.result else "another result the second time"


def _sparse(of: Outcomes) -> str:
    found = of["sparse.mp4"]
    refused = found.result.get("word") == "not_measured" and main_reason(found) == "frame_rate"
    return "" if refused else "not refused for its frame rate"


def _grey(of: Outcomes) -> str:
    grey, missing = of["grey.mp4"], of["missing.mp4"]
    if not (grey.scored and missing.scored):
        return "not scored"
    if abs(_held(grey) - _held(missing)) > HELD_S:
        return f"{_held(grey):.1f} s held, without those frames {_held(missing):.1f} s"
    ours, theirs = (_measured_s(one) for one in (grey, missing))
    if abs(ours - theirs) > HELD_S:
        return f"{ours:.1f} s measured, without those frames {theirs:.1f} s"
    return "" if grey.result["technique"].keys() == missing.result["technique"].keys() else "other faults"


def _read(of: Outcomes) -> str:
    changed = [change["name"] for change in of["bom.toml"].result.get("thresholds", {}).get("changed", ())]
    return "" if changed == ["dose.hold_s"] else "the number was not taken over"


NAMED = {
    "nan.toml": "neutral",
    "inf.toml": "calibrated_green",
    "phases.toml": "phases",
    "percent.toml": "0.025",
}
"""Files with a band that switches a fault off by mistake, and what the refusal has to name."""


def _refused(name: str) -> Callable[[Outcomes], str]:
    def check(of: Outcomes) -> str:
        told = of[name].exit_status == 2 and "sag" in of[name].message and NAMED[name] in of[name].message
        return "" if told else "not refused by name"

    return check


@dataclass(frozen=True, slots=True)
class Check:
    """One file of a point.

    Attributes:
        point: its number in make.sh.
        file: its name, under which its outcome is found.
        shows: what the file is.
        wanted: the right result.
        wrong: what is wrong with the outcomes; "" for nothing.
        honest: what is an honest refusal, as of `verdict`.
        exercise: what it is scored as.
    """

    point: int
    file: str
    shows: str
    wanted: str
    wrong: Callable[[Outcomes], str]
    honest: tuple[str, ...] = ("unreadable",)
    exercise: str = "plank"


_SAG = "the sag of plank_sag"
_OFF = "a band that switches a fault off"
CHECKS = (
    Check(1, "joined.ts", "two transport streams in a row", "both clips, one sag", _joined_streams),
    Check(2, "joined.webm", "two browser recordings, the second upright", "the whole plank", _whole_plank),
    Check(3, "thumbnail_first.mov", "a thumbnail before the picture", _SAG,
          _as_untouched("thumbnail_first.mov", "plank_sag")),
    Check(4, "proxy_first.mp4", "a small proxy before the picture", _SAG,
          _as_untouched("proxy_first.mp4", "plank_sag")),
    Check(5, "bframes.avi", "H.264 with B-frames in AVI", "every frame at its time", _every_frame,
          exercise="bridge"),
    Check(6, "piece1.mkv", "the second piece of a recording", "whole, nothing about an end", _piece),
    Check(7, "second time", "a name with a narrow no-break space", "scored twice alike", _twice, ()),
    Check(8, "on_its_side.mp4", "a picture on its side", _SAG,
          _as_untouched("on_its_side.mp4", "plank_sag"), ("turned", "unreadable")),
    Check(8, "upside_down.mp4", "a picture upside down", _SAG,
          _as_untouched("upside_down.mp4", "plank_sag"), ("turned", "unreadable")),
    Check(9, "sparse.mp4", "frames only where the picture changes", "`frame_rate` as the reason", _sparse),
    Check(10, "grey.mp4", "three seconds grey", "the time as without those frames", _grey),
    Check(11, "bom.toml", "a therapist's file with a byte-order mark", "read", _read, ()),
    Check(12, "nan.toml", _OFF, "refused by name", _refused("nan.toml"), ()),
    Check(12, "inf.toml", _OFF, "refused by name", _refused("inf.toml"), ()),
    Check(12, "phases.toml", _OFF, "refused by name", _refused("phases.toml"), ()),
    Check(12, "percent.toml", _OFF, "refused by name", _refused("percent.toml"), ()),
)  # fmt: skip
POINTS = max(check.point for check in CHECKS)
