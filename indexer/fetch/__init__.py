"""HTTP requests that are polite, safe and bounded: robots.txt, a pace for each host, no private addresses, limits."""
