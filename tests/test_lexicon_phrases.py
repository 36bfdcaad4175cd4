import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summariser.lexicon.phrases import PhraseIndex, readings, reads_as, words_of

INDEX = PhraseIndex(
    [
        ("غينيا", "GN"),
        ("غينيا بيساو", "GW"),
        ("المغرب", "MA"),
        ("لبنان", "LB"),
        ("اللبناني", "LB"),
        ("بكين", "CN"),
        ("مصر", "EG"),
        ("غينيا", "second of two equals"),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[match.start : match.end], match.value) for match in INDEX.find(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("وغينيا", "غينيا"),
        ("فبالمغرب", "المغرب"),
        ("للمغرب", "للمغرب"),
        ("وللمغرب", "للمغرب"),
        ("للبنان", "لبنان"),
        ("للبناني", "للبناني"),
        ("كلبنان", "لبنان"),
        ("بكين", "بكين"),
        ("مِصر،", "مِصر"),
        ("#غينيا_بيساو", "غينيا_بيساو"),
        ("غينيا - بيساو", "غينيا - بيساو"),
    ],
)
def test_clitics_are_cut_off_and_the_article_stays(text: str, words: str) -> None:
    assert [piece for piece, _ in found(text)] == [words]


def test_longest_match_wins_and_the_first_of_equals() -> None:
    assert found("غينيا بيساو وغينيا") == [("غينيا بيساو", "GW"), ("غينيا", "GN")]


def test_longest_match_wins_over_the_fewest_letters_cut_off() -> None:
    index = PhraseIndex([("بكين", "one word"), ("كين الكبرى", "two words")])
    assert [match.value for match in index.find("بكين الكبرى")] == ["two words"]


@pytest.mark.parametrize("text", ["مصري", "المصر", "أمصر", "غينياء", "سمصر"])
def test_nothing_inside_other_words(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["غينيا. بيساو", "غينيا، بيساو", "غينيا (بيساو)"])
def test_punctuation_ends_a_name(text: str) -> None:
    assert found(text) == [("غينيا", "GN")]


def test_a_refused_match_gives_way_to_a_shorter_one() -> None:
    matches = INDEX.find("غينيا بيساو", lambda words, match: match.first == match.last)
    assert [match.value for match in matches] == ["GN"]


def test_clitics_that_were_read_off_are_known() -> None:
    assert [match.clitic for match in INDEX.find("وبالمغرب وللمغرب مصر")] == ["وب", "ول", ""]


def test_readings_never_leave_less_than_a_name() -> None:
    assert list(readings("ومصر")) == [(0, "ومصر"), (1, "مصر")]
    assert list(readings("وب")) == [(0, "وب")]
    assert reads_as("وبمصر", frozenset(("مصر",)))
    assert not reads_as("", frozenset(("",)))


@given(st.text(max_size=60))
@settings(deadline=None)
def test_words_are_slices_of_the_folded_text(text: str) -> None:
    words = words_of(text)
    for index, token in enumerate(words.tokens):
        assert words.folded.text[words.starts[index] : words.ends[index]] == token
