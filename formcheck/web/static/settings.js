/** The dialogs that open over any screen: settings, when to call, what to ask first, whether to stop. */
import { $, all, make, screenShown, setAttribute, setVisible } from "./dom.js";
import { recall, remember } from "./prefs.js";

/** A sentence that is said to try the sound. */
export const TRIAL = "page.sound.trial";
const SIZES = ["1", "1.25", "1.5", "2"];
/** Where one column that scrolls takes the place of everything on one screen. */
const NARROW = "(max-width: 480px), (max-height: 330px)";
const COLUMN_FROM = 1.25;

export class Windows {
  /**
   * @param {import("./words.js").Words} words
   * @param {import("./voice.js").Voice} voice
   * @param {{opened: () => void, camera: (deviceId: string) => void}} handlers
   */
  constructor(words, voice, handlers) {
    this.words = words;
    this.voice = voice;
    this.handlers = handlers;
    this.keys = recall("keys", "on") === "on";
    $("open-settings").addEventListener("click", () => this.open("settings"));
    $("open-flags").addEventListener("click", () => this.open("flags"));
    for (const button of all("[data-close]", HTMLElement)) {
      button.addEventListener("click", () => button.closest("dialog")?.close());
    }
    for (const dialog of all("dialog", HTMLDialogElement)) {
      // Back at the exercise the space bar shall go on, not open the same dialog again.
      dialog.addEventListener("close", () => screenShown() === "coach" && $("coach-title").focus());
    }
    const aloud = $("voice", HTMLInputElement);
    const tones = $("tones", HTMLInputElement);
    const keys = $("keys", HTMLInputElement);
    tones.checked = voice.tones = recall("tones", "on") === "on";
    tones.addEventListener("change", () => {
      voice.tones = tones.checked;
      remember("tones", voice.tones ? "on" : "off");
    });
    aloud.checked = recall("voice", "on") === "on";
    keys.checked = this.keys;
    voice.turn(aloud.checked);
    voice.onvoices = () => this.voices();
    aloud.addEventListener("change", () => {
      remember("voice", aloud.checked ? "on" : "off");
      voice.turn(aloud.checked);
    });
    keys.addEventListener("change", () => {
      this.keys = keys.checked;
      remember("keys", this.keys ? "on" : "off");
    });
    for (const select of all("[data-cameras]", HTMLSelectElement)) {
      select.addEventListener("change", () => handlers.camera(select.value));
    }
    this.narrow = matchMedia(NARROW);
    this.narrow.addEventListener("change", () => this.flow());
    this.resize(recall("size", "1"));
  }

  /** @param {"settings"|"flags"|"ask"|"leave"} id */
  open(id) {
    const dialog = $(id, HTMLDialogElement);
    if (dialog.open) return;
    this.handlers.opened();
    dialog.showModal();
    dialog.scrollTop = 0;
    $(`${id}-title`).focus({ preventScroll: true });
  }

  get isOpen() {
    return all("dialog", HTMLDialogElement).some((dialog) => dialog.open);
  }

  /** In the present language. */
  fill() {
    const group = $("sizes");
    for (const old of group.querySelectorAll("label")) old.remove();
    for (const size of SIZES) {
      const input = make("input", { type: "radio", name: "size", value: size });
      input.checked = size === recall("size", "1");
      input.addEventListener("change", () => this.resize(size));
      group.append(make("label", {}, input, make("span", {}, this.words.text(`page.size.${SIZES.indexOf(size) + 1}`))));
    }
    this.voices();
  }

  voices() {
    setVisible($("voice-note"), this.voice.ways([this.words.text(TRIAL)]).length === 0);
  }

  /** @param {string} size */
  resize(size) {
    remember("size", size);
    document.documentElement.style.setProperty("--size", SIZES.includes(size) ? size : "1");
    this.flow();
  }

  flow() {
    const column = this.narrow.matches || Number(recall("size", "1")) >= COLUMN_FROM;
    setAttribute(document.documentElement, "data-flow", column ? "column" : "screen");
  }

  /**
   * The cameras by name.
   * @param {MediaDeviceInfo[]} devices
   * @param {string} current
   */
  cameras(devices, current) {
    for (const select of all("[data-cameras]", HTMLSelectElement)) {
      const options = devices.map((device, place) => {
        const name = device.label || `${this.words.text("page.camera.which")} ${place + 1}`;
        const option = make("option", { value: device.deviceId }, name);
        if (device.deviceId === current) setAttribute(option, "selected", "");
        return option;
      });
      if (!options.length) options.push(make("option", { value: "" }, this.words.text("page.camera.unknown")));
      select.replaceChildren(...options);
      select.disabled = devices.length === 0;
    }
  }
}
