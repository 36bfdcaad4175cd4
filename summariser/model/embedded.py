"""The model inside this process: llama.cpp's own server on a loopback port, from xllamacpp."""

import secrets
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from summariser.errors import SetupError
from summariser.model.abilities import EMBEDDED
from summariser.model.client import OpenAIModel, Patience
from summariser.model.protocol import AnswerT, Message, Reply
from summariser.model.weights import Weights
from summariser.turns import usable_cores

N_CTX = 8192  # tokens: question and answer together
_N_BATCH = 512  # tokens: what is read between two looks at whether anybody still waits
_PROMPT_CACHE_MIB = 512  # earlier chats' states; the default, 8192, would eat a small machine
_SILENT = -1
# A small machine reads 30,000 characters for several minutes before it writes the first word.
_PATIENCE = Patience(token=600.0)


class EmbeddedModel:
    """Weights on this disk, run by llama.cpp in this process; started by the first question.

    Other programs cannot use the server: it listens on loopback alone and wants a random key.
    The engine does ``slots`` questions at a time, so those of more threads queue up here.
    """

    def __init__(self, weights: Weights, *, n_ctx: int = N_CTX, slots: int = 1) -> None:
        self._weights = weights
        self._n_ctx = n_ctx
        self._slots = slots
        self._free = threading.Semaphore(slots)
        self._lock = threading.Lock()
        self._server: Any = None
        self._client: OpenAIModel | None = None

    @property
    def name(self) -> str:
        """``local:`` and the weights' file name without its ending."""
        return f"local:{self._weights.path.stem}"

    @property
    def weights_sha256(self) -> str | None:
        """SHA-256 of the weights' file."""
        return self._weights.sha256

    @property
    def most_choices(self) -> int:
        """See Model.most_choices."""
        return EMBEDDED.most_choices

    def warm(self) -> None:
        """Load the weights now (seconds). Raises SetupError as the first question would."""
        self._started()

    def ask(
        self, messages: Sequence[Message], answer: type[AnswerT], *, max_tokens: int
    ) -> Reply[AnswerT]:
        """See Model.ask."""
        with self._free:
            return self._started().ask(messages, answer, max_tokens=max_tokens)

    def weigh(self, messages: Sequence[Message], options: Sequence[str]) -> Reply[dict[str, float]]:
        """See Model.weigh."""
        with self._free:
            return self._started().weigh(messages, options)

    def close(self) -> None:
        """Stop the engine and free its memory, once the running question is answered.

        A later question starts it again.
        """
        # All slots are needed: xllamacpp hangs for good when stopped while a client still waits.
        with ExitStack() as slots, self._lock:
            for _ in range(self._slots):
                slots.enter_context(self._free)
            if self._client is not None:
                self._client.close()
            self._client = None
            self._server = None

    def _started(self) -> OpenAIModel:
        with self._lock:
            if self._client is None:
                key = secrets.token_urlsafe(32)
                self._server = start_server(self._weights, self._n_ctx, key, self._slots)
                address = f"{self._server.listening_address}/v1"
                self._client = OpenAIModel(
                    address, key, self._weights.name, abilities=EMBEDDED, patience=_PATIENCE
                )
            return self._client


def start_server(weights: Weights, n_ctx: int, key: str, slots: int = 1) -> Any:
    """llama.cpp's server on a loopback port; ``listening_address`` says which.

    Each of the ``slots`` answers one question at a time, with ``n_ctx`` tokens for it.
    Raises SetupError where the engine or the weights cannot be used.
    """
    return started(engine_parameters(weights, n_ctx, key, slots), weights)


def started(parameters: Any, weights: Weights) -> Any:
    """The server with these parameters. Raises SetupError where it cannot load the weights."""
    try:
        return _engine().Server(parameters)
    except RuntimeError:
        raise SetupError(
            f"llama.cpp cannot load {weights.path}: not a model that it knows, or too little memory"
        ) from None


def engine_parameters(weights: Weights, n_ctx: int, key: str, slots: int = 1) -> Any:
    """How llama.cpp is set; `benchmarks/engine.py` measures other ways beside it."""
    engine = _engine()
    params = engine.CommonParams()
    params.model.path = str(weights.path)
    # Read, not mapped: the engine copies most weights into a faster order, and both would stay.
    params.load_mode = engine.llama_load_mode.LLAMA_LOAD_MODE_NONE
    params.n_ctx = n_ctx * slots
    params.n_batch = _N_BATCH
    params.n_parallel = slots
    params.kv_unified = True
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = usable_cores()
    params.cache_ram_mib = _PROMPT_CACHE_MIB
    params.api_keys = [key]
    params.verbosity = _SILENT
    params.ui = params.endpoint_slots = False
    return params


def _engine() -> Any:
    try:
        import xllamacpp  # type: ignore[import-untyped] # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise SetupError(
            "The embedded model needs xllamacpp: run pip install 'summariser[local]', "
            "or choose a remote model (openai:NAME)"
        ) from None
    except ImportError as error:  # no libgomp.so.1, as in the smallest of container images
        raise SetupError(f"xllamacpp is installed, but cannot be loaded: {error}") from error
    return xllamacpp
