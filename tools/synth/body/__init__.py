"""The person: mesh, shape, bones and skin."""
