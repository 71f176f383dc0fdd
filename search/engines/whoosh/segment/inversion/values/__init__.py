"""Here are whole values: which documents have each?"""
