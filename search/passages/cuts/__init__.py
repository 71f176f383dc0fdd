"""Where may a text be cut, so that neither a word nor a mark is?"""
