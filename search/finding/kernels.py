"""Which tokens of a text are a term, or begin so? Token k of the text is `arena[bounds[k]:bounds[k + 1]]`, folded."""

from pathlib import Path

from search.kernels import INT, INTS, LONGS, TEXT, Bytes, Ints, Longs, compiler

compiled = compiler(Path(__file__))


@compiled(INT, TEXT, LONGS, TEXT, INT, INTS, entrance=True)
def beginning(arena: Bytes, bounds: Longs, wanted: Bytes, longest: int, out: Ints) -> int:
    """Write the numbers of the tokens that begin with `wanted` and have at most `longest` bytes; how many there are."""
    count = 0
    size = len(wanted)
    for token in range(len(bounds) - 1):
        start = bounds[token]
        length = bounds[token + 1] - start
        if size <= length <= longest:
            j = 0
            while j < size and arena[start + j] == wanted[j]:
                j += 1
            if j == size:
                out[count] = token
                count += 1
    return count
