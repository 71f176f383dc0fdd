"""Here is an address that a person opened: what do they see? One file a page, and one for each part of the results."""
