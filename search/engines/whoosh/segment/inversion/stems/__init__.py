"""Here are the lists of words: which lists have their stems?"""
