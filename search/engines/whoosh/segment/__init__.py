"""The segment: one immutable file of the index, with the code that builds, reads and merges it."""
