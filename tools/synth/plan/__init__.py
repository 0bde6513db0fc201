"""What happens when: keyframes, sway, faults and the events of the truth."""
