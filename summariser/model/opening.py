"""From what the user calls a model (``local``, ``openai:NAME``) to the model."""

import os
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from summariser.errors import ModelError, SetupError
from summariser.model.abilities import Abilities, Mode
from summariser.model.cache import AnswerCache
from summariser.model.cached import CachedModel
from summariser.model.client import OpenAIModel, Patience, is_loopback
from summariser.model.pacing import Pace
from summariser.model.protocol import Message, Model
from summariser.model.reporting import Reporter
from summariser.model.retries import RetryPolicy

if TYPE_CHECKING:
    from summariser.model.batch import BatchModel
    from summariser.model.batch_server import BatchServer
    from summariser.model.batch_store import BatchStore
    from summariser.model.embedded import EmbeddedModel
    from summariser.settings import Settings

OPENAI_URL = "https://api.openai.com/v1"


def open_model(  # noqa: PLR0913 - what a model is opened with
    settings: "Settings",
    *,
    api_key: str | None,
    cache: AnswerCache | None,
    salt: str,
    probe: Sequence[Message],
    reporter: Reporter,
) -> Model:
    """Make the model of the settings; its weights are fetched here where they are missing.

    ``settings.model`` is ``local``, ``local:NAME`` (of WEIGHTS), ``local:PATH.gguf`` or
    ``openai:NAME``. For the last, the key is the argument or the variable that
    ``settings.api_key_env`` names, and the base URL the setting, OPENAI_BASE_URL or OpenAI's
    own; a server on this machine needs no key. ``salt`` stands for the prompts and the version
    in the cache's keys, ``probe`` are the words by which a remote server is asked for the first
    time, to see what it can. Nothing is started or connected to yet.
    Raises SetupError, or WeightsError, which is one.
    """
    spec = settings.model
    kind, _, rest = spec.partition(":")
    if kind == "openai" and rest:
        url = _base_url(settings.base_url)
        key = _api_key(api_key, settings.api_key_env, url)
        model: Model = _remote(url, key, rest, settings, probe, cache)
    elif kind == "local" and (rest or spec == "local"):
        url = None
        model = _open_local(rest, settings.workers or 1, reporter)
    else:
        raise _unknown(spec)
    return model if cache is None else CachedModel(model, cache, base_url=url, salt=salt)


def open_batch_model(settings: "Settings", store: "BatchStore") -> "BatchModel":
    """Make the model of the settings for batches in files; it needs no key and no server.

    Raises SetupError for a model that is none behind an API.
    """
    from summariser.model.batch import BatchModel  # noqa: PLC0415 - seldom needed

    name, url = _remote_name(settings.model), _base_url(settings.base_url)
    return BatchModel(store, name, url, mode=_mode(settings))


def open_batches(
    settings: "Settings",
    store: "BatchStore",
    *,
    api_key: str | None,
    probe: Sequence[Message],
    memory: AnswerCache | None,
) -> "tuple[BatchModel, BatchServer]":
    """Make the model of the settings for batches, and the server that they go to.

    What the server can is found out as for single questions, once for a store. Raises
    SetupError, as where there is no key.
    """
    from summariser.model.batch import BatchModel  # noqa: PLC0415 - seldom needed
    from summariser.model.batch_server import BatchServer  # noqa: PLC0415 - seldom needed

    name, url = _remote_name(settings.model), _base_url(settings.base_url)
    key = _api_key(api_key, settings.api_key_env, url)

    def find_out() -> Abilities:
        with closing(_remote(url, key, name, settings, probe, memory)) as live:
            try:
                return live.abilities()
            except ModelError as error:  # no page's fault, nor to be a page's row
                raise SetupError(f"{error} (asked what it can)") from None

    model = BatchModel(store, name, url, mode=_mode(settings), find_out=find_out)
    server = BatchServer(url, key, patience=_patience(settings), retries=_retries(settings))
    return model, server


def _mode(settings: "Settings") -> Mode | None:
    return None if settings.mode == "auto" else settings.mode


def _remote_name(spec: str) -> str:
    kind, _, name = spec.partition(":")
    if kind != "openai" or not name:
        raise SetupError(
            f"{spec!r} cannot be asked in batches: name a model behind an API, as openai:NAME"
        )
    return name


def _patience(settings: "Settings") -> Patience:
    return Patience(settings.connect_timeout, settings.token_timeout)


def _retries(settings: "Settings") -> RetryPolicy:
    return RetryPolicy(tries=1 + settings.retries, total=settings.total_timeout)


def _remote(  # noqa: PLR0913, PLR0917 - what a remote model is made of
    url: str,
    key: str,
    name: str,
    settings: "Settings",
    probe: Sequence[Message],
    memory: AnswerCache | None,
) -> OpenAIModel:
    return OpenAIModel(
        url,
        key,
        name,
        probe=probe,
        mode=_mode(settings),
        memory=memory,
        patience=_patience(settings),
        retries=_retries(settings),
        pace=Pace(settings.rpm, settings.tpm),
    )


def _open_local(named: str, slots: int, reporter: Reporter) -> "EmbeddedModel":
    # Here and not above: what fetches weights takes 0.03 s to import, for local models alone.
    from summariser.model.embedded import EmbeddedModel  # noqa: PLC0415
    from summariser.model.weights import (  # noqa: PLC0415
        DEFAULT_WEIGHTS,
        WEIGHTS,
        default_folder,
        local_weights,
    )

    weights = named or DEFAULT_WEIGHTS
    if weights not in WEIGHTS and not weights.lower().endswith(".gguf"):
        raise _unknown(f"local:{weights}")
    return EmbeddedModel(local_weights(weights, default_folder(), reporter), slots=slots)


def _unknown(spec: str) -> SetupError:
    from summariser.model.weights import DEFAULT_WEIGHTS, WEIGHTS  # noqa: PLC0415 - see above

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


def _api_key(given: str | None, variable: str, base_url: str) -> str:
    key = (given or os.environ.get(variable) or "").strip()
    if not key and is_loopback(base_url):
        return "none"  # openai's client wants some key, servers on one's own machine often none
    if not key:
        raise SetupError(
            f"A remote model needs a key: set {variable}, or name another "
            "variable with --api-key-env (api_key_env in the settings)"
        )
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise SetupError(f"{variable} holds characters that no key has")
    return key
