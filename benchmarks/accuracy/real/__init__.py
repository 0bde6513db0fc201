"""The part on real people: recordings labelled by eye, judged with the exercise named and with `auto`."""
