"""The article of an HTML page, with the day and the title of its metadata above it."""

import logging

import pytest
import trafilatura
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import LxmlError

from summariser.days import day_candidates
from summariser.document import Document
from summariser.errors import DocumentError
from summariser.intake.articles import article
from summariser.lexicon.dates import dates
from summariser.recording import day

TITLE = "وزير الدفاع المغربي يلتقي نظيره القطري في الرباط"
PROSE = (
    "التقى وزير الدفاع المغربي أحمد العلمي نظيره القطري خالد العطية في الرباط يوم {} وبحثا شؤونا.",
    "واتفق الجانبان على توقيع مذكرة تفاهم في مجال التدريب العسكري المشترك بين البلدين الشقيقين.",
)
PUBLISHED = '<meta property="article:published_time" content="2021-09-30T08:00:00+01:00">'
JSON_LD = (
    '<script type="application/ld+json">{"@context": "https://schema.org", '
    '"@type": "NewsArticle", "datePublished": "2021-09-30"}</script>'
)


def page(*paragraphs: str, head: str = PUBLISHED, inner: str = "") -> str:
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    return (
        f"<!DOCTYPE html><html><head><title>{TITLE} | موقع</title>{head}"
        f'<meta property="og:title" content="{TITLE}"></head><body>'
        '<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/a">أخبار</a></li></ul></nav>'
        f"<article>{inner}{body}</article><footer>جميع الحقوق محفوظة</footer></body></html>"
    )


def told(*words: str) -> tuple[str, str]:
    return PROSE[0].format(*words), PROSE[1]


def test_the_article_stands_below_its_day_and_its_title() -> None:
    prose = told("الأربعاء")
    assert article(page(*prose), "a.html") == "\n".join(["2021-09-30", TITLE, *prose])


def test_a_title_that_the_article_has_is_not_repeated() -> None:
    text = article(page(*told("الأربعاء"), inner=f"<h1>{TITLE}</h1>"), "a.html")
    assert text.splitlines().count(TITLE) == 1


def test_without_metadata_there_is_no_day() -> None:
    text = article(page(*told("الأربعاء"), head=""), "a.html")
    assert text.splitlines()[0] == TITLE


@pytest.mark.parametrize("head", [PUBLISHED, JSON_LD])
def test_the_day_of_the_metadata_is_a_dateline(head: str) -> None:
    document = Document("a.html", article(page(*told("أمس الأربعاء"), head=head), "a.html"))
    published, relative = dates(document.text)
    assert (published.value, published.kind) == ("2021-09-30", "dateline")
    assert (relative.value, relative.kind) == ("2021-09-29", "relative")
    assert all(sentence.start > len("2021-09-30") for sentence in document.sentences)
    (candidate,) = day_candidates(document)
    quotes = [piece.quote for piece in day(document, candidate).evidence]
    assert quotes == ["أمس الأربعاء", "2021-09-30"]


def test_the_day_of_the_metadata_replaces_no_day_of_the_prose() -> None:
    document = Document("a.html", article(page(*told("29 سبتمبر 2021")), "a.html"))
    assert [candidate.date.value for candidate in day_candidates(document)] == ["2021-09-29"]
    alone = Document("a.html", article(page(*told("مشمس")), "a.html"))
    assert day_candidates(alone) == []


def test_the_articles_own_dateline_is_nearer() -> None:
    prose = (f"الرباط في 27 سبتمبر 2021 (واس) - {told('أمس')[0]}", PROSE[1])
    document = Document("a.html", article(page(*prose), "a.html"))
    assert [candidate.date.value for candidate in day_candidates(document)] == ["2021-09-26"]


def test_a_result_does_not_change_with_the_day_on_which_it_is_made() -> None:
    text = article(page(*told("أمس"), head=PUBLISHED.replace("2021", "2097")), "a.html")
    assert text.startswith("2097-09-30\n")


WORDS = st.text(st.characters(min_codepoint=0x0627, max_codepoint=0x064A), min_size=2, max_size=8)
PARAGRAPHS = st.lists(
    st.lists(WORDS.filter(str.isalpha), min_size=60, max_size=80, unique=True).map(" ".join),
    min_size=1,
    max_size=5,
    unique=True,
)


@settings(max_examples=25)
@given(PARAGRAPHS)
def test_paragraphs_are_lines_and_offsets_are_those_of_the_article(paragraphs: list[str]) -> None:
    ended = [f"{paragraph}." for paragraph in paragraphs]
    document = Document.from_text(article(page(*ended), "a.html"), "a.html")
    assert document.text.splitlines()[2:] == ended
    for sentence in document.sentences:
        assert document.text[sentence.start : sentence.end] == sentence.text


def test_what_a_reader_does_not_see_is_not_in_the_article() -> None:
    hidden = (
        "<script>alert('SECRET')</script><!-- SECRET --><style>p {content: 'SECRET'}</style>"
        '<form><input value="SECRET"></form>'
    )
    comments = '<div id="comments"><div class="comment"><p>SECRET comment</p></div></div>'
    html = page(*told("أمس"), inner=hidden).replace("</article>", f"{comments}</article>")
    assert "SECRET" not in article(html, "a.html")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<html><body><nav></nav><script>x</script></body></html>", "no article"),
        ("no tags at all", "no article"),
        ("", "no article"),
        ("<html><body>" + "<br>" * 50_000, "50,002"),
    ],
)
def test_what_is_no_article_is_refused(html: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        article(html, "a.html")
    assert str(caught.value).startswith("a.html: ")


@pytest.mark.parametrize("error", [LxmlError("x"), RecursionError()])
def test_a_page_that_breaks_the_extraction_fails_alone(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DocumentError, match="cannot be taken apart"):
        article("<iframe src=x>x<li><html/>x", "a.html")

    def breaks(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(trafilatura, "bare_extraction", breaks)
    with pytest.raises(DocumentError, match="cannot be taken apart"):
        article(page(*told("أمس")), "a.html")


HOSTILE = """
<p>|</p>|<div>|<table><tr><td>|<li>|<time datetime='x'>|<!--|]]>|&#x0;|&nbsp;|\x0b|<svg|<h1>|<html/>
|'"|<script type='application/ld+json'>{|<meta name=date>|<a href='http://[/2021/13/45'>|<body>|\ufffe|<math>
""".strip().split("|")


@settings(max_examples=40)
@given(st.lists(st.sampled_from([*HOSTILE, TITLE, PROSE[1]]), max_size=40))
def test_any_html_gives_an_article_or_is_refused(parts: list[str]) -> None:
    try:
        text = article("".join(parts), "a.html")
    except DocumentError:
        return
    Document.from_text(text, "a.html")


def test_nothing_of_a_page_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    html = page(*told("أمس"), head='<meta name="date" content="SECRET 2021">').replace(
        "</head>", '<script type="application/ld+json">{"SECRET": </script></head>'
    )
    with caplog.at_level(logging.DEBUG):
        article(html, "a.html")
        with pytest.raises(DocumentError):
            article("<SECRET>", "a.html")
    assert caplog.messages == []
