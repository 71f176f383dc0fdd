"""Here is text that is ASCII and plain, as most is: which tokens, eight bytes at a time?"""
