"""Which articles answer a query, in what order, and what in them matched?"""
