"""Where room is left, which neighbouring text do passages take in?"""
