"""Here are the windows that are to be shown: which passages, when room is short?"""
