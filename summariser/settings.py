"""What a user can choose, and where each choice came from.

`Settings(...)` is what Python code writes, and defaults: a library must not obey a file of
whatever folder it runs in. `Settings.load`, which the command line calls, reads the environment
and ``summariser.toml`` too. The key of a remote model is never a setting: a setting names the
environment variable that holds it. No message repeats a value, which may be a secret.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model, field_validator

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings

from summariser.errors import SetupError

DEFAULT_FILE = "summariser.toml"

_PREFIX = "SUMMARISER_"
_FILE_VARIABLE = "SUMMARISER_CONFIG"
# Variables of ours that are no settings: this module's own, and those of the cache.
_OTHER_VARIABLES = {_FILE_VARIABLE, "SUMMARISER_CACHE_DIR", "SUMMARISER_CACHE_LIMIT"}
_VARIABLE_NAME = re.compile("[A-Z_][A-Z0-9_]{0,63}")
# A setting that does not exist and whose name says that its value is a secret.
_SECRET_NAME = re.compile(r"(^|[_-])(api)?keys?($|[_-])|token$|secret|passw|credential|bearer")
_LINE_OF_ERROR = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")

_NUMBERS = (
    *("connect_timeout", "token_timeout", "total_timeout"),
    *("retries", "workers", "rpm", "tpm"),
)
_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Cost = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Price(NamedTuple):
    """What a million tokens cost, in whatever money the user counts in."""

    prompt: _Cost
    completion: _Cost


class Settings(BaseModel):
    """All that can be chosen. Raises `SetupError` for another name or a value that does not fit."""

    model_config = ConfigDict(frozen=True, validate_default=True, hide_input_in_errors=True)

    model: str = "local"  # as `open_model` reads it
    base_url: str | None = Field(default=None, repr=False)  # may hold a password
    api_key_env: str = "OPENAI_API_KEY"  # the variable's name
    plan: Literal["auto", "stepwise", "whole"] = "auto"
    mode: Literal["auto", "json_schema", "tools", "json"] = "auto"  # instructor's
    language: Literal["en", "ar"] = "en"
    cache: bool = True
    connect_timeout: _Positive = 5.0  # seconds
    token_timeout: _Positive = 120.0  # seconds between two tokens, and before a remote's first
    total_timeout: _Positive = 600.0  # seconds for one question with all its retries
    retries: int = Field(default=4, ge=0)
    workers: int | None = Field(default=None, ge=1, le=1024)  # pages at once; None: fits the model
    rpm: int | None = Field(default=None, ge=1)  # requests a minute
    tpm: int | None = Field(default=None, ge=1)  # tokens a minute
    price: Price | None = None  # written "IN,OUT"

    def __init__(self, /, **values: Any) -> None:
        for name in values:
            if name not in Settings.model_fields:
                raise _unknown(name)
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise SetupError("; ".join(dict.fromkeys(_complaints(error)))) from None

    @staticmethod
    def load(**given: object) -> "Settings":
        """Take what is given (None is not), then the environment, the file, the defaults.

        Raises `SetupError` with the place of what is wrong.
        """
        return load_settings(given).settings

    def but(self, **given: object) -> Self:
        """These settings, with what is given (None is not) in the place of their own."""
        changes = {name: value for name, value in given.items() if value is not None}
        return type(self)(**{**dict(self), **changes})

    @field_validator("api_key_env")
    @classmethod
    def _names_a_variable(cls, name: str) -> str:
        if not _VARIABLE_NAME.fullmatch(name):
            raise ValueError(
                "should be the name of an environment variable, in capital letters; "
                "the key itself belongs into that variable"
            )
        return name

    @field_validator(*_NUMBERS, mode="before")
    @classmethod
    def _is_no_switch(cls, value: object) -> object:
        if isinstance(value, bool):  # which pydantic would count as 1 or 0
            raise ValueError("should be a number")  # noqa: TRY004 - pydantic wants a ValueError
        return value

    @field_validator("price", mode="before")
    @classmethod
    def _is_a_pair(cls, value: object) -> object:
        return value.split(",") if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, and of each where it came from: "option", a variable, the file, "default"."""

    settings: Settings
    origins: Mapping[str, str]


class _Entry(NamedTuple):
    name: str
    value: object
    origin: str


def load_settings(given: Mapping[str, object]) -> LoadedSettings:
    """Load as `Settings.load` does, and say where each setting came from.

    Every entry is checked, also one that a stronger source overrides. Raises `SetupError`.
    """
    found: dict[str, _Entry] = {}
    for source in (_file_entries(), _environment_entries(), _given_entries(given)):
        for entry in source:
            try:
                Settings(**{entry.name: entry.value})
            except SetupError as error:
                raise SetupError(f"{entry.origin}: {error}") from None
            found[entry.name] = entry
    settings = Settings(**{name: entry.value for name, entry in found.items()})
    origins = {
        name: found[name].origin if name in found else "default" for name in Settings.model_fields
    }
    return LoadedSettings(settings, origins)


def settings_file() -> Path:
    """Give the file that is read if it is there: SUMMARISER_CONFIG, or the folder's own."""
    return Path(os.environ.get(_FILE_VARIABLE) or DEFAULT_FILE).expanduser()


def _file_entries() -> Iterator[_Entry]:
    file = settings_file()
    if not file.is_file():
        if os.environ.get(_FILE_VARIABLE):
            raise SetupError(
                f"{file}: no such file; {_FILE_VARIABLE} names it: correct or unset it"
            )
        return
    from pydantic_settings import TomlConfigSettingsSource  # noqa: PLC0415 - see _readable

    try:
        data = TomlConfigSettingsSource(_readable(), file).toml_data
    except tomllib.TOMLDecodeError as error:
        raise SetupError(_toml_complaint(file, str(error))) from None
    except UnicodeDecodeError as error:
        raise SetupError(f"{file}: is not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise SetupError(f"{file}: cannot be read ({error.strerror})") from error
    for name, value in data.items():
        yield _Entry(name, value, str(file))


def _environment_entries() -> Iterator[_Entry]:
    own = [name for name in map(str.upper, os.environ) if name.startswith(_PREFIX)]
    values = _environment() if set(own) - _OTHER_VARIABLES else {}
    if base_url := os.environ.get("OPENAI_BASE_URL"):  # before ours, which goes over it
        yield _Entry("base_url", base_url, "OPENAI_BASE_URL")
    for name, value in values.items():
        yield _Entry(name, value, _PREFIX + name.upper())
    for variable in os.environ:
        name = variable.upper().removeprefix(_PREFIX).lower()
        if variable.upper().startswith(_PREFIX) and not (
            variable.upper() in _OTHER_VARIABLES or name in Settings.model_fields
        ):
            yield _Entry(name, os.environ[variable], variable)  # unknown, and refused as such


def _environment() -> dict[str, Any]:
    """The settings that variables name, as they are written."""
    from pydantic_settings import EnvSettingsSource  # noqa: PLC0415 - see _readable

    return EnvSettingsSource(_readable())()


def _readable() -> "type[BaseSettings]":
    """`Settings` as pydantic-settings knows where to read them.

    Made when there is something to read: pydantic-settings takes 0.05 s to import.
    """
    from pydantic_settings import BaseSettings, SettingsConfigDict  # noqa: PLC0415

    class Read(BaseSettings):
        model_config = SettingsConfigDict(
            env_prefix=_PREFIX, env_ignore_empty=True, enable_decoding=False
        )

    fields: Any = {name: (field.annotation, field) for name, field in Settings.model_fields.items()}
    return create_model("Read", __base__=Read, **fields)


def _given_entries(given: Mapping[str, object]) -> Iterator[_Entry]:
    for name, value in given.items():
        if value is not None:
            yield _Entry(name, value, "option")


def _unknown(name: str) -> SetupError:
    if _SECRET_NAME.search(name.lower()):
        return SetupError(
            f"{name} is not a setting, and keys are never kept in settings: put the key into an "
            "environment variable (OPENAI_API_KEY, or another that api_key_env names)"
        )
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - 0.02 s, only for this message

    known = list(Settings.model_fields)
    written = name.lower().replace("-", "_")
    nearest = max(known, key=lambda setting: OSA.normalized_similarity(written, setting))
    return SetupError(
        f"{name} is not a setting; did you mean {nearest}? There are: {', '.join(known)}"
    )


def _complaints(error: ValidationError) -> Iterator[str]:
    for found in error.errors(include_input=False, include_url=False):
        name = str(found["loc"][0])
        if name == "price":
            yield 'price should be "IN,OUT": two numbers, 0 or more, for a million tokens each'
            continue
        reason = found["msg"].removeprefix("Value error, ").removeprefix("Input ")
        yield f"{name} {reason}"


def _toml_complaint(file: Path, message: str) -> str:
    """Put the line where editors look for it: behind the name of the file."""
    found = _LINE_OF_ERROR.search(message)
    reason = message[: found.start()] if found else message
    line = found["line"] if found and found["line"] else file.read_bytes().count(b"\n") + 1
    return f"{file}:{line}: is not TOML: {reason}; mend that line"
