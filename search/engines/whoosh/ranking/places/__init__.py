"""Where in a document terms stand together."""
