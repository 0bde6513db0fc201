"""More frames than can be judged: the newest is judged, the others are let go and counted, none silently."""

from __future__ import annotations

import json
import time

from tests.support.page_client import SLOW_S, Server, answer, begin, blank, bye, press, shown, steps

PLANK = {"exercise": "plank", "sets": 1, "hold_s": 30}


def test_ten_frames_at_once(slow: Server) -> None:
    with slow.live() as link:
        begin(link, PLANK, keep=False)
        sent = [1.0 + i / 30 for i in range(10)]
        for time_s in sent:
            link.send(blank(time_s))
        answers = [answer(link) for _ in sent]
        judged = [told["t"] for told in answers if told["type"] == "frame"]
        skipped = [told["t"] for told in answers if told["type"] == "skipped"]
        assert sorted(judged + skipped) == sent, "each is answered once, by its time"
        assert judged == sorted(judged)
        assert judged[-1] == sent[-1], "the newest wins"
        assert len(judged) <= 4, "the first, the newest, and what came in between by chance"
        assert answers[-1]["dropped"] == len(skipped)
        assert bye(link)["type"] == "kept"


def test_a_flood_does_not_make_it_late(slow: Server) -> None:
    """Ten times as many as can be judged, for three seconds: what is judged is never long past."""
    with slow.live() as link:
        begin(link, PLANK, keep=False)
        began = time.perf_counter()
        sent, late, kinds = 0, [], []

        def heard(timeout: float) -> bool:
            try:
                told = json.loads(link.recv(timeout=timeout))
            except TimeoutError:
                return False
            kinds.append(told["type"])
            if told["type"] == "frame":
                late.append(time.perf_counter() - began + 1 - told["t"])
            return True

        while (now := time.perf_counter() - began) < 3.0:
            link.send(blank(1 + now))
            sent += 1
            heard(0.01)
        while len(kinds) < sent:
            assert heard(10.0), "a frame was never answered"
        assert kinds.count("frame") >= 5
        assert kinds.count("skipped") > kinds.count("frame")
        assert sorted(late)[len(late) // 2] < 5 * SLOW_S
        bye(link)


def test_a_button_does_not_wait_behind_frames(slow: Server) -> None:
    with slow.live() as link:
        begin(link, PLANK, keep=False)
        shown(link, *steps(0, 0.3, 10))
        for time_s in steps(0.5, 2.5, 10):
            link.send(blank(time_s))
        began = time.perf_counter()
        assert press(link, "stop")["screen"]["stage"] == "end"
        assert time.perf_counter() - began < 10 * SLOW_S + 2, "at most one frame is worked on before it"
        bye(link)


def test_goodbye_in_the_middle_of_a_frame(slow: Server) -> None:
    with slow.live() as link:
        begin(link, PLANK, keep=False)
        link.send(blank(1.0))
        link.send(blank(1.1))
        assert bye(link) == {"type": "kept", "folders": [], "visit": None}
    with slow.live() as link:
        begin(link, PLANK, keep=False)
