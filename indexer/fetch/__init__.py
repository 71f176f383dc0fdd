"""What does an address answer, asked politely, safely and within bounds?"""

from indexer.fetch.answer import Answer
from indexer.fetch.client import Fetcher
from indexer.fetch.errors import FetchError
from indexer.fetch.settings import FetchSettings

__all__ = ["Answer", "FetchError", "FetchSettings", "Fetcher"]
