"""Which documents do two lists both have?"""
