"""Highlighting: an article and a query tree to marks and fragments, as text and ranges without HTML."""
