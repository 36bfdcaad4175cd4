"""Spellings of Arabic names: which are of the name, and which of them need the network."""

import pytest

from summariser.whole import sounds
from summariser.whole.sounds import is_spelling


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Mohammed Al-Ghuwaidi", "محمد الغويدي"),
        ("Luciano Portolano", "لوتشانو بورتولانو"),
        ("Abdullah II", "عبد الله الثاني"),
        ("Ramón Echevarría", "رامون إيتشيفاريا"),
    ],
)
def test_a_spelling_of_the_name(spelling: str, name: str) -> None:
    assert is_spelling(spelling, name)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Ahmed Khalifa", "محمد الغويدي"),
        ("Carlo Rossi", "لوتشانو بورتولانو"),
        ("the minister; see http://a", "محمد الغويدي"),
        ("", "محمد"),
    ],
)
def test_no_spelling_of_the_name(spelling: str, name: str) -> None:
    assert not is_spelling(spelling, name)


def test_what_the_letters_say_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def network(name: str) -> str:
        raise AssertionError(name)

    monkeypatch.setattr(sounds, "romanised", network)
    assert is_spelling("Luciano Portolano", "لوتشانو بورتولانو")
    with pytest.raises(AssertionError):
        is_spelling("Ramón Echevarría", "رامون إيتشيفاريا")
