"""What the language knows without a model: countries, cities, organisations, dates, titles."""

from typing import TYPE_CHECKING

from summariser.lazily import from_homes

if TYPE_CHECKING:
    from summariser.lexicon.boilerplate import boilerplate_words
    from summariser.lexicon.calls import call_words
    from summariser.lexicon.cities import CityMention, capital_of, city_mentions
    from summariser.lexicon.countries import (
        CountryMention,
        country_mentions,
        country_mentions_in,
    )
    from summariser.lexicon.dates import DateCandidate
    from summariser.lexicon.folding import Folded, fold, folded
    from summariser.lexicon.meetings import meeting_words, tells_coming
    from summariser.lexicon.month_names import english_months
    from summariser.lexicon.names import NameWord, name_frequency, name_words
    from summariser.lexicon.organisations import OrganisationMention, organisation_mentions
    from summariser.lexicon.remembering import built_once, remembered
    from summariser.lexicon.role_tables import english_words as role_vocabulary
    from summariser.lexicon.roles import role_in_english, title_span
    from summariser.lexicon.romanising import likeliest_first, romanise, romanised, rough_consonants
    from summariser.lexicon.territories import arabic_name, english_name, is_arab, is_country
    from summariser.lexicon.titles import office_words, rank_words
    from summariser.lexicon.topics import topics_told
    from summariser.lexicon.towns import BYLINE_REACH, is_byline, named_countries, town_mentions

__all__ = [
    "BYLINE_REACH",
    "CityMention",
    "CountryMention",
    "DateCandidate",
    "Folded",
    "NameWord",
    "OrganisationMention",
    "arabic_name",
    "boilerplate_words",
    "built_once",
    "call_words",
    "capital_of",
    "city_mentions",
    "country_mentions",
    "country_mentions_in",
    "english_months",
    "english_name",
    "fold",
    "folded",
    "is_arab",
    "is_byline",
    "is_country",
    "likeliest_first",
    "meeting_words",
    "name_frequency",
    "name_words",
    "named_countries",
    "office_words",
    "organisation_mentions",
    "rank_words",
    "remembered",
    "role_in_english",
    "role_vocabulary",
    "romanise",
    "romanised",
    "rough_consonants",
    "tells_coming",
    "title_span",
    "topics_told",
    "town_mentions",
]

__getattr__ = from_homes(
    __name__,
    {
        "boilerplate": "boilerplate_words",
        "calls": "call_words",
        "cities": "CityMention capital_of city_mentions",
        "countries": "CountryMention country_mentions country_mentions_in",
        "dates": "DateCandidate",  # `dates` itself is called as its module is
        "folding": "Folded fold folded",
        "meetings": "meeting_words tells_coming",
        "month_names": "english_months",
        "names": "NameWord name_frequency name_words",
        "organisations": "OrganisationMention organisation_mentions",
        "remembering": "built_once remembered",
        "role_tables": "english_words=role_vocabulary",
        "roles": "role_in_english title_span",
        "romanising": "likeliest_first romanise romanised rough_consonants",
        "titles": "office_words rank_words",
        "territories": "arabic_name english_name is_arab is_country",
        "topics": "topics_told",
        "towns": "BYLINE_REACH is_byline named_countries town_mentions",
    },
)
