"""Arabic text analysis: from raw text to the terms of the index, and from a term to its relatives.

`tokenizing` finds the words, `folding` gives each its normalised form, and `Analyzer` is the door to both. Terms are
normalised forms, not stems; which of them are relatives `stemming` says by the shape of a form, and `vocabulary`, far
better, by the evidence of all the forms of an index.
"""

from index.analysis.analyzer import Analyzer, Token
from index.analysis.vocabulary import VocabularyStemmer, stem_groups

__all__ = ["Analyzer", "Token", "VocabularyStemmer", "stem_groups"]
