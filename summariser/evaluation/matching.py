"""What answers what: predictions and labels one to one, values and the words of a page.

The thresholds and rules are those of the labelling guide's last section.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, TypeVar, cast, get_args

import numpy as np
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment  # pyright: ignore[reportUnknownVariableType, reportMissingTypeStubs]

from summariser.evaluation.labels import LabelAgreement, LabelContext, LabelOfficial, LabelParty
from summariser.lexicon import (
    CityMention,
    city_mentions,
    country_mentions,
    folded,
    organisation_mentions,
    town_mentions,
)
from summariser.lexicon.dates import dates
from summariser.record import Agreement, ContextItem, Evidence, Official, Party

NAME_THRESHOLD = 0.8  # token-set similarity from which two names match
ROLE_THRESHOLD = 0.6  # the same for the wording of a role
OVERLAP_THRESHOLD = 0.5  # what two quotes have in common, as a share of the shorter one

_TIE = 1e-9  # worth of what decides between equals, below any difference of similarities

OfficialAttribute = Literal["country", "name_en", "role", "present"]
OFFICIAL_ATTRIBUTES: tuple[OfficialAttribute, ...] = get_args(OfficialAttribute)
Span = tuple[int, int]
_Predicted = TypeVar("_Predicted")
_Labelled = TypeVar("_Labelled")

_fold = lru_cache(maxsize=65_536)(folded)  # each name is compared with every other of its list


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Positions, in their lists, of a prediction and the label that it was matched with."""

    predicted: int
    labelled: int


# ── names ────────────────────────────────────────────────────────────────────


def token_set_similarity(one: str, other: str) -> float:
    """Give the similarity in [0, 1] of folded texts as sets of words (token_set_ratio)."""
    own, theirs = _fold(one), _fold(other)
    return 1.0 if own == theirs else fuzz.token_set_ratio(own, theirs) / 100


def name_similarity(name: str, accepted: Sequence[str]) -> float | None:
    """Give the highest plain similarity in [0, 1] to a name that matches; None without one."""
    matching = [o for o in accepted if token_set_similarity(name, o) >= NAME_THRESHOLD]
    return max((fuzz.ratio(_fold(name), _fold(o)) / 100 for o in matching), default=None)


def is_accepted(words: str, accepted: Sequence[str], threshold: float) -> bool:
    """Tell whether words are like an accepted wording; where none is, only no words are."""
    if not accepted:
        return not words.strip()
    return any(token_set_similarity(words, other) >= threshold for other in accepted)


def match_parties(predicted: Sequence[Party], labelled: Sequence[LabelParty]) -> tuple[Pair, ...]:
    """Match states by their code, organisations by any accepted name."""
    return assign(predicted, labelled, _party_similarity)


def _party_similarity(party: Party, label: LabelParty) -> float | None:
    if party.kind != label.kind:
        return None
    if label.kind == "organisation":
        return name_similarity(party.name, label.name)
    return 1.0 if party.country == label.country else None


def official_attributes(official: Official, label: LabelOfficial) -> dict[OfficialAttribute, bool]:
    """Tell of each attribute of a matched official whether it is right."""
    return {
        "country": official.country == label.country,
        "name_en": is_accepted(official.name_en, label.name_en, NAME_THRESHOLD),
        "role": is_accepted(official.role, label.role, ROLE_THRESHOLD),
        "present": official.present == label.present,
    }


def match_officials(
    predicted: Sequence[Official], labelled: Sequence[LabelOfficial]
) -> tuple[Pair, ...]:
    """Match by ``name``. Of two people with one name, the attributes tell which is meant."""

    def alike(official: Official, label: LabelOfficial) -> float | None:
        similarity = name_similarity(official.name, [label.name])
        if similarity is None:
            return None
        attributes = official_attributes(official, label)
        return similarity + _TIE * sum(attributes.values()) / len(attributes)

    return assign(predicted, labelled, alike)


# ── evidence ─────────────────────────────────────────────────────────────────


_Item = TypeVar("_Item", Agreement, ContextItem)
_LabelItem = TypeVar("_LabelItem", LabelAgreement, LabelContext)


def match_agreements(
    predicted: Sequence[Agreement], labelled: Sequence[LabelAgreement], text: str
) -> tuple[Pair, ...]:
    """Match by evidence. Of two items in the same words, the status tells which is meant."""
    return _match_evidence(predicted, labelled, text, lambda p, n: _TIE * (p.status == n.status))


def match_context(
    predicted: Sequence[ContextItem], labelled: Sequence[LabelContext], text: str
) -> tuple[Pair, ...]:
    """Match by evidence, under the same topic."""
    return _match_evidence(
        predicted, labelled, text, lambda p, n: 0.0 if p.topic == n.topic else None
    )


def _match_evidence(
    predicted: Sequence[_Item],
    labelled: Sequence[_LabelItem],
    text: str,
    further: Callable[[_Item, _LabelItem], float | None],
) -> tuple[Pair, ...]:
    """Match by overlapping evidence; ``further`` adds to the similarity or forbids the pair."""

    def alike(one: tuple[_Item, list[Span]], other: tuple[_LabelItem, list[Span]]) -> float | None:
        overlap, more = span_similarity(one[1], other[1]), further(one[0], other[0])
        return None if overlap is None or more is None else overlap + more

    spans = [(item, [(piece.start, piece.end) for piece in item.evidence]) for item in predicted]
    label_spans = [
        (item, [span for words in item.evidence for span in occurrences(words, text)])
        for item in labelled
    ]
    return assign(spans, label_spans, alike)


def occurrences(words: str, text: str) -> Iterator[Span]:
    """Give every place of the text where these words stand, overlapping ones too."""
    start = text.find(words)
    while start >= 0:
        yield start, start + len(words)
        start = text.find(words, start + 1)


def span_similarity(predicted: Sequence[Span], labelled: Sequence[Span]) -> float | None:
    """Tell how well two sets of quotes agree, in (0, 1], or None when they do not match.

    They match when a quote of each has half of the shorter one in common. The guide does
    not rank several matches; here it is the largest intersection over union that counts.
    """
    best: float | None = None
    for start, end in predicted:
        for other_start, other_end in labelled:
            common = min(end, other_end) - max(start, other_start)
            shorter = min(end - start, other_end - other_start)
            if common >= OVERLAP_THRESHOLD * shorter:
                union = max(end, other_end) - min(start, other_start)
                best = max(best or 0.0, common / union)
    return best


# ── one to one ───────────────────────────────────────────────────────────────


def assign(
    predicted: Sequence[_Predicted],
    labelled: Sequence[_Labelled],
    similarity: Callable[[_Predicted, _Labelled], float | None],
) -> tuple[Pair, ...]:
    """Make the one-to-one choice with the most matches, and of these the most similar one.

    ``similarity`` is in [0, 1 + 1e-9], or None for a pair that must not be matched. Of several
    equally good choices the order of the lists never decides, only what the items are.
    """
    alike = {
        (i, j): worth
        for i, one in enumerate(predicted)
        for j, other in enumerate(labelled)
        if (worth := similarity(one, other)) is not None
    }
    pairs = [Pair(i, j) for i, j in alike]
    if len({i for i, _ in alike}) == len({j for _, j in alike}) == len(pairs):
        return tuple(sorted(pairs))  # nobody has a choice
    # Items that match nothing stay out, so that they cannot tip a tie between others.
    rows = sorted({i for i, _ in alike}, key=lambda i: repr(predicted[i]))
    columns = sorted({j for _, j in alike}, key=lambda j: repr(labelled[j]))
    match_worth = len(rows) + 2.0  # more than all similarities together
    worths = [[match_worth + alike.get((i, j), -match_worth) for j in columns] for i in rows]
    best_rows, best_columns = cast(
        tuple[list[int], list[int]], linear_sum_assignment(np.array(worths), maximize=True)
    )
    chosen = [(rows[r], columns[c]) for r, c in zip(best_rows, best_columns, strict=True)]
    return tuple(sorted(Pair(i, j) for i, j in chosen if (i, j) in alike))


# ── words of the page ────────────────────────────────────────────────────────

_ARABIC = re.compile(r"[\u0620-\u064a]")
# The bare word by which a country's own press calls it; the guide counts it as the country's.
_SHORT_FORM = re.compile(r"[ال]ل(مملكة|سلطنة)")
_SHORT_FORMS = {"مملكة": ("SA", "MA", "JO", "BH"), "سلطنة": ("OM", "BN")}


class PageWords:
    """What a document has words for. The lexicon is asked only for what a record needs."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded = folded(text)

    @cached_property
    def _countries(self) -> set[str]:
        mentions = country_mentions(self._text)
        named = {mention.country for mention in mentions}
        for word in _SHORT_FORM.finditer(self._text):
            if not any(mention.start < word.end() <= mention.end for mention in mentions):
                named.update(_SHORT_FORMS[word[1]])
        return named

    @cached_property
    def _cities(self) -> list[CityMention]:
        return city_mentions(self._text)

    @cached_property
    def _towns(self) -> list[CityMention]:
        return town_mentions(self._text)

    @cached_property
    def _organisations(self) -> set[str]:
        return {mention.name for mention in organisation_mentions(self._text)}

    @cached_property
    def _dates(self) -> set[str]:
        return {candidate.value for candidate in dates(self._text)}

    def has_quote(self, piece: Evidence) -> bool:
        """Tell whether a quote is what stands at its offsets."""
        return self._text[piece.start : piece.end] == piece.quote

    def has(self, words: str) -> bool:
        """Tell whether the words stand in the page, folded."""
        return bool(words.strip()) and folded(words) in self._folded

    def has_country(self, code: str) -> bool:
        """Tell whether the page names the country or one of its cities."""
        return code in self._countries or any(city.country == code for city in self._cities)

    def has_city(self, name: str) -> bool:
        """Tell whether the page has the city or town, under this name or in Arabic."""
        key = folded(name)
        return (
            self.has(name)
            or key in {folded(city.name) for city in self._cities}
            or key in {folded(town.name) for town in self._towns}
        )

    def has_organisation(self, name: str, evidence: Sequence[Evidence]) -> bool:
        """Tell whether the page has the organisation, under whichever of its names.

        One that the lexicon does not know is checked as a place is.
        """
        known = {mention.name for mention in organisation_mentions(name)}
        if known:
            return self.has(name) or not known.isdisjoint(self._organisations)
        return self.has_place(name, evidence)

    def has_place(self, name: str, evidence: Sequence[Evidence]) -> bool:
        """Tell whether the page has the name, or it can be the translation of a quote.

        A translation is told by its letters: Latin words can only be checked against an
        Arabic page by the quote that they come with, Arabic words must be the page's own.
        """
        quotes = [piece.quote for piece in evidence if self.has_quote(piece)]
        translated = not _ARABIC.search(name) and any(map(_ARABIC.search, quotes))
        return self.has(name) or (bool(name.strip()) and translated)

    def has_date(self, value: str) -> bool:
        """Tell whether a date has the value; a month or year may come from a more precise one."""
        return any(date == value or date.startswith(value + "-") for date in self._dates)


page_words = lru_cache(maxsize=256)(PageWords)  # many runs are scored on the same documents
