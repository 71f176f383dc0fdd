"""When each source is read, and by which worker."""
