"""Records every sentence of `formcheck.voice.sentences` with espeak-ng, and makes the tones."""
