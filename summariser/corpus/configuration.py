"""What makes records comparable: the model, the plan, the prompts and the code behind them."""

import hashlib
import json
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Self

from summariser.record import Provenance

_SHOWN = 12  # digits of a checksum that a message shows


@dataclass(frozen=True, slots=True)
class Configuration:
    """What has to be the same for two records to stand in one output."""

    model: str
    weights_sha256: str | None
    plan: str
    language: str
    prompts: str  # SHA-256 over the names of the prompts and their checksums
    package_version: str

    @classmethod
    def of(cls, provenance: Provenance) -> Self:
        """What made the record of this provenance."""
        return cls(
            model=provenance.model,
            weights_sha256=provenance.weights_sha256,
            plan=provenance.plan,
            language=provenance.language,
            prompts=_digest(tuple(sorted(provenance.prompts.items()))),
            package_version=provenance.package_version,
        )

    def differences(self, other: Self) -> list[str]:
        """Say for messages what differs: "plan: stepwise, now whole", the other's value behind."""
        names = [field.name for field in fields(self)]
        pairs = [(name, getattr(self, name), getattr(other, name)) for name in names]
        return [
            f"{name.removesuffix('_sha256')}: {_shown(mine)}, now {_shown(others)}"
            for name, mine, others in pairs
            if mine != others
        ]


@lru_cache  # the rows of an output have the same prompts
def _digest(prompts: tuple[tuple[str, str], ...]) -> str:
    return hashlib.sha256(json.dumps(prompts).encode()).hexdigest()


def _shown(value: str | None) -> str:
    if value is None:
        return "none"
    # Checksums are 64 digits; no other value of a configuration has that form.
    return value[:_SHOWN] if len(value) == 64 and not value.strip("0123456789abcdef") else value
