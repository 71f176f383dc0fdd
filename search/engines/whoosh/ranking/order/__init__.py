"""The order of hits, and the best of many."""
