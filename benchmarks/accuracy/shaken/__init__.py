"""What another processor might see: the same video with other last digits, and what then changes."""
