"""What do the bits mean that the tables keep of each character, and the tokenizer of each token?"""

from typing import Final

# What a character is, in the low three bits.
KIND: Final = 7
KIND_SEPARATOR: Final = 0
KIND_LETTER: Final = 1
KIND_DIGIT: Final = 2
KIND_SPACELESS: Final = 3
"""A letter of a script without spaces."""
KIND_SILENT: Final = 4
"""Belongs to the word and folds to nothing: a diacritic."""
KIND_IGNORABLE: Final = 5
"""As if it were not there."""

# What else the tokenizer must know of it.
UPPER: Final = 8
LOWER: Final = 16
ACCENT: Final = 32
"""Folding changes more than its case."""
MARK: Final = 64
"""Stands on the letter before it, of whatever script, and is kept."""
PART: Final = 128
"""Is not counted as a letter: marks, and the vowels and finals of spelled-out Hangul."""
SPECIAL: Final = 256
"""May compose with what stands before it, or must be put in order with it."""
CASELESS: Final = 512
"""Of a script without capitals."""
APOSTROPHE: Final = 1024
POSSESSIVE: Final = 2048
"""The s of a possessive ending."""

LONG: Final = 4096
"""Folds to more than one character."""

CLASS_SHIFT: Final = 16
"""Where the combining class of a kept mark stands in an entry."""
FOLD_SHIFT: Final = 24
"""Where what the character folds to stands in an entry: a code point, or for LONG an index."""

# What a token is.
LONE: Final = 1
"""A run of exactly one character of a script without spaces."""
CAPITALS: Final = 2
"""Two to five letters, all capitals: its form is its spelling."""
ACCENTED: Final = 4
"""Its form is its spelling in lower case."""
LOUD: Final = 8
"""Two letters or more, all capitals. This and the next two are gone when the line is read."""
LONG_LOUD: Final = 16
"""More than five letters, all capitals: no acronym."""
QUIET: Final = 32
"""Has a letter that is no capital."""
LASTING: Final = LONE | CAPITALS | ACCENTED
"""What is left of a token when its line is read."""
