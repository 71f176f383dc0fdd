"""Here are tokens: which posting lists do they make?"""
