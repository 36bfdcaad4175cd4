"""From the first token's log-probabilities to the probabilities of a question's options."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_FLOOR_SHARE = 0.1  # of the rarest token that was returned
_SMALLEST = 1e-12  # some servers write -9999 for "next to never", which is 0 as a float


@dataclass(frozen=True, slots=True)
class FirstToken:
    """One candidate for the answer's first token: its UTF-8 bytes (maybe part of a letter)."""

    text: bytes
    logprob: float


def probabilities(options: Sequence[str], tokens: Sequence[FirstToken]) -> dict[str, float]:
    """Share the tokens' probabilities out among the options, so that they sum to 1.

    A token counts for the option that it is, or begins with (the longest such), or else for
    those that it is the beginning of. An option without any token gets a tenth of the rarest
    returned token's probability: it is less probable than all returned ones, but not
    impossible. Letters' case counts.
    """
    wanted = {option: option.encode() for option in options}
    found = dict.fromkeys(options, 0.0)
    for token in tokens:
        for option in _matches(token.text.lstrip(), wanted):
            found[option] += math.exp(token.logprob)
    rarest = math.exp(min(token.logprob for token in tokens))
    floor = max(rarest * _FLOOR_SHARE, _SMALLEST)
    floored = {option: share or floor for option, share in found.items()}
    total = sum(floored.values())
    return {option: share / total for option, share in floored.items()}


def speak_of(options: Sequence[str], tokens: Sequence[FirstToken]) -> bool:
    """Whether any of the tokens counts for an option; a thought («<think>») counts for none."""
    wanted = {option: option.encode() for option in options}
    return any(_matches(token.text.lstrip(), wanted) for token in tokens)


def _matches(text: bytes, wanted: dict[str, bytes]) -> list[str]:
    if not text:
        return []
    begun = [option for option, encoded in wanted.items() if text.startswith(encoded)]
    if begun:
        return [max(begun, key=len)]
    return [option for option, encoded in wanted.items() if encoded.startswith(text)]
