"""What the benchmark knows of each exercise, one module an exercise; `registry` finds them by themselves."""
