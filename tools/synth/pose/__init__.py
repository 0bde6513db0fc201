"""Postures: limbs, contacts with the mat, and the solvers that keep both true."""
