"""What the coach can say aloud: its sentences, and a recording of each in the package."""
