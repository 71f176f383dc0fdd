"""Evaluation at speed: a query tree over posting arrays, its best matches, and how they are spread."""
