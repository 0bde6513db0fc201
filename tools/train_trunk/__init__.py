"""Trains the trunk head: spine, orientation of pelvis and thorax, lumbar flexion; see `tools.train_trunk.__main__`."""
