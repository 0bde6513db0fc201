"""Two cameras: what was measured with one does not hold for the other, and the program is told so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.support.browser import Tab, browser, fake_cameras, tab
from tests.support.page_client import Server, serving
from tests.support.page_troubles import HELD, troubled, working

pytestmark = pytest.mark.waits


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("held") / "visits", staged=HELD) as server:
        yield server


@pytest.fixture
def two_cameras(playwright: Playwright) -> Iterator[Browser]:
    fake = fake_cameras(2)
    with browser(playwright, None, *fake) as chromium:
        yield chromium


_PRESSED = """() => {
  const post = Worker.prototype.postMessage;
  window.pressed = [];
  Worker.prototype.postMessage = function (message, ...more) {
    if (message.task === 'say') window.pressed.push(JSON.parse(message.text).button);
    return post.call(this, message, ...more);
  };
}"""
_UNPLUG = """(gone) => {
  const [track] = document.getElementById('video').srcObject.getVideoTracks();
  const media = navigator.mediaDevices, ask = media.getUserMedia.bind(media);
  const id = track.getSettings().deviceId;
  if (gone) media.getUserMedia = (wish) => wish.video.deviceId?.exact === id
    ? Promise.reject(new DOMException('', 'NotFoundError'))
    : ask({ ...wish, video: { ...wish.video, deviceId: { exact: window.other } } });
  track.stop();
  track.dispatchEvent(new Event('ended'));
}"""


def _cameras(patient: Tab) -> tuple[str, str]:
    """The ids of the camera in use, and of the other."""
    patient.wait("document.querySelectorAll('#settings [data-cameras] option').length === 2")
    options = "[...document.querySelectorAll('#settings [data-cameras] option')].map((o) => o.value)"
    now = patient.page.evaluate(
        "document.getElementById('video').srcObject.getVideoTracks()[0].getSettings().deviceId"
    )
    (other,) = (one for one in patient.page.evaluate(options) if one != now)
    return now, other


def _pressed(patient: Tab) -> list[str]:
    """Every button that the program was told of."""
    return list(patient.page.evaluate("window.pressed"))


def _asked_again(patient: Tab) -> int:
    """How often the program was told of another camera."""
    return _pressed(patient).count("camera")


def _pull_out(patient: Tab, first: str, second: str) -> None:
    """The camera in use; "try again" then finds the other one."""
    patient.page.evaluate("(id) => { localStorage.setItem('formcheck.camera', id); }", first)
    patient.page.evaluate("(id) => { window.other = id; }", second)
    patient.page.evaluate(_UNPLUG, True)
    troubled(patient, "gone")


def _still_paused(patient: Tab) -> None:
    patient.page.wait_for_timeout(700)
    assert patient.state("stage") == "pause"


def _goes_on_by_hand(patient: Tab) -> None:
    """The one press that ends a pause leads to the camera check, and from there on all goes by itself."""
    _still_paused(patient)
    before = len(patient.notes("seen"))
    patient.page.keyboard.press(" ")
    patient.wait_stage("perform")
    assert _looked_at(patient, before)


def _looked_at(patient: Tab, since: int) -> bool:
    """Whether the page showed the check of the camera after so many of its notes; it may be short."""
    return "camera" in [one["stage"] for one in patient.notes("seen")[since:]]


def test_another_camera_chosen_in_the_middle(two_cameras: Browser, held: Server) -> None:
    with tab(two_cameras, held) as patient:
        patient.page.add_init_script(f"({_PRESSED})()")
        working(patient)
        first, second = _cameras(patient)
        assert _asked_again(patient) == 0
        patient.page.locator("#open-settings").click()
        patient.wait_stage("pause")
        choice = patient.page.locator("#settings [data-cameras]")
        choice.select_option(second)
        patient.wait("window.pressed.filter((one) => one === 'camera').length === 1")
        assert _cameras(patient) == (second, first)
        _still_paused(patient)
        choice.select_option(first)
        patient.wait("window.pressed.filter((one) => one === 'camera').length === 2")
        assert patient.state("camera") == "live"
        assert _pressed(patient)[-3:] == ["pause", "camera", "camera"]
        patient.page.locator("#settings [data-close]").click()
        _goes_on_by_hand(patient)


def test_another_camera_in_the_place_of_one_pulled_out(two_cameras: Browser, held: Server) -> None:
    """The page had paused for the camera alone: the visit goes on by itself, when the other one sees well."""
    with tab(two_cameras, held) as patient:
        patient.page.add_init_script(f"({_PRESSED})()")
        working(patient)
        first, second = _cameras(patient)
        patient.page.evaluate("(id) => { localStorage.setItem('formcheck.camera', id); }", first)
        patient.page.evaluate("(id) => { window.other = id; }", second)
        for gone, times in ((False, 0), (True, 1)):
            before, seen = len(patient.captions()), len(patient.notes("seen"))
            patient.page.evaluate(_UNPLUG, gone)
            troubled(patient, "gone")
            patient.wait_stage("pause")
            patient.wait_shown("coach")
            assert patient.state("camera") == "live"
            assert _asked_again(patient) == times
            assert _cameras(patient)[0] == (second if gone else first)
            assert "I see you again. We go on." in patient.captions()[before:]
            assert _pressed(patient)[-1 - times :] == ["camera"] * times + ["pause"]
            patient.wait_stage("perform")
            assert _looked_at(patient, seen) == gone, "another camera is looked at"


def test_another_camera_leaves_the_patients_own_pause_alone(two_cameras: Browser, held: Server) -> None:
    """Chosen in the settings, or in the place of one pulled out: going on is for the patient to decide."""
    with tab(two_cameras, held) as patient:
        patient.page.add_init_script(f"({_PRESSED})()")
        working(patient)
        first, second = _cameras(patient)
        patient.page.keyboard.press(" ")
        patient.wait_stage("pause")
        patient.page.locator("#open-settings").click()
        patient.page.locator("#settings [data-cameras]").select_option(second)
        patient.wait("window.pressed.at(-1) === 'camera'")
        patient.page.locator("#settings [data-close]").click()
        _goes_on_by_hand(patient)

        patient.page.keyboard.press(" ")
        patient.wait_stage("pause")
        before = len(patient.captions())
        _pull_out(patient, second, first)
        patient.page.locator("#trouble-mend").click()
        patient.wait_shown("coach")
        assert "I see you again. Press Go on." in patient.captions()[before:]
        _goes_on_by_hand(patient)
        assert _pressed(patient)[-6:] == ["pause", "camera", "pause", "pause", "camera", "pause"]


def test_settings_opened_over_a_camera_pulled_out(two_cameras: Browser, held: Server) -> None:
    """Chosen there another camera does not begin the exercise behind the window."""
    with tab(two_cameras, held) as patient:
        patient.page.add_init_script(f"({_PRESSED})()")
        working(patient)
        first, second = _cameras(patient)
        _pull_out(patient, first, second)
        patient.wait_stage("pause")
        patient.page.locator("#open-settings").click()
        patient.page.locator("#settings [data-cameras]").select_option(second)
        patient.wait("window.pressed.at(-1) === 'camera'")
        _still_paused(patient)
        patient.page.locator("#settings [data-close]").click()
        _goes_on_by_hand(patient)
