"""Here is a pattern: which terms of a sorted dictionary fit it?"""
