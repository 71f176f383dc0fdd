"""Here are texts: where does each term occur? Chains of units that grow while texts come in."""
