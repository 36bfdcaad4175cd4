import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from summariser.views.direction import Paragraph, right_to_left

ARABIC = "وفقاً لموقع “ديكود 39” الإيطالي، تعزيز التعاون العسكري على طائرات F-16 بين البلدين."


def printed(words: str, width: int, term: str | None = None) -> list[str]:
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=term is not None,
        color_system=None,
        _environ={"TERM": term or ""},
    )
    with console.capture() as captured:
        console.print(Paragraph(Text(words)))
    return captured.get().splitlines()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (ARABIC, True),
        ("F-16 طائرات", True),
        ("The word «سلام»", False),
        ("שלום", True),
        ("12:30, …", False),
        ("", False),
    ],
)
def test_most_letters_tell_the_direction(words: str, expected: bool) -> None:
    assert right_to_left(words) is expected


@pytest.mark.parametrize("width", [12, 40, 60])
def test_lines_end_at_the_right_edge_and_hold_all_words(width: int) -> None:
    lines = printed(ARABIC, width)
    assert [cell_len(line) for line in lines] == [width] * len(lines)
    assert " ".join(" ".join(lines).split()) == ARABIC


def test_a_line_of_english_is_left_as_it_is() -> None:
    assert printed("The word «سلام»", 40, "xterm") == ["The word «سلام»"]


def test_terminals_get_embeddings_and_dumb_ones_and_files_do_not() -> None:
    for line in printed(ARABIC, 40, "xterm"):
        assert line.lstrip()[0] == "\u202b"
        assert line[-1] == "\u202c"
        assert cell_len(line) == 40
    for term in ("dumb", None):
        assert not set("".join(printed(ARABIC, 40, term))) & {"\u202b", "\u202c"}
