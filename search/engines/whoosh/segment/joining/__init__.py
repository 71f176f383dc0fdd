"""Here are the dictionaries and lists of several segments: what are those of one?"""
