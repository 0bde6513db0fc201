"""Plays sound files with the player that the system has; each in its own process.

A process can be killed in the middle of a sentence, and one that hangs stops nobody.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from formcheck.coach.tones import Tone
from formcheck.runtime.subprocesses import python
from formcheck.voice.decode import wav_of
from formcheck.voice.tones import tone_file

PLAYERS = {
    "linux": (("pw-play",), ("paplay",), ("aplay", "-q")),
    "darwin": (("afplay",),),
}
"""Programs that play a WAV file and end with it: PipeWire's, PulseAudio's, ALSA's, the one of macOS."""
_WINDOWS = python("-c", "import sys, winsound; winsound.PlaySound(sys.argv[1], winsound.SND_FILENAME)")
PROBE_S = 5.0


def player() -> list[str] | None:
    """The command of the player of this system, without the file; None where there is none."""
    if sys.platform == "win32":
        return _WINDOWS
    known = PLAYERS.get(sys.platform, PLAYERS["linux"])
    return next((list(command) for command in known if shutil.which(command[0])), None)


def shown(command: Sequence[str]) -> str:
    """The name of a player, for people."""
    return "Windows" if list(command) == _WINDOWS else command[0]


def works(command: Sequence[str]) -> bool:
    """Whether a player plays here: it is given a tick, which a machine without sound refuses at once."""
    with tempfile.TemporaryDirectory(prefix="formcheck-voice-") as folder:
        path = Path(folder) / "tick.wav"
        path.write_bytes(wav_of([tone_file(Tone.COUNT)]))
        try:
            done = subprocess.run([*command, str(path)], capture_output=True, timeout=PROBE_S, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0


def start(command: Sequence[str], path: Path) -> subprocess.Popen[bytes]:
    """Begin to play a file."""
    return subprocess.Popen(
        [*command, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=os.name == "posix",  # Ctrl-C does not reach it
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def kill(child: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    """Kill a process and what it started, without waiting for their end."""
    with contextlib.suppress(OSError):  # it has ended
        if os.name == "posix":
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()


class TonePlayer:
    """Sounds tones at once, beside whatever is being said.

    Args:
        command: the player, see `player`; None sounds nothing.
    """

    def __init__(self, command: Sequence[str] | None) -> None:
        self._command = command
        self._folder = tempfile.TemporaryDirectory(prefix="formcheck-tones-", ignore_cleanup_errors=True)
        self._sounding: list[subprocess.Popen[bytes]] = []

    def sound(self, tone: Tone) -> None:
        """Sound a tone. Never waits."""
        self._sounding = [child for child in self._sounding if child.poll() is None]
        if self._command is None:
            return
        path = Path(self._folder.name) / f"{tone}.wav"
        with contextlib.suppress(OSError, ValueError):  # a tone says nothing that the picture does not show
            if not path.exists():
                path.write_bytes(wav_of([tone_file(tone)]))
            self._sounding.append(start(self._command, path))

    def close(self) -> None:
        """End what is sounding; a second call does nothing."""
        for child in self._sounding:
            kill(child)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(5)
        self._sounding = []
        self._folder.cleanup()
