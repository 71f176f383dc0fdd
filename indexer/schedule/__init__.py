"""The scheduler: which jobs there are, when each is due, and the loop that runs them."""
