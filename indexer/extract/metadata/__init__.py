"""Here is a parsed page: what does it say of its article outside the text?

elements, surroundings, words  the elements that may speak, gathered in one walk; where they stand; what they say
jsonld, microdata, metas       what is written for machines
headings, times, stamps, bylines, pictures, links    what is written for readers
"""
