"""The archive as read-only tools of the Model Context Protocol, over standard input and output."""
