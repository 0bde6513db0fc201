"""`formcheck live`: the same coach as on the page, in a window of its own."""
