"""Whoever answers: the embedded engine, any OpenAI-compatible server, and what they said before.

Importing this is light: each part is loaded when it is first asked for, and openai, instructor,
xllamacpp and diskcache when they are first used.
"""

from typing import TYPE_CHECKING

from summariser.lazily import from_homes

if TYPE_CHECKING:
    from summariser.model.cache import AnswerCache, CacheInfo, default_cache_folder
    from summariser.model.cached import CachedModel, request_key
    from summariser.model.client import OpenAIModel
    from summariser.model.embedded import EmbeddedModel
    from summariser.model.opening import open_model
    from summariser.model.protocol import Message, Model, Reply, Usage
    from summariser.model.retries import RetryPolicy

__all__ = [
    "AnswerCache",
    "CacheInfo",
    "CachedModel",
    "EmbeddedModel",
    "Message",
    "Model",
    "OpenAIModel",
    "Reply",
    "RetryPolicy",
    "Usage",
    "default_cache_folder",
    "open_model",
    "request_key",
]

__getattr__ = from_homes(
    __name__,
    {
        "cache": "AnswerCache CacheInfo default_cache_folder",
        "cached": "CachedModel request_key",
        "client": "OpenAIModel",
        "embedded": "EmbeddedModel",
        "opening": "open_model",
        "protocol": "Message Model Reply Usage",
        "retries": "RetryPolicy",
    },
)
