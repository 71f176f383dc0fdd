"""How fast is it, beside what a person would use instead? `make bench` runs all in one go and prints ratios."""
