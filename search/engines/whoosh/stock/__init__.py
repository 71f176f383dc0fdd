"""Here is a program of Whoosh's own interface: what does it see of our files? Reading only."""
