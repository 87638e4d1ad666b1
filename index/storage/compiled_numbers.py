"""Numbers that the loops in C (`native/`) have as well; `index.storage.compiled` compares them.

They are not where they are made use of, since the modules that do import `index.storage.compiled`, or are nothing that
a search should load.
"""

from __future__ import annotations

from typing import Final

# Classes of characters (`index.ingestion.chunks`). Separators and joints are of two kinds each: those that may end a
# sentence stand side by side.
SEPARATOR, ENDING_SEPARATOR, ENDING_JOINT, JOINT, ARABIC_CHARACTER, OTHER = range(6)
#: Longer chunks are looked up by their text.
LONGEST_CHUNK: Final = 64
# The block of Arabic letters, and what stands in its table for marks; 0 for what is no plain letter
# (`index.ingestion.compiled_chunks`).
FIRST_LETTER, LETTERS, MARK = 0x600, 0x100, 1

# The lowest bits of a word's key (`index.ingestion.word_keys`): whether it is one of the lead, or of the headline.
LEAD, TITLE, FLAG_BITS = 1, 2, 2
#: Passages of an article that are told apart; of the words behind them no peak is known. Few bits, because those that a
#: key has left for slots limit how many slots are inverted at once.
MOST_PASSAGES: Final = (1 << 8) - 1

#: Words of a gram (`index.ingestion.signatures`).
GRAM_WORDS: Final = 5
