"""One figure for every document: how matches are spread over values and over time."""
