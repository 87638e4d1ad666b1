"""How well words of one lemma find each other: the word lists of `../shared/morphology`.

A list gives words and their lemma. For a sample of its words the relatives that would find each in an index of news
and the list are compared with the words of the same lemma: precision and recall of joined pairs. What is wrong by
lemma need not be wrong in a search (إعلان and أعلن are two lemmas), so the figures serve to compare rules, not to be
driven to 1.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from index.analysis import Analyzer, VocabularyStemmer
from index.analysis.relations import FINDING, related_stems, relation_keys

#: The lists that give lemmas.
LISTS: Final = ("ud_padt_dev_test.tsv", "lst_kabi_v2.tsv", "broken_plurals_padt.tsv")


class WordVocabulary:
    """A vocabulary in memory, as `index.analysis.relations` wants it."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._frequencies = frequencies
        self.stem = VocabularyStemmer(frequencies).stem
        self._forms: dict[str, list[str]] = defaultdict(list)
        self._stems: dict[str, list[str]] = defaultdict(list)
        for form in frequencies:
            self._forms[self.stem(form)].append(form)
        for stem in self._forms:
            for key in relation_keys(stem):
                self._stems[key].append(stem)

    def frequency(self, form: str) -> int:
        """Occurrences of a form."""
        return self._frequencies.get(form, 0)

    def stems_of_key(self, key: str) -> Iterable[str]:
        """The stems with this key."""
        return self._stems.get(key, ())

    def found_with(self, form: str) -> set[str]:
        """The forms that find a form."""
        stem = self.stem(form)
        related = related_stems(stem, self)
        finding = [other for other, weight in related.items() if weight >= FINDING]
        return {found for other in finding for found in self._forms.get(other, ())}


class Joined(NamedTuple):
    """Pairs that were rightly and wrongly joined, and that should have been and were not."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)


def lemmas(path: Path) -> dict[str, set[str]]:
    """The lemmas of each form of a list; words of several lemmas in one line are left out."""
    analyzer = Analyzer()
    found: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["lemma"] and ";" not in row["lemma"]:
                form, lemma = (" ".join(analyzer.forms(row[name])) for name in ("word", "lemma"))
                if len(form) > 1:
                    found.setdefault(form, set()).add(lemma)
                    found.setdefault(lemma, set()).add(lemma)
    return found


def joined(lemmas_of: Mapping[str, set[str]], news: Mapping[str, int], sample: int = 3000) -> Joined:
    """What is joined of a list, in a vocabulary of news (forms with frequencies) and the list's own words."""
    vocabulary = WordVocabulary(dict.fromkeys(lemmas_of, 1) | dict(news))
    family: dict[str, set[str]] = defaultdict(set)
    for form, its_lemmas in lemmas_of.items():
        for lemma in its_lemmas:
            family[lemma].add(form)
    forms = sorted(lemmas_of)
    random.Random(1).shuffle(forms)
    right = wrong = missed = 0
    for form in forms[:sample]:
        found = (vocabulary.found_with(form) & lemmas_of.keys()) - {form}
        wanted = set().union(*(family[lemma] for lemma in lemmas_of[form])) - {form}
        right, wrong, missed = (
            right + len(found & wanted),
            wrong + len(found - wanted),
            missed + len(wanted - found),
        )
    return Joined(right, wrong, missed)
