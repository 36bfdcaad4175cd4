"""The nisba: the adjective that Arabic makes from a country's name, and its forms.

Rule after Ryding, *A Reference Grammar of Modern Standard Arabic* (Cambridge 2005),
chapter 10, "the nisba adjective": the article and the ending ا, يا, ة or ية fall away, -ي is
added. Inflected forms are the sound ones: gender, dual, plural, case, with and without the
article.
"""

_ENDINGS = ("", "ة", "ا", "ان", "ين", "ون", "تان", "تين", "ات")
_STEM_LETTERS = 2  # shortest name (without article) from which an adjective is made


def nisba(name: str) -> str | None:
    """Make the masculine indefinite adjective of a one-word name; None where no rule is known.

    Names in -و (بيرو, توغو) take irregular links before the ending.
    """
    stem = name.removeprefix("ال")
    if " " in stem or stem.endswith("و") or len(stem) <= _STEM_LETTERS:
        return None
    if stem[-1] in "اة":
        stem = stem[:-1]
    return stem if stem.endswith("ي") else stem + "ي"


def inflect(adjective: str) -> list[str]:
    """Give the forms of an adjective in -ي, or of a phrase of them, with and without article.

    Words of a phrase that do not end in -ي («جنوب» in «جنوب أفريقي») keep their form, except
    for the article, which is written on the first word, on the adjectives, or on all.
    """
    words = adjective.split()
    forms: list[str] = []
    for ending in _ENDINGS:
        inflected = [word + ending if word.endswith("ي") else word for word in words]
        forms.append(" ".join(inflected))
        forms.append(" ".join("ال" + word for word in inflected))
        if not all(word.endswith("ي") for word in words):
            forms.append("ال" + " ".join(inflected))
            forms.append(" ".join("ال" + word if word not in words else word for word in inflected))
    return forms
