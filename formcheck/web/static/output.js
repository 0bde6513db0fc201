/** Where sound goes: one volume for everything, on the output that was chosen. */

export class Output {
  constructor() {
    this.volume = 1;
    /** The output that was chosen; "" for the one of the system. */
    this.speaker = "";
    /** Made at the first click: browsers hold back the sound of a page that was not clicked on. @type {AudioContext|null} */
    this.context = null;
    /** @type {GainNode|null} */
    this.master = null;
    /** The element that plays on another output where the context itself cannot. @type {HTMLAudioElement|null} */
    this.aside = null;
  }

  /** Whether this browser can play sound at all. */
  get able() {
    return typeof AudioContext === "function";
  }

  /** A click or a key allows sound. */
  wake() {
    if (!this.able) return;
    if (!this.context) {
      this.context = new AudioContext();
      this.master = this.context.createGain();
      this.master.gain.value = this.volume;
      this.master.connect(this.context.destination);
      if (this.speaker) this.choose(this.speaker);
    }
    if (this.context.state !== "running") this.context.resume().catch(() => {});
  }

  /** @param {number} volume 0 to 1 */
  setVolume(volume) {
    this.volume = volume;
    if (this.master) this.master.gain.value = volume;
  }

  /** Whether another output can be chosen here. */
  get choosable() {
    return this.able && ("setSinkId" in AudioContext.prototype || "setSinkId" in HTMLMediaElement.prototype);
  }

  /**
   * Play on this output from now on; false where the browser does not allow it.
   * @param {string} speaker its id; "" for that of the system
   */
  async choose(speaker) {
    this.speaker = speaker;
    const { context, master } = this;
    if (!context || !master) return true; // it is done when the context is made
    try {
      if ("setSinkId" in context && typeof context.setSinkId === "function") await context.setSinkId(speaker);
      else await this.moveAside(context, master, speaker);
      return true;
    } catch {
      this.speaker = "";
      return false;
    }
  }

  /**
   * @param {AudioContext} context
   * @param {GainNode} master
   * @param {string} speaker
   */
  async moveAside(context, master, speaker) {
    if (!this.aside) {
      const stream = context.createMediaStreamDestination();
      this.aside = new Audio();
      this.aside.srcObject = stream.stream;
      master.disconnect();
      master.connect(stream);
    }
    await this.aside.setSinkId(speaker);
    await this.aside.play();
  }
}
