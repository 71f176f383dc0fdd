"""Query text to a tree of conditions, and a tree to text and to tests of terms."""
