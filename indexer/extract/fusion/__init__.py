"""Chooses the value of each field among its candidates, and rates how sure that value is.

trust          how far an origin is believed, by field
vote           how candidates compete: the one method that all fields share
choose_date    publication and last change
choose_fields  title, authors, address, language, image, tags, one-line fields; the quality of the whole
assemble       the article of all decisions, and its provenance
"""
