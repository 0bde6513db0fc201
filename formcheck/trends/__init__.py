"""What several visits say together: trends, smallest real changes, the next step. Numbers in, numbers out."""
