"""What do we hold? Every article, its earlier versions, failures, sources and runs: the truth."""
