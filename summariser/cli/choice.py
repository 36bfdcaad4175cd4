"""Which model the user chose, until it is opened."""

from dataclasses import dataclass

from summariser.model.reporting import stderr_reporter
from summariser.record import Language
from summariser.service import Summariser


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The options that say who answers, and in which language texts are written."""

    model: str
    base_url: str | None
    cache: bool
    language: Language = "en"

    def open(self) -> Summariser:
        """Open it, fetching its weights where they are missing. Raises `SetupError`."""
        with stderr_reporter() as reporter:
            return Summariser(
                self.model,
                base_url=self.base_url,
                cache=self.cache,
                language=self.language,
                reporter=reporter,
            )
