"""Here is a term: which documents, how often, and where?"""
