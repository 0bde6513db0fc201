"""The process in which mediapipe runs: it cannot reach the internet.

Started by `mediapipe_estimator` as ``python -m formcheck.pose.mediapipe_worker MODEL.task``. Requests come in
on standard input and replies go out on standard output, as pickles: first READY, then for each `Request` a
`Reply`, None for nobody, or a `Failure`, which is the last. The end of the input ends the process.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from formcheck.pose.mediapipe_landmarker import READY, Failure, Landmarker, Request
from formcheck.runtime.privacy import block_internet, redirect_proxies


def serve(requests: BinaryIO, replies: BinaryIO, bundle: Path) -> None:
    """Answer requests until there are no more."""

    def send(message: object) -> None:
        pickle.dump(message, replies, pickle.HIGHEST_PROTOCOL)
        replies.flush()

    try:
        landmarker = Landmarker(bundle)
        send(READY)
        while True:
            try:
                request = pickle.load(requests)
            except EOFError:
                return
            send(landmarker.estimate(Request(*request)))
    except Exception as error:
        send(Failure(type(error).__name__, str(error)))


def main() -> None:
    """Shut the doors, then serve."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes the pipe
    redirect_proxies()
    block_internet()
    # Replies get the pipe for themselves: whatever the library prints goes to standard error.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        serve(sys.stdin.buffer, replies, Path(sys.argv[1]))
        replies.close()
    except BrokenPipeError:
        pass
    finally:
        # Closing the task would send usage statistics, which must wait for a refused connection first.
        os._exit(0)


if __name__ == "__main__":
    main()
