"""The indexer: from sources to documents, articles, the archive and the index."""
