// What a page plays through Web Audio, heard where it leaves for the loudspeaker: how loud, and from when to when.
(() => {
  const EVERY_MS = 40;
  const heard = { levels: [], played: [] };
  window.heard = heard;
  const { connect } = AudioNode.prototype;
  AudioNode.prototype.connect = function tapped(to, ...more) {
    if (to instanceof AudioDestinationNode) {
      const ear = to.context.createAnalyser();
      ear.fftSize = 2048;
      const samples = new Float32Array(ear.fftSize);
      connect.call(this, ear);
      setInterval(() => {
        ear.getFloatTimeDomainData(samples);
        const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
        heard.levels.push([performance.now(), Math.sqrt(power)]);
      }, EVERY_MS);
    }
    return connect.call(this, to, ...more);
  };
  const { start } = AudioBufferSourceNode.prototype;
  const { stop } = AudioScheduledSourceNode.prototype;
  AudioBufferSourceNode.prototype.start = function noted(when = 0, ...more) {
    const begins = performance.now() + 1000 * Math.max(0, when - this.context.currentTime);
    this.note = { begins, ends: begins + 1000 * this.buffer.duration };
    heard.played.push(this.note);
    return start.call(this, when, ...more);
  };
  AudioBufferSourceNode.prototype.stop = function cut(...more) {
    if (this.note) this.note.ends = Math.min(this.note.ends, performance.now());
    return stop.call(this, ...more);
  };
})();
