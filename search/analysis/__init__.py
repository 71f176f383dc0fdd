"""Here is a text: which tokens, and which terms? The one analysis for indexing, querying and marking."""
