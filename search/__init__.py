"""Search over articles: queries, requests and results, and the engines that answer them."""
