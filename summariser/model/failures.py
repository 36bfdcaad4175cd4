"""The one place where errors of openai, instructor and httpx become summariser's own.

Their messages and attributes carry requests, answers and addresses, so none of it is kept: the
new messages are made of the server's name, status codes and machine-readable error codes, and
the old error is not chained.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar, cast

from pydantic import ValidationError

from summariser.errors import (
    AnswerError,
    ModelError,
    ModelRefusedError,
    ModelUnreachableError,
    RateLimitedError,
    SummariserError,
    TruncatedAnswerError,
)

if TYPE_CHECKING:
    from instructor.core.exceptions import InstructorError, InstructorRetryException

R = TypeVar("R")

_TOO_MANY = 429
_TRANSIENT_STATUS = frozenset({408, 409, 425, _TOO_MANY})
_NEVER_STATUS = frozenset({501, 505})  # of 5xx: what the server will not learn while we wait
# Fields of our requests that a server may name as those that it does not take.
_FIELDS = re.compile(
    r"\b(max_tokens|stream_options|stream|seed|temperature|logprobs|top_logprobs"
    r"|response_format|tools|tool_choice)\b"
)
_HINTS = {
    400: "the request does not suit this model",
    401: "the key is wrong or missing",
    403: "the key does not allow this",
    404: "no such model or address: check the model's name and the base URL",
    413: "the question is too long for this server",
}
_CODE_HINTS = {
    "context_length_exceeded": "the question is longer than the model can read",
    "exceed_context_size_error": "the question is longer than the model can read",  # llama.cpp
    "insufficient_quota": "the account has no credit left",
}


def guarded(call: Callable[[], R], server: str) -> R:
    """Give what ``call`` gives; ``server`` is what messages call the other side.

    Raises ModelUnreachableError, ModelRefusedError or AnswerError in place of the libraries'.
    """
    import httpx2  # noqa: PLC0415 - loaded with openai, by the time that a call is made
    import openai  # noqa: PLC0415
    from instructor.core.exceptions import InstructorError  # noqa: PLC0415

    try:
        return call()
    except InstructorError as error:
        failure = _from_instructor(error, server)
    except (openai.OpenAIError, httpx2.HTTPError, json.JSONDecodeError) as error:
        failure = _from_transport(error, server)
    # Out here, so that not even __context__ leads to the request, its key and its document.
    raise failure


def not_a_completion(server: str) -> ModelRefusedError:
    """Make the error for a reply that is no chat completion, such as a web page."""
    return ModelRefusedError(
        f"{server} answered with something that is not a chat completion: "
        "check that the base URL is that of an OpenAI-compatible API"
    )


def _from_instructor(error: "InstructorError", server: str) -> SummariserError:
    from instructor.core.exceptions import (  # noqa: PLC0415 - see guarded
        IncompleteOutputException,
        InstructorRetryException,
    )

    if isinstance(error, IncompleteOutputException):
        return TruncatedAnswerError(
            f"The answer of {server} was cut off at the question's token limit; "
            "the model may be repeating itself"
        )
    cause = error.__cause__
    if isinstance(cause, SummariserError):  # of one of our own requests
        return cause.with_traceback(None)
    if not isinstance(error, InstructorRetryException) or cause is None:
        return not_a_completion(server)
    if _is_transport(cause):
        return _from_transport(cause, server)
    if isinstance(cause, ValueError):
        return _misfit(error, cause, server)
    return not_a_completion(server)


def _is_transport(cause: BaseException) -> bool:
    import openai  # noqa: PLC0415 - see guarded

    return isinstance(cause, openai.OpenAIError | json.JSONDecodeError)


def _misfit(error: "InstructorRetryException", cause: ValueError, server: str) -> AnswerError:
    # Kinds of mistakes only: values and places of the answer can hold the document's words.
    kinds = (
        {item["type"] for item in cause.errors(include_input=False, include_context=False)}
        if isinstance(cause, ValidationError)
        else {"no answer"}
    )
    return AnswerError(
        f"The answer of {server} does not fit the question, {error.n_attempts} times asked "
        f"({', '.join(sorted(kinds))})"
    )


def _from_transport(error: BaseException, server: str) -> ModelError:
    import openai  # noqa: PLC0415 - see guarded

    if isinstance(error, openai.APIStatusError):
        return from_status(error.status_code, error.body, error.response.headers, server)
    if isinstance(error, openai.APITimeoutError):
        return ModelUnreachableError(f"{server} did not answer in time")
    if isinstance(error, openai.APIConnectionError):
        return ModelUnreachableError(f"{server} cannot be reached")
    if isinstance(error, openai.APIResponseValidationError):
        return not_a_completion(server)
    return ModelUnreachableError(f"{server} sent a broken reply ({type(error).__name__})")


def from_status(status: int, body: object, headers: Mapping[str, str], server: str) -> ModelError:
    """Make the error for a reply of another HTTP status than 200; ``body`` is its "error"."""
    codes = codes_in(body)
    hint = next((_CODE_HINTS[code] for code in codes if code in _CODE_HINTS), _HINTS.get(status))
    message = f"{server} answered HTTP {' '.join([str(status), *codes])}"
    passing = status in _TRANSIENT_STATUS or (status >= 500 and status not in _NEVER_STATUS)
    if passing and "insufficient_quota" not in codes:
        kind = RateLimitedError if status == _TOO_MANY else ModelUnreachableError
        return kind(message, retry_after(headers))
    told = f"{message}: {hint}" if hint else message
    return ModelRefusedError(told, status, _named_fields(body))


def _named_fields(body: object) -> frozenset[str]:
    """Which of our request's fields an error body names, in OpenAI's form or FastAPI's."""
    if not isinstance(body, Mapping):
        return frozenset()
    told = cast("Mapping[str, object]", body)
    param = told.get("param")
    if isinstance(param, str) and _FIELDS.search(param):
        return frozenset(_FIELDS.findall(param)[:1])
    details = cast("list[object]", told["detail"]) if isinstance(told.get("detail"), list) else []
    places = [cast("Mapping[str, object]", d).get("loc") for d in details if isinstance(d, Mapping)]
    words = f"{told.get('message')} {places if places else told.get('detail')}"
    return frozenset(_FIELDS.findall(words))


def codes_in(body: object) -> list[str]:
    """Machine-readable words of an OpenAI error body; its sentences may quote the request."""
    if not isinstance(body, Mapping):
        return []
    fields = cast("Mapping[str, object]", body)
    words = [fields.get(name) for name in ("type", "code", "param")]
    return [word for word in words if isinstance(word, str) and _CODE.fullmatch(word)]


_CODE = re.compile(r"[a-z]+(?:[_.][a-z]+)*", re.ASCII)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from now that a Retry-After header names (RFC 9110, 10.2.3), or None."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - 0.02 s, seldom needed

    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:  # "-0000": an unknown zone, which HTTP dates do not have
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
