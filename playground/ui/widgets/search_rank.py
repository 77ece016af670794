"""The order of search results: whole titles first, then beginnings of titles and of words, then everything else."""

import re


def search_rank(query: str, title: str, more: str = "") -> int | None:
    """Return how well an entry fits a query, 0 best; None when it does not. Case does not matter.

    Args:
        query: What was typed.
        title: Name of the entry.
        more: Other words by which it can be found.
    """
    words, name = " ".join(query.lower().split()), title.lower()
    text = f"{name} {more.lower()}"
    tests = (
        name == words,
        name.startswith(words),
        any(part.startswith(words) for part in re.split(r"[^\w]+", name)) or f" {words}" in name,
        words in name,
        all(re.search(rf"(?<!\w){re.escape(word)}", text) for word in words.split()),
        all(word in text or _spells(word, name) for word in words.split()),
    )
    return next((place for place, fits in enumerate(tests) if fits), None)


def _spells(word: str, title: str) -> bool:
    """Whether a word is the first letter of a title and some of the later ones in order."""
    letters = iter(title)
    return len(word) > 1 and title.startswith(word[0]) and all(letter in letters for letter in word)
