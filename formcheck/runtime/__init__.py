"""What the process needs of the machine: streams, signals, libraries, privacy."""
