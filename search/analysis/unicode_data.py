"""Flags of characters and tokens, and the characters that the tokenizer treats in a way of its own."""

from typing import Final

# The kind of a character, in the low three bits of its entry.
KIND_MASK: Final = 7
KIND_SEPARATOR: Final = 0
KIND_LETTER: Final = 1
KIND_DIGIT: Final = 2
KIND_SPACELESS: Final = 3
"""A letter of a script without spaces."""
KIND_SILENT: Final = 4
"""Part of the word, folds to nothing: a diacritic."""
KIND_IGNORABLE: Final = 5
"""As if it were not there."""

# Its other flags.
UPPER: Final = 8
LOWER: Final = 16
ACCENT: Final = 32
"""Folding changes more than its case."""
MARK: Final = 64
"""A mark on the letter before it, of any script, that folding keeps."""
PART: Final = 128
"""Not counted as a letter: marks, and the vowels and finals of decomposed Hangul."""
SPECIAL: Final = 256
"""May compose with the characters before it, or must be put in canonical order with them."""
CASELESS: Final = 512
"""Of a script without capitals."""
APOSTROPHE: Final = 1024
POSSESSIVE: Final = 2048
"""The s of a possessive ending."""

LONG: Final = 4096
"""Folds to more than one character."""

CLASS_SHIFT: Final = 16
"""The position of a kept mark's combining class in an entry."""
FOLD_SHIFT: Final = 24
"""The position of what the character folds to: a code point, or for LONG an index of the pool."""

# The flags of a token.
LONE: Final = 1
"""A run of exactly one character of a script without spaces."""
CAPITALS: Final = 2
"""Two to five letters, all capitals: its form is its spelling."""
ACCENTED: Final = 4
"""Its form is its spelling in lower case."""
ALL_CAPITALS: Final = 8
"""Two letters or more, all capitals. This flag and the next two are removed at the end of the line."""
LONG_ALL_CAPITALS: Final = 16
"""More than five letters, all capitals: no acronym."""
HAS_NON_CAPITAL: Final = 32
"""Has a letter that is no capital."""
MIN_SHOUTED_WORDS: Final = 3
"""The number of words, all in capitals, from which capitals may be shouting instead of acronyms."""
MAX_ACRONYM_LETTERS: Final = 5
"""The number of letters up to which a word in capitals may be an acronym."""
STORED_FLAGS: Final = LONE | CAPITALS | ACCENTED
"""The flags that a token keeps when its line has been read."""


# Characters that the tokenizer treats in a way that Python's Unicode data does not say.

CODE_POINT_LIMIT: Final = 0x40000
"""No letter has a code point at or above this one; the characters there are ignorable or separate tokens."""

SUPPLEMENTARY_IGNORABLES: Final = range(0xE0000, 0xE1000)
"""Tags and variation selectors, the ignorable characters above `CODE_POINT_LIMIT`."""

IGNORABLES: Final = (
    *(0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    *range(0xFFF0, 0xFFF9),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
)
"""Default_Ignorable_Code_Point of Unicode, below `CODE_POINT_LIMIT`: joiners, soft hyphens, selectors, fillers."""

APOSTROPHES: Final = (0x27, 0x2019, 0x02BC, 0xFF07)
"""Characters before the s of a possessive ending. The third is a letter to Unicode but is used as an apostrophe."""

POSSESSIVE_LETTERS: Final = tuple(map(ord, "sSｓＳ"))

SPACELESS: Final = (
    range(0x0E00, 0x0F00),  # Thai, Lao
    range(0x1000, 0x10A0),  # Myanmar
    range(0x1780, 0x1800),  # Khmer
    range(0x3005, 0x3008),  # ideographic iteration mark, closing mark, zero
    range(0x3021, 0x302A),  # Hangzhou numerals
    range(0x3031, 0x3036),  # kana repeat marks
    range(0x3038, 0x303D),  # Hangzhou numerals, iteration marks
    range(0x3040, 0x3100),  # Hiragana, Katakana
    range(0x31F0, 0x3200),  # Katakana extensions
    range(0xA9E0, 0xAA00),  # Myanmar extended-B
    range(0xAA60, 0xAA80),  # Myanmar extended-A
    range(0xF900, 0xFB00),  # compatibility ideographs
    range(0xFF66, 0xFFA0),  # halfwidth Katakana
    range(0x1AFF0, 0x1B170),  # kana supplements
    range(0x2F800, 0x2FA20),  # compatibility ideographs
)
"""The blocks of scripts that are written without spaces: their letters and marks. Their digits are plain digits."""

SPACELESS_NUMERALS: Final = (0x3007, *range(0x3021, 0x302A), *range(0x3038, 0x303B))
"""Numbers to Unicode, but written among ideographs like one of them."""

IDEOGRAPHS: Final = (
    range(0x3400, 0x4DC0),
    range(0x4E00, 0xA000),
    range(0x20000, 0x2A6E0),
    range(0x2A700, 0x2B740),
    range(0x2B740, 0x2B820),
    range(0x2B820, 0x2CEB0),
    range(0x2CEB0, 0x2EBF0),
    range(0x2EBF0, 0x2EE60),
    range(0x30000, 0x31350),
    range(0x31350, 0x323B0),
    range(0x323B0, 0x33480),
)
"""The blocks of unified ideographs: each assigned from its first code point on, all folding to themselves."""

HANGUL_SYLLABLES: Final = range(0xAC00, 0xD7A4)
HANGUL_PARTS: Final = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))
"""The vowels and finals that compose with what stands before them into a syllable."""

LETTER_MARK_CLASSES: Final = frozenset({0, 6, 7, 8, 9, 84, 91, 103, 107, 118, 122, 129, 130, 132})
"""Combining classes of the marks that are part of a letter: vowel signs, nukta, kana voicing, virama, and the vowels
and tones of Telugu, Thai, Lao and Tibetan. Marks of all other classes are diacritics."""

LATIN_BLOCKS: Final = (range(0xC0, 0x2B0), range(0x1D00, 0x1F00), range(0x2C60, 0x2C80), range(0xA720, 0xA800))
"""The blocks of letters named like "LATIN SMALL LETTER O WITH STROKE", for which people without the key type o."""

EVERYDAY_SPELLINGS: Final = {"ı": "i", "ȷ": "j", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ŋ": "n", "ĸ": "k"}
"""Letters without a decomposition, and what people type in their place. Such a spelling makes a form."""

KEYBOARD_VARIANTS: Final = {"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ہ": "ه"}
"""Code points for one letter on Arabic, Persian and Urdu keyboards: the difference carries no meaning."""

SILENT_LETTERS: Final = (0x0640, *range(0x02B9, 0x02BC), *range(0x02BD, 0x02C2), *range(0x02C6, 0x02D2), 0x02EC, 0x02EE)
"""Letters that fold to nothing: tatweel, and the modifier letters of transcriptions (Hawaiʻi, Qurʾan)."""

UNCHANGED: Final = "йำຳໜໝゟヿ"
"""Characters that are not decomposed. Short i is a letter of its own, on which endings depend; the others would become
two letters, whose offsets in the text could not be told apart."""
