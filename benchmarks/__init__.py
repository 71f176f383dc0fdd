"""Measurements beside what a person would use instead; `make bench` runs the short form."""
