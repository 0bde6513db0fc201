"""Makes synthetic exercise clips whose truth is exact: see `tools.synth.cli`."""
