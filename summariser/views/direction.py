"""Arabic lines on a terminal.

Letters go out in the order in which they are written, so that what is copied, searched or piped
is what the page says. The rest was measured, November 2026, with a sentence that ends in a full
stop and has a Latin word in it:

| | as it is | in U+2067…U+2069 | in U+202B…U+202C |
|---|---|---|---|
| GNOME Terminal and all of VTE (0.70) | full stop and clauses misplaced | right | right |
| mlterm (3.9) | right | drawn as boxes | right |
| xterm (379), tmux (3.3): turn nothing around | left to right | the same | the same |

So on a terminal each line stands in an embedding of its own (U+202B…U+202C), which no other line
can notice. Files and pipes get none. Lines are broken here and not by the terminal, and end at the
right edge, so that a block reads from the right where letters are turned around and is told apart
from the English text where they are not. Marks above and below letters have no width, by rich's
count of cells and by tmux's.
"""

import unicodedata
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

_EMBEDDED = "\u202b{}\u202c"


def right_to_left(text: str) -> bool:
    """Whether most letters of the text are written from right to left."""
    kinds = [unicodedata.bidirectional(character) for character in text]
    return sum(kind in {"R", "AL"} for kind in kinds) > kinds.count("L")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text in lines; one that reads from right to left ends at the right edge."""

    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Break the text into lines of whole words."""
        if not right_to_left(self.text.plain):
            yield self.text
            return
        opening, closing = _EMBEDDED.split("{}") if _obeys(console, options) else ("", "")
        for line in self.text.wrap(console, options.max_width, overflow="fold"):
            line.rstrip()
            indent = " " * max(0, options.max_width - line.cell_len)
            yield Text.assemble(indent, opening, line, closing, no_wrap=True)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """As wide as the text."""
        return Measurement.get(console, options, self.text)


def _obeys(console: Console, options: ConsoleOptions) -> bool:
    return options.is_terminal and not console.is_dumb_terminal
