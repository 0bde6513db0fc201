"""Trains the trunk head: spine, pelvis and thorax, lumbar flexion; see `tools.train_trunk.__main__`."""
