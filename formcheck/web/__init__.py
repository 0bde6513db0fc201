"""`formcheck serve`: the live coach as a page on this machine, for this machine only."""
