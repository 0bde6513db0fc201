/** Before the first exercise: do you hear this? Where nothing can be heard, that is said here. */
import { $, all, make, screenShown, setText, setVisible, showScreen } from "./dom.js";
import { recall, remember } from "./prefs.js";
import { TRIAL } from "./settings.js";

const HEARD = "heard";

export class SoundCheck {
  /**
   * @param {import("./words.js").Words} words
   * @param {import("./voice.js").Voice} voice
   */
  constructor(words, voice) {
    this.words = words;
    this.voice = voice;
    /** The patient goes on without sound, until the page is loaded anew. */
    this.without = false;
    /** What comes after it. @type {() => void} */
    this.onward = () => {};
    voice.sounds.output.setVolume(Number(recall("volume", "1")) || 1);
    voice.sounds.output.speaker = recall("speaker");
    voice.recorded = recall("spoken") === "recorded";
    const volume = $("sound-volume", HTMLInputElement);
    volume.value = String(voice.sounds.output.volume);
    volume.addEventListener("input", () => {
      voice.sounds.output.setVolume(Number(volume.value));
      remember("volume", volume.value);
    });
    volume.addEventListener("change", () => this.say());
    $("sound-speaker", HTMLSelectElement).addEventListener("change", (event) => {
      if (event.target instanceof HTMLSelectElement) this.take(event.target.value);
    });
    $("sound-choose").addEventListener("click", () => this.ask());
    $("sound-repeat").addEventListener("click", () => this.say());
    $("sound-no").addEventListener("click", () => this.help());
    $("sound-yes").addEventListener("click", () => {
      remember("sound", `${HEARD} ${this.way}`);
      this.leave();
    });
    for (const button of all("[data-without]", HTMLElement)) {
      button.addEventListener("click", () => {
        this.without = true;
        this.leave();
      });
    }
  }

  get parts() {
    return [this.words.text(TRIAL)];
  }

  /** How sentences are said here. */
  get way() {
    return this.voice.ways(this.parts)[0] ?? "";
  }

  /**
   * Ask whether the patient hears, unless that is known or not wanted; then go on.
   * @param {() => void} onward
   */
  before(onward) {
    const known = recall("sound") === `${HEARD} ${this.way}`;
    if (!this.voice.on || this.without || known) onward();
    else this.open(onward);
  }

  /** @param {() => void} onward */
  open(onward) {
    const { words, way } = this;
    this.onward = onward;
    setText($("sound-title"), words.text(way ? "page.sound" : "page.sound.none"));
    setText($("sound-lead"), words.text(way ? "page.sound.lead" : "page.sound.none.text"));
    setText($("sound-by"), way ? words.text(`page.sound.by.${way}`) : "");
    setVisible($("sound-help"), false);
    for (const id of ["sound-lead", "sound-by"]) setVisible($(id), true);
    setVisible($("sound-repeat"), way !== "");
    setVisible($("sound-no"), way !== "");
    setVisible($("sound-yes"), way !== "");
    setVisible($("sound-without"), way === "");
    showScreen("sound");
    if (way) this.say();
  }

  say() {
    this.voice.tell(this.words.text(TRIAL));
  }

  /** It was not heard: what helps, and once more. */
  help() {
    const { voice } = this;
    if (this.way === "browser" && voice.sounds.find("packaged", this.parts)) {
      voice.recorded = true; // the voice of the browser may be at fault
      remember("spoken", "recorded");
    }
    setVisible($("sound-help"), true);
    for (const id of ["sound-lead", "sound-by", "sound-no"]) setVisible($(id), false); // room for what helps
    this.speakers();
    this.say();
  }

  /** The outputs that this browser lets a page choose from, if any. */
  async speakers() {
    const { output } = this.voice.sounds;
    const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    const outputs = devices.filter((device) => device.kind === "audiooutput" && device.deviceId);
    const asks = "selectAudioOutput" in (navigator.mediaDevices ?? {});
    setVisible($("sound-speakers"), output.choosable && (outputs.length > 1 || asks));
    setVisible($("sound-which"), outputs.length > 1);
    setVisible($("sound-choose"), asks);
    const options = outputs.map(({ deviceId, label }, place) => {
      const name = label || `${this.words.text("page.sound.speaker")} ${place + 1}`;
      const option = make("option", { value: deviceId }, name);
      option.selected = deviceId === output.speaker;
      return option;
    });
    $("sound-speaker").replaceChildren(...options);
  }

  /** The browser's own window to choose an output, where it has one. */
  async ask() {
    const media = navigator.mediaDevices;
    if (!("selectAudioOutput" in media) || typeof media.selectAudioOutput !== "function") return;
    try {
      await this.take((await media.selectAudioOutput()).deviceId);
      await this.speakers();
    } catch {
      // nothing was chosen
    }
  }

  /** @param {string} speaker */
  async take(speaker) {
    if (await this.voice.sounds.output.choose(speaker)) remember("speaker", speaker);
    this.say();
  }

  leave() {
    this.voice.hush();
    if (screenShown() === "sound") this.onward();
  }
}
