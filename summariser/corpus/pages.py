"""A page of a corpus, wherever it comes from."""

from typing import Protocol

from summariser.document import Document


class Page(Protocol):
    """A page under its ``id``; ``source`` says in messages where it stands."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    def document(self) -> Document:
        """Read it. Raises `DocumentError`."""
        ...
