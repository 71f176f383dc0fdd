"""Here is a request: which page, which JSON?"""
