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
KIND_EMOJI: Final = 6
"""A token of its own."""

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

HYPHEN: Final = 8192
"""Joins the words on both sides of it: a hyphen, or what stands for one in Persian."""
ARABIC: Final = 16384
HEBREW: Final = 32768

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
JOINS: Final = 8
"""One hyphen or apostrophe parts it from the next token, with which it is written together elsewhere: `e-mail`."""
LOWER_CASE: Final = 16
"""All its letters are small."""
DOTTED: Final = 32
"""Letters with dots between them, which are an acronym in a line of capitals, too."""
ALL_CAPITALS: Final = 64
"""Two letters or more, all capitals. This flag and the next two are removed at the end of the line."""
LONG_ALL_CAPITALS: Final = 128
"""More than five letters, all capitals: no acronym."""
HAS_NON_CAPITAL: Final = 256
"""Has a letter that is no capital."""
NO_WORD: Final = 512
"""A number, an emoji, or of a script without spaces: nothing is written together with it."""
MIN_SHOUTED_WORDS: Final = 3
"""The number of words, all in capitals, from which capitals may be shouting instead of acronyms."""
MAX_ACRONYM_LETTERS: Final = 5
"""The number of letters up to which a word in capitals may be an acronym."""
STORED_FLAGS: Final = LONE | CAPITALS | ACCENTED | JOINS
"""The flags that a token has in `TokenArrays.kinds`."""
LINE_FLAGS_KEPT: Final = STORED_FLAGS | LOWER_CASE | DOTTED
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

HYPHENS: Final = (0x2D, 0x2010, 0x2011)
"""Characters that join the words on both sides."""

HALF_SPACE: Final = 0x200C
"""The zero-width non-joiner: parts the words of a Persian compound (می‌رود), and is ignored in other scripts."""

HEBREW_MARKS: Final = (0x22, 0x27, 0x2019, 0x201C, 0x201D, 0x05F3, 0x05F4)
"""Marks within a Hebrew word, of an acronym (צה״ל) or a foreign sound (ג׳ורג׳), that people leave out."""

GROUP_MARKS: Final = (0x27, 0x2C, 0x2E, 0xA0, 0x066C, 0x2009, 0x2019, 0x202F)
"""What parts the thousands of a number: apostrophe, comma, full stop, fixed and thin blanks, the Arabic sign."""

EMOJI: Final = (
    *(0x231A, 0x231B, 0x23F0, 0x23F3, 0x260E, 0x2614, 0x2615, 0x2620, 0x2622, 0x2623, 0x267F, 0x2693, 0x26A1, 0x26BD),
    *(0x26BE, 0x26C4, 0x26C5, 0x26D4, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26FA, 0x26FD, 0x2702, 0x2705, 0x2728, 0x274C),
    *(0x274E, 0x2753, 0x2757, 0x2764, 0x2B50, 0x2B55, 0x1F004, 0x1F0CF),
    *(*range(0x2600, 0x2605), *range(0x2648, 0x2654), *range(0x2708, 0x270E)),
    *range(0x1F1E6, 0x1F200),  # letters of flags
    *range(0x1F300, 0x1F3FB),
    *range(0x1F400, 0x1F650),
    *range(0x1F680, 0x1F700),
    *range(0x1F7E0, 0x1F7EC),
    *range(0x1F90C, 0x1FA00),
    *range(0x1FA70, 0x1FB00),
)
"""Pictures that people use as words. Stars, ticks and arrows that mark the items of a list are not among them."""

SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
"""Modifiers of an emoji, without a meaning for search."""

ARABIC_BLOCKS: Final = (
    range(0x600, 0x700),
    range(0x750, 0x780),
    range(0x8A0, 0x900),
    range(0xFB50, 0xFE00),
    range(0xFE70, 0xFF00),
)
HEBREW_BLOCKS: Final = (range(0x5D0, 0x5F3), range(0xFB1D, 0xFB50))

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

KEYBOARD_VARIANTS: Final = {"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ہ": "ه", "ۀ": "ه", "ە": "ه", "ة": "ه"}
"""Letters that Arabic, Persian and Urdu writers type for one another; the forms of alef lose their marks anyway."""

HINDI_VARIANTS: Final = {
    "\u093c": "",  # nukta, the dot below
    "ँ": "ं",
    **dict(zip("ऍऎऑऒ", "एएओओ", strict=True)),
    **dict(zip("ॅॆॉॊ", "ेेोो", strict=True)),
}
"""Marks and vowels of Devanagari that are spelled in more than one way."""

NASAL_ROWS: Final = range(0x0915, 0x092F)
"""The consonants of Devanagari, five a row; the last of a row is its nasal. Before another consonant of its row, a
nasal with a virama is also written as a dot: हिन्दी and हिंदी."""
VIRAMA: Final = 0x094D
ANUSVARA: Final = 0x0902

SILENT_LETTERS: Final = (0x0640, *range(0x02B9, 0x02BC), *range(0x02BD, 0x02C2), *range(0x02C6, 0x02D2), 0x02EC, 0x02EE)
"""Letters that fold to nothing: tatweel, and the modifier letters of transcriptions (Hawaiʻi, Qurʾan)."""

UNCHANGED: Final = "йำຳໜໝゟヿ"
"""Characters that are not decomposed. Short i is a letter of its own, on which endings depend; the others would become
two letters, whose offsets in the text could not be told apart."""
