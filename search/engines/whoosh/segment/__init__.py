"""Here are articles: one immutable file of the index, made, read and merged."""
