"""Films as people really have them: of `reference/films/make.sh`, against what is right."""
