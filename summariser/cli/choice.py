"""What the user chose, until the model is opened."""

import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Self

from summariser.model.counting import CountingModel
from summariser.model.reporting import stderr_reporter
from summariser.service import Summariser
from summariser.settings import Settings

if TYPE_CHECKING:
    from summariser.corpus.ray_cluster import RayEngine


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

    def open_engine(self, address: str | None) -> "RayEngine":
        """Open a summariser on each node of a Ray cluster. Raises `SetupError`.

        The key travels to the nodes; their environments need not have it.
        """
        from summariser.corpus.ray_cluster import RayEngine  # noqa: PLC0415 - only if chosen

        key = os.environ.get(self.settings.api_key_env)
        return RayEngine(partial(Summariser, settings=self.settings, api_key=key), address)

    def count(self) -> tuple[Summariser, CountingModel]:
        """A `Summariser` that asks nothing, and what counts its questions."""
        model = CountingModel(self.settings.model)
        return Summariser(model, settings=self.settings), model
