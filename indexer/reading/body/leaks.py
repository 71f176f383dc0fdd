"""What is not the article, however much all round it is? Three kinds of block that stand in the middle of articles.

Of these the judged pages have too few for the weights to learn them, and some judges kept what their extractor kept.
None of them is told by one fact alone, and all are short.
"""

import numpy as np

from indexer.reading.body.table import Column, Columns

_LINE, _BOX, _LIFE = 200, 400, 600  # characters; longer ones are prose, whatever they are named
_AWAY = 0.4  # of a line that begins with words like "Read more" and is linked
_OF_PROSE = 0.3  # of a page's prose; a part that has more of it is the article, whatever it is named
_END = 0.6  # of a page's prose, after which an author is told of


def without_leaks(chance: Column, columns: Columns) -> Column:
    """The chances, but 0 for lines that lead to other stories, boxes of newsletters, and who the author is."""
    chars, little = columns["chars"], columns["around0_of_prose"] < _OF_PROSE
    line = (columns["leads_away"] > _AWAY) & (chars <= _LINE)
    box = (columns["near_subscribe"] > 0) & little & (chars <= _BOX)
    life = (columns["near_author"] > 0) & little & (columns["depth_in_prose"] > _END) & (chars <= _LIFE)
    return np.where(line | box | life, 0.0, chance)
