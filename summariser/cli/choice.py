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
    from summariser.model.batch_server import BatchServer
    from summariser.model.batch_store import BatchStore


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

    def open_batches(self, store: "BatchStore") -> "tuple[Summariser, BatchServer]":
        """Open a summariser whose questions wait for batches, and the server that takes those.

        Raises `SetupError`, also for a model in this process.
        """
        from summariser.model.opening import open_batches  # noqa: PLC0415 - only if chosen
        from summariser.questions import messages  # noqa: PLC0415

        probe = messages("probe")
        model, server = open_batches(self.settings, store, api_key=None, probe=probe, memory=None)
        return Summariser(model, settings=self.settings), server

    def count(self) -> tuple[Summariser, CountingModel]:
        """A `Summariser` that asks nothing, and what counts its questions."""
        model = CountingModel(self.settings.model)
        return Summariser(model, settings=self.settings), model
