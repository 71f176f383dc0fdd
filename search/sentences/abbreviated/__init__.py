"""Does a full stop belong to the word before it?"""
