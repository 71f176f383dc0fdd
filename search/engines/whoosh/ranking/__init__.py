"""Ranking: a search request over posting arrays, its top documents, their facets and their histogram."""
