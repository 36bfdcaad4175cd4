"""From what the user calls a model (``local``, ``openai:NAME``) to the model."""

import os
from collections.abc import Sequence
from urllib.parse import urlsplit

from summariser.errors import SetupError
from summariser.model.cache import AnswerCache
from summariser.model.cached import CachedModel
from summariser.model.client import OpenAIModel, is_loopback
from summariser.model.embedded import EmbeddedModel
from summariser.model.protocol import Message, Model
from summariser.model.reporting import Reporter
from summariser.model.weights import DEFAULT_WEIGHTS, WEIGHTS, default_folder, local_weights

OPENAI_URL = "https://api.openai.com/v1"


def open_model(  # noqa: PLR0913 - what a user can choose about a model
    spec: str,
    *,
    base_url: str | None,
    api_key: str | None,
    cache: AnswerCache | None,
    salt: str,
    probe: Sequence[Message],
    reporter: Reporter,
) -> Model:
    """Make the model that ``spec`` names; its weights are fetched here where they are missing.

    ``spec`` is ``local``, ``local:NAME`` (of WEIGHTS), ``local:PATH.gguf`` or ``openai:NAME``.
    For the last, the key is the argument or OPENAI_API_KEY, and the base URL the argument,
    OPENAI_BASE_URL or OpenAI's own; a server on this machine needs no key. ``salt`` stands for
    the prompts and the version in the cache's keys, ``probe`` are the words by which a remote
    server is asked for the first time, to see what it can. Nothing is started or connected to yet.
    Raises SetupError, or WeightsError, which is one.
    """
    kind, _, rest = spec.partition(":")
    if kind == "openai" and rest:
        url = _base_url(base_url)
        model: Model = OpenAIModel(url, _api_key(api_key, url), rest, probe=probe, memory=cache)
    elif kind == "local" and (rest or spec == "local"):
        url = None
        model = _open_local(rest or DEFAULT_WEIGHTS, reporter)
    else:
        raise _unknown(spec)
    return model if cache is None else CachedModel(model, cache, base_url=url, salt=salt)


def _open_local(weights: str, reporter: Reporter) -> EmbeddedModel:
    if weights not in WEIGHTS and not weights.lower().endswith(".gguf"):
        raise _unknown(f"local:{weights}")
    return EmbeddedModel(local_weights(weights, default_folder(), reporter))


def _unknown(spec: str) -> SetupError:
    names = ", ".join(f"local:{name}" for name in WEIGHTS)
    return SetupError(
        f"Unknown model {spec!r}. Models are: local ({DEFAULT_WEIGHTS}), {names}, "
        "local:PATH.gguf, openai:NAME"
    )


def _base_url(given: str | None) -> str:
    url = (given or os.environ.get("OPENAI_BASE_URL") or OPENAI_URL).strip().rstrip("/")
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        valid = False
    if not valid:
        raise SetupError("The base URL of the model's server must begin with http:// or https://")
    return url


def _api_key(given: str | None, base_url: str) -> str:
    key = (given or os.environ.get("OPENAI_API_KEY") or "").strip()
    if not key and is_loopback(base_url):
        return "none"  # openai's client wants some key, servers on one's own machine often none
    if not key:
        raise SetupError("A remote model needs a key: set OPENAI_API_KEY")
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise SetupError("OPENAI_API_KEY holds characters that no key has")
    return key
