"""The embedded engine: an index in a folder, without a service beside it."""
