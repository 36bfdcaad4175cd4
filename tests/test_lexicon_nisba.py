import pytest

from summariser.lexicon.nisba import inflect, nisba


@pytest.mark.parametrize(
    ("name", "adjective"),
    [
        ("باكستان", "باكستاني"),
        ("إيطاليا", "إيطالي"),
        ("فرنسا", "فرنسي"),
        ("السعودية", "سعودي"),
        ("سنغافورة", "سنغافوري"),
        ("البرتغال", "برتغالي"),
        ("جيبوتي", "جيبوتي"),
        ("توغو", None),
        ("كوريا الجنوبية", None),
    ],
)
def test_adjective_of_a_name(name: str, adjective: str | None) -> None:
    assert nisba(name) == adjective


def test_forms_of_one_word() -> None:
    forms = inflect("مصري")
    assert {"مصري", "المصري", "مصرية", "المصرية", "مصريين", "المصريون", "المصريات"} <= set(forms)


def test_forms_of_two_words() -> None:
    assert {"كوري جنوبي", "الكورية الجنوبية", "الكوريين الجنوبيين"} <= set(inflect("كوري جنوبي"))
    forms = set(inflect("جنوب سوداني"))
    assert {"جنوب سودانية", "الجنوب سوداني", "جنوب السودانية"} <= forms
