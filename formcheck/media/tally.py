"""`Tally`: what went wrong while a video was read."""

from __future__ import annotations

from dataclasses import dataclass, replace

_UNUSABLE = ("damaged_packets", "dropped_stamps")
_NOTED = (
    "damaged_packets",
    "damaged_frames",
    "dropped_stamps",
    "changed_sizes",
    "clock_restarts",
    "estimated_stamps",
    "assumed_fps",
)


@dataclass(slots=True)
class Tally:
    """What went wrong while reading; `notes` puts it in words.

    Attributes:
        frames: frames that were given out.
        damaged_packets: packets that could not be decoded, and places that could not be read.
        damaged_frames: frames that were decoded with gaps, kept.
        dropped_stamps: pictures that have no time: no stamp, or one out of order.
        changed_sizes: frames of another shape than the first, fitted into its canvas.
        clock_restarts: times at which the file's clock ran backwards and was continued.
        estimated_stamps: frames without a stamp that were placed one usual step after the frame before.
        assumed_fps: frames per second that were assumed because the source states no times; 0 when it does.
        filmed_faster: how many times slower than life the film plays, as its camera says; 0 for not known.
        truncated: the file ends before its declared length.
    """

    frames: int = 0
    damaged_packets: int = 0
    damaged_frames: int = 0
    dropped_stamps: int = 0
    changed_sizes: int = 0
    clock_restarts: int = 0
    estimated_stamps: int = 0
    assumed_fps: int = 0
    filmed_faster: float = 0.0
    truncated: bool = False

    @property
    def lost(self) -> int:
        """Number of pictures that could not be used; a packet that cannot be decoded counts as one."""
        return sum(getattr(self, name) for name in _UNUSABLE)

    def with_damage(self, decoded: Tally) -> Tally:
        """This one, of the packets of a file, with what shows only in pictures that were decoded of it."""
        return replace(
            self,
            damaged_packets=self.damaged_packets + decoded.damaged_packets,
            damaged_frames=decoded.damaged_frames,
            changed_sizes=decoded.changed_sizes,
        )

    def notes(self) -> list[str]:
        """Machine-readable notes such as "truncated" or "damaged_packets:3"; [] without defects."""
        counted = [f"{name}:{getattr(self, name)}" for name in _NOTED if getattr(self, name)]
        faster = [f"filmed_faster:{self.filmed_faster:g}"] if self.filmed_faster else []
        return (["truncated"] if self.truncated else []) + counted + faster
