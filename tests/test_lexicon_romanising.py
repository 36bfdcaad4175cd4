"""Names in Latin letters: the same spelled alone and together, and not before they are needed."""

import pytest
from arabic_name_romanizer import Transliterator

from summariser.lexicon import likeliest_first, romanise, romanised, romanising, rough_consonants
from summariser.lexicon.romanising import _Romaniser  # pyright: ignore[reportPrivateUsage]

# Of the dictionary, of the network; of one word, of several with words of different lengths
NAMES = (
    "محمد الأمين",
    "لوتشيانو بورتولانو",
    "ستيفانيا بوتشياريلي",
    "كارمين ماسيلو",
    "اوزغور تشيليك",
    "بوتشياريلي",
    "تشيليك",
    "الدنماركي",
    "همايون عزيز",
    "گلبدین حکمتیار",
)


@pytest.fixture(scope="module")
def alone() -> dict[str, str]:
    romaniser = _Romaniser()
    return {name: romaniser.spelled([name])[0] for name in NAMES}


def test_names_are_spelled_alike_alone_and_together(alone: dict[str, str]) -> None:
    assert _Romaniser().spelled(NAMES) == list(alone.values())
    assert _Romaniser().spelled(NAMES[::-1]) == list(alone.values())[::-1]


def test_as_the_package_spells_them(alone: dict[str, str]) -> None:
    package = Transliterator()
    assert {name: package.transliterate(name) for name in NAMES} == alone


def test_what_is_in_latin_letters_stays() -> None:
    assert romanised("Mark Milley") == "Mark Milley"


def test_what_was_spelled_is_not_spelled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    romaniser = _Romaniser()
    monkeypatch.setattr(romanising, "_romaniser", lambda: romaniser)
    romanise(["كارمين ماسيلو", "اوزغور تشيليك", "Latin"])
    monkeypatch.setattr(romaniser, "_package", None)
    assert romanised("كارمين ماسيلو").split()[0] in ("Carmen", "Karmin", "Carmine")
    assert romanised("اوزغور تشيليك")


def test_no_more_names_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(romanising, "_MOST", 2)
    romaniser = _Romaniser()
    told = romaniser.spelled(["محمد", "أحمد", "خالد"])
    assert romaniser.spelled(["محمد", "سعيد"])[0] == told[0]
    assert len(romaniser._kept) == 2  # pyright: ignore[reportPrivateUsage]


def test_the_likeliest_come_first_and_the_others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    spelled: list[list[str]] = []
    monkeypatch.setattr(romanising, "romanise", lambda lot: spelled.append(list(lot)))
    words = ["بلدان", "برلين", "بورتو", "بورتولانو", "طرابلس", "لبنان", "مناقشة"]
    order = likeliest_first(words, "Portolano")
    assert next(order) == "بورتولانو"
    assert spelled == [["بورتولانو"]]
    told = [*order]
    assert [len(lot) for lot in spelled] == [1, 3, len(told) - 3]
    assert spelled[1] + spelled[2] == told


def test_names_with_hardly_a_consonant_of_the_word_are_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(romanising, "romanise", list)
    assert list(likeliest_first(["محمد", "بورتولانو", "مناقشة"], "Portolano")) == ["بورتولانو"]


def test_rough_consonants_of_both_scripts() -> None:
    assert rough_consonants("Mohammed") == rough_consonants("محمد")
    assert rough_consonants("Portolano") == rough_consonants("بورتولانو")
    assert rough_consonants("Portolano") != rough_consonants("بورتو")


def test_a_name_is_as_likely_as_its_likeliest_word() -> None:
    names = ["أحمد خليفة", "ستيفانيا بوتشياريلي", "محمد علي"]
    assert next(iter(likeliest_first(names, "Pucciarelli"))) == "ستيفانيا بوتشياريلي"
