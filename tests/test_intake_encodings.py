"""Text out of bytes: exact where they say what they are, told where it had to be guessed."""

import re

import pytest
from conftest import CHECKOUT
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from summariser.errors import DocumentError
from summariser.intake.encodings import decoded, encoding_of, is_note

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
ENGLISH = "The ministers met in Rabat and agreed on training. "
ARABIC = "\n".join(
    path.read_text("utf-8") for path in sorted((CHECKOUT / "eval/dev/tune/docs").glob("d0*.txt"))
)
PAGE = ARABIC[:3000]
HEAD = '<html><head><meta charset="{}"><title>خبر</title></head><body><p>{}</p></body></html>'
GUESSED = ("cp1256", "iso8859_6", "cp720", "utf_16_le", "utf_16_be")


@given(TEXTS)
def test_utf_8_is_read_as_it_is(text: str) -> None:
    read = decoded(text.encode(), "a.txt")
    assert (read.text, read.notes) == (text, ())


@given(TEXTS, st.sampled_from(["utf-16", "utf-32"]))
def test_a_mark_of_byte_order_decides(text: str, encoding: str) -> None:
    assume(text)
    read = decoded(text.encode(encoding), "a.txt")
    assert (read.text, read.notes) == (text, ())


@settings(max_examples=60)
@given(st.sampled_from(GUESSED), st.integers(0, len(ARABIC) - 400), st.integers(150, 2000))
def test_arabic_without_a_mark_is_guessed_and_told(encoding: str, start: int, length: int) -> None:
    data = ARABIC[start : start + length].encode(encoding, "ignore")
    read = decoded(data, "a.txt")
    assert read.text == data.decode(encoding)
    assert len(read.notes) == 1
    assert is_note(read.notes[0])


@pytest.mark.parametrize(
    ("encoding", "text", "name"),
    [
        ("cp1256", PAGE, "Windows-1256"),
        ("iso8859_6", PAGE, "ISO-8859-6"),
        ("utf_16_le", PAGE, "UTF-16"),
        ("cp1252", "Le ministre de la Défense a reçu à Paris son homologue marocain.", "1252"),
        ("cp1251", "Министр обороны встретился со своим коллегой в Москве.", "Windows-1251"),
        ("cp1252", f"{'The ministers met in Rabat and agreed on training. ' * 800}©", "Windows"),
    ],
)
def test_the_note_names_the_encoding(encoding: str, text: str, name: str) -> None:
    data = text.encode(encoding, "ignore")
    read = decoded(data, "a.txt")
    assert read.text == data.decode(encoding)
    assert name in read.notes[0]


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    for html in (False, True):
        try:
            read = decoded(data, "a.txt", html=html)
        except DocumentError as error:
            assert str(error).startswith("a.txt: ")
        else:
            read.text.encode()
            assert "\ufffd" not in read.text or b"\xff\xfd" in data or b"\xef\xbf\xbd" in data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Ministère de la Défense".encode("latin-1"), "not UTF-8 (byte 0xe8 at position 6)"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (bytes(range(256)) * 20, "binary"),
        (bytes(range(1, 256)) * 20, "not UTF-8"),
        (b"\xff\xfea", "begins as UTF-16 and is not"),
    ],
)
def test_what_cannot_be_told_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=re.escape(words)):
        decoded(data, "a.txt")


@pytest.mark.parametrize("encoding", ["windows-1256", "ISO-8859-6"])
@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        HEAD.replace('"{}"', "{}"),
        '<META http-equiv=Content-Type content="text/html; charset={}"><p>{}</p>',
        '<?xml version="1.0" encoding="{}"?><html><body><p>{}</p></body></html>',
    ],
)
def test_html_says_its_encoding(head: str, encoding: str) -> None:
    page = head.format(encoding, PAGE)
    data = page.encode(encoding, "ignore")
    read = decoded(data, "a.html", html=True)
    assert (read.text, read.notes) == (data.decode(encoding), ())
    assert decoded(data, "a.txt").notes  # a text says nothing of itself


def test_a_declaration_means_what_browsers_take_it_for() -> None:
    data = HEAD.format("iso-8859-1", "“Défense”").replace("خبر", "").encode("cp1252")
    assert "“Défense”" in decoded(data, "a.html", html=True).text


@pytest.mark.parametrize(
    "declared", ["utf-8", "utf-16", "utf-7", "punycode", "rot13", "zip", "x-user-defined", "none"]
)
def test_a_declaration_that_cannot_be_true_is_not_believed(declared: str) -> None:
    data = HEAD.format(declared, PAGE).encode("cp1256", "ignore")
    read = decoded(data, "a.html", html=True)
    assert read.text == data.decode("cp1256")
    assert "Windows-1256" in read.notes[0]


def test_the_encoding_of_html_is_guessed_from_its_words() -> None:
    script = f"<script>{'var minister = the_ministry_of_defence(); ' * 800}</script>"
    page = f"<html><head>{script}</head><body><p>{PAGE[:300]}</p></body></html>".replace("\n", " ")
    data = page.encode("cp1256", "ignore")
    assert decoded(data, "a.html", html=True).text == data.decode("cp1256")


def test_utf_8_goes_before_a_declaration() -> None:
    page = HEAD.format("windows-1256", PAGE)
    assert decoded(page.encode(), "a.html", html=True).text == page


@pytest.mark.parametrize(
    ("data", "encoding", "told"),
    [
        (PAGE.encode(), "utf-8-sig", False),
        (PAGE.encode()[:-1], "utf-8-sig", False),  # cut off within a character
        (f"{ENGLISH * 10}ش".encode()[:-1], "utf-8-sig", False),
        (PAGE.encode("utf-16"), "utf-16", False),
        (PAGE.encode("cp1256", "ignore"), "cp1256", True),
        ("Défense".encode("latin-1"), "utf-8-sig", False),
    ],
)
def test_the_encoding_of_a_long_file(data: bytes, encoding: str, told: bool) -> None:
    found, notes = encoding_of(data)
    assert (found, bool(notes)) == (encoding, told)
