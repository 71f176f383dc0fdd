"""An article and a query tree to highlights and fragments: text and ranges, no HTML."""
