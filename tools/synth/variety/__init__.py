"""Looks for single frames of training: people, rooms, what stands in the way, and cameras, drawn by lot.

As varied as what real webcams and phones show; the clips of the presets and lotteries do not use them.
"""
