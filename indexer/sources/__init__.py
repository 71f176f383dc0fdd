"""Where do documents come from? One file per kind of source, behind one port."""
