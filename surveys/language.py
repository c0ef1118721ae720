"""Which of our two languages a sentence is in, for someone who wrote instead of choosing."""

from surveys.vocabulary import ENGLISH_MARKS, FRENCH_MARKS, Lang


def guess_language(folded: str) -> Lang:
    """French when in doubt. Never used silently: the person is told, and how to change it."""
    words = folded.split()
    french = sum(word in FRENCH_MARKS or word.startswith(("l'", "d'", "qu'")) for word in words)
    english = sum(word in ENGLISH_MARKS for word in words)
    return "en" if english > french else "fr"
