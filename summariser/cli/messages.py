"""Messages to the person at the terminal, on standard error."""

import sys

from summariser.views import plain


def complain(message: str) -> None:
    """Print a message, line by line without anything that a terminal would obey."""
    for line in message.splitlines():
        print(plain(line), file=sys.stderr)
    sys.stderr.flush()
