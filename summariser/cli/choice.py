"""What the user chose, until the model is opened."""

from dataclasses import dataclass
from typing import Self

from summariser.model.counting import CountingModel
from summariser.model.reporting import stderr_reporter
from summariser.service import Summariser
from summariser.settings import Settings


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The settings that say who answers, and how."""

    settings: Settings

    @classmethod
    def given(cls, **options: object) -> Self:
        """Load settings, with options of the command line before all. Raises `SetupError`."""
        return cls(Settings.load(**options))

    def open(self) -> Summariser:
        """Open the model, fetching its weights where they are missing. Raises `SetupError`."""
        with stderr_reporter() as reporter:
            return Summariser(settings=self.settings, reporter=reporter)

    def count(self) -> tuple[Summariser, CountingModel]:
        """A `Summariser` that asks nothing, and what counts its questions."""
        model = CountingModel(self.settings.model)
        return Summariser(model, settings=self.settings), model
