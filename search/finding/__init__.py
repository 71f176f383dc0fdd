"""Which tokens of a text pass a test? Loops over the tokens of one text."""
