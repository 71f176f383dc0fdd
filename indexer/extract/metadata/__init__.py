"""What a page states of its article outside the text, as candidates.

dom                           the elements that may state something, where they stand, and their text
jsonld, microdata, meta_tags  what is written for machines
headings, dates, bylines, links  what is written for readers; links has addresses and pictures
collect                       all of it
"""
