"""The process and its machine: streams, signals, environment, libraries, privacy."""
