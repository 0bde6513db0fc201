/**
 * Sound files of the program on this computer, decoded and kept.
 */
import { at } from "./place.js";

const MOST_KEPT = 120;

export class SoundFiles {
  /** @param {import("./output.js").Output} output whose context decodes */
  constructor(output) {
    this.output = output;
    /** @type {Map<string, Promise<AudioBuffer>>} */
    this.kept = new Map();
    /** Safari before 18.4 knows no Opus in Ogg: the program then decodes. */
    this.ending = new Audio().canPlayType('audio/ogg; codecs="opus"') ? ".opus" : ".wav";
  }

  /** The file of a recording of the package that this browser plays. @param {string} address */
  packaged(address) {
    return address + this.ending;
  }

  /** A file's sound; fetched once, and again when that failed. @param {string} address */
  buffer(address) {
    let found = this.kept.get(address);
    if (!found) {
      found = this.decoded(address);
      found.catch(() => this.kept.delete(address));
      this.kept.set(address, found);
      if (this.kept.size > MOST_KEPT) this.kept.delete([...this.kept.keys()][0]);
    }
    return found;
  }

  /** @param {string} address */
  async decoded(address) {
    const { context } = this.output;
    if (!context) throw new Error("no sound yet");
    const answer = await fetch(at(address));
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return context.decodeAudioData(await answer.arrayBuffer());
  }
}
