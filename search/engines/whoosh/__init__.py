"""The embedded engine: an index in a folder, no service beside it."""
