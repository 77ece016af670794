"""Fuzzy search: the letters of a query in order, better when they begin words or follow each other."""


def score(query: str, text: str) -> int | None:
    """Return how well a text fits, higher is better; None when it does not. Case does not matter."""
    query, text = "".join(query.lower().split()), text.lower()
    total, at, run = 0, -1, 0
    for letter in query:
        found = text.find(letter, at + 1)
        if found < 0:
            return None
        starts_word = found == 0 or not text[found - 1].isalnum()
        run = run + 1 if found == at + 1 and at >= 0 else 0
        # A later word's beginning is worth more than a letter in the middle of this one.
        if not run and not starts_word:
            jump = next(
                (i for i in range(found + 1, len(text)) if text[i] == letter and not text[i - 1].isalnum()),
                -1,
            )
            if jump >= 0:
                found, starts_word = jump, True
        total += 10 * starts_word + 6 * bool(run) + 1
        at = found
    if text.startswith(query):
        total += 25
    return total * 4 - len(text)
