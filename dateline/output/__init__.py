"""What a terminal shows: results, status, inspection, progress."""
