"""Articles of words that come in many forms, any number of them."""

from __future__ import annotations

from corpus import Article
from tests.builders import article

WORDS = ["وزير", "الخارجية", "والوزير", "زار", "قمة", "عربية", "ﷺ", "كوفيد19", "للوزراء"]


def story(number: int) -> Article:
    words = [f"{WORDS[number * step % len(WORDS)]} كلمة{number * step % 301}" for step in range(1, 12)]
    return article(
        f"{number}", " ".join(words), " ".join(words[::-2]), title=words[0], source=f"{number % 3}"
    )
