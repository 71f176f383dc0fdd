"""The pages that people see: one module for each page, and one for each part of the results page."""
