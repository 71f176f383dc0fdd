"""Random lists of documents for the tests of kernels."""

import numpy as np
from numpy.typing import NDArray

DOCUMENTS = 300


def some_docs(random: np.random.Generator, most: int = DOCUMENTS) -> NDArray[np.uint32]:
    return np.sort(random.choice(DOCUMENTS, random.integers(0, most + 1), replace=False)).astype(np.uint32)
