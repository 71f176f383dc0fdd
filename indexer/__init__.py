"""How does a document become an article, and an article a part of the archive and the index?"""
