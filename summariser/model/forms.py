"""Answer types on their way into a request: the JSON Schema of each is made once."""

from typing import Any
from weakref import WeakKeyDictionary

from pydantic import BaseModel

_SCHEMAS: WeakKeyDictionary[type[BaseModel], dict[str, Any]] = WeakKeyDictionary()


def schema_of(answer: type[BaseModel]) -> dict[str, Any]:
    """The type's JSON Schema, not to be changed. Making one takes longer than all the rest."""
    known = _SCHEMAS.get(answer)
    if known is None:
        known = _SCHEMAS[answer] = answer.model_json_schema()
    return known


def for_instructor(answer: type[BaseModel]) -> type[BaseModel]:
    """A type that instructor takes as it is, and that stands for ``answer``.

    Of any other type instructor makes a subclass, with validators and a JSON Schema of its own, and
    looks through all of its fields four times: 5 ms for the record of a page, here 0.5.
    """
    from instructor import OpenAISchema  # noqa: PLC0415 - slow to import

    class Form(OpenAISchema):
        @classmethod
        def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
            return dict(schema_of(answer))

        @classmethod
        def model_validate_json(cls, json_data: Any, **options: Any) -> Any:
            return answer.model_validate_json(json_data, **options)

    Form.__name__, Form.__doc__ = answer.__name__, answer.__doc__
    return Form
