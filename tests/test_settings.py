import errno
from pathlib import Path

import pytest
from conftest import RunCli

from summariser.errors import SetupError
from summariser.settings import Price, Settings, load_settings, settings_file

CANARY = "sk-canary-0123456789"


@pytest.fixture(autouse=True)
def file(own_cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the settings of the working directory would be."""
    monkeypatch.delenv("SUMMARISER_CONFIG")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "summariser.toml"


# ── where settings come from ──


def test_without_anything_the_defaults_hold() -> None:
    loaded = load_settings({})
    assert loaded.settings == Settings()
    assert set(loaded.origins.values()) == {"default"}
    assert set(loaded.origins) == set(Settings.model_fields)


def test_the_strongest_source_decides(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("rpm = 1\ntpm = 1\nretries = 1\n")
    monkeypatch.setenv("SUMMARISER_RPM", "2")
    monkeypatch.setenv("SUMMARISER_TPM", "2")
    loaded = load_settings({"rpm": 3, "retries": None})
    chosen = loaded.settings
    assert (chosen.rpm, chosen.tpm, chosen.retries, chosen.plan) == (3, 2, 1, "auto")
    names = ("rpm", "tpm", "retries", "plan")
    assert [loaded.origins[name] for name in names] == [
        "option",
        "SUMMARISER_TPM",
        "summariser.toml",
        "default",
    ]


def test_every_setting_can_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "model": "openai:m",
        "base_url": "http://h/v1",
        "api_key_env": "OUR_KEY",
        "plan": "whole",
        "mode": "tools",
        "language": "ar",
        "cache": "false",
        "connect_timeout": "1.5",
        "token_timeout": "2",
        "total_timeout": "3",
        "retries": "0",
        "workers": "3",
        "rpm": "5",
        "tpm": "6",
        "price": "0.4,1.6",
    }
    assert set(values) == set(Settings.model_fields)
    for name, value in values.items():
        monkeypatch.setenv(f"SUMMARISER_{name.upper()}", value)
    loaded = load_settings({})
    assert loaded.settings == Settings(**values)
    assert loaded.origins == {name: f"SUMMARISER_{name.upper()}" for name in values}


def test_an_empty_variable_sets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SUMMARISER_MODEL", "SUMMARISER_RPM", "SUMMARISER_CONFIG", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, "")
    assert load_settings({}).settings == Settings()


def test_openais_own_variable_is_weaker_than_ours(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('base_url = "http://file/v1"')
    monkeypatch.setenv("OPENAI_BASE_URL", "http://openai/v1")
    loaded = load_settings({})
    assert (loaded.settings.base_url, loaded.origins["base_url"]) == (
        "http://openai/v1",
        "OPENAI_BASE_URL",
    )
    monkeypatch.setenv("SUMMARISER_BASE_URL", "http://ours/v1")
    assert load_settings({}).settings.base_url == "http://ours/v1"


def test_a_named_file_is_read_in_the_place_of_the_folders(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file.write_text("rpm = 1")
    other = tmp_path / "other.toml"
    other.write_text("tpm = 2")
    monkeypatch.setenv("SUMMARISER_CONFIG", str(other))
    loaded = load_settings({})
    assert (loaded.settings.rpm, loaded.settings.tpm) == (None, 2)
    assert loaded.origins["tpm"] == str(settings_file()) == str(other)


def test_a_named_file_must_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for missing in (tmp_path / "none.toml", tmp_path):
        monkeypatch.setenv("SUMMARISER_CONFIG", str(missing))
        with pytest.raises(SetupError, match="no such file; SUMMARISER_CONFIG names it") as caught:
            load_settings({})
        assert str(missing) in str(caught.value)


# ── what is refused ──


@pytest.mark.parametrize(
    ("key", "nearest"),
    [("modle", "model"), ("base-url", "base_url"), ("token_timout", "token_timeout")],
)
def test_an_unknown_key_is_refused_with_the_nearest(key: str, nearest: str, file: Path) -> None:
    file.write_text(f"rpm = 1\n{key} = 1\n")
    with pytest.raises(SetupError) as caught:
        load_settings({})
    message = f"summariser.toml: {key} is not a setting; did you mean {nearest}? "
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("key", ["_env_file", "self", "_env_prefix", "model_config"])
def test_words_of_the_library_are_unknown_keys(key: str, file: Path) -> None:
    file.write_text(f'{key} = "x"')
    with pytest.raises(SetupError, match=f"{key} is not a setting"):
        load_settings({})


def test_unknown_variables_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUMMARISER_CACHE_DIR", "/tmp")
    monkeypatch.setenv("SUMMARISER_CACHE_LIMIT", "1")
    load_settings({})
    monkeypatch.setenv("SUMMARISER_MODLE", "local")
    with pytest.raises(SetupError, match=r"^SUMMARISER_MODLE: modle is not .* mean model"):
        load_settings({})


@pytest.mark.parametrize(
    "key", ["api_key", "apikey", "API-KEY", "openai_key", "key", "auth_token", "secret", "password"]
)
def test_keys_are_no_settings(key: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(f'{key} = "{CANARY}"')
    for load in (lambda: load_settings({}), lambda: Settings(**{key: CANARY})):
        with pytest.raises(SetupError, match="api_key_env") as caught:
            load()
        assert f"{key} is not a setting, and keys are never kept" in str(caught.value)
        assert CANARY not in repr(caught.value)
    file.unlink()
    monkeypatch.setenv(f"SUMMARISER_{key.upper()}", CANARY)
    with pytest.raises(SetupError, match="api_key_env") as caught:
        load_settings({})
    assert CANARY not in repr(caught.value)


@pytest.mark.parametrize(
    "value", [CANARY, "gsk_canaryABC", "hf_canary", "a b", "", "1KEY", "KEY\n", "K" * 65]
)
def test_a_key_is_not_the_name_of_its_variable(value: str) -> None:
    with pytest.raises(SetupError, match="name of an environment variable") as caught:
        Settings(api_key_env=value)
    assert "canary" not in repr(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        ("rpm = 1\nmodel = local\n", 2),
        ("\n\n= 3", 3),
        ('rpm = 1\nmodel = """local\n', 3),
        ("rpm = 1\nrpm = 2\n", 2),
        (f"\n{CANARY}\n", 2),
        (f"api_key = {CANARY}\n", 1),
    ],
)
def test_broken_toml_names_file_and_line(toml: str, line: int, file: Path) -> None:
    file.write_text(toml)
    with pytest.raises(SetupError) as caught:
        load_settings({})
    assert str(caught.value).startswith(f"summariser.toml:{line}: is not TOML: ")
    assert "(at " not in str(caught.value)
    assert "canary" not in str(caught.value)


def test_a_file_that_is_not_utf_8(file: Path) -> None:
    file.write_bytes(b'model = "\xff"')
    with pytest.raises(SetupError, match=r"summariser\.toml: is not UTF-8"):
        load_settings({})


def test_a_file_that_may_not_be_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.touch()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SetupError, match=r"summariser\.toml: cannot be read \(Permission denied"):
        load_settings({})


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("model = 3", "model should be a valid string"),
        ('plan = "fast"', "plan should be 'auto', 'stepwise' or 'whole'"),
        ('mode = "xml"', "mode should be 'auto', 'json_schema', 'tools' or 'json'"),
        ('language = "fr"', "language should be 'en' or 'ar'"),
        ('cache = "perhaps"', "cache should be a valid boolean"),
        ("connect_timeout = 0", "connect_timeout should be greater than 0"),
        ("token_timeout = inf", "token_timeout should be a finite number"),
        ("total_timeout = [1]", "total_timeout should be a valid number"),
        ("retries = -1", "retries should be greater than or equal to 0"),
        ("retries = true", "retries should be a number"),
        ("rpm = 1.5", "rpm should be a valid integer"),
        ("tpm = 0", "tpm should be greater than or equal to 1"),
        ("[model]\nname = 1", "model should be a valid string"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_where_it_stands(
    toml: str, message: str, file: Path
) -> None:
    file.write_text(toml)
    with pytest.raises(SetupError) as caught:
        load_settings({})
    assert str(caught.value).startswith(f"summariser.toml: {message}")


def test_a_wrong_value_is_found_also_where_another_is_stronger(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('rpm = "many"')
    with pytest.raises(SetupError, match=r"^summariser\.toml: rpm should be"):
        load_settings({"rpm": 3})
    file.unlink()
    monkeypatch.setenv("SUMMARISER_RPM", CANARY)
    with pytest.raises(SetupError, match=r"^SUMMARISER_RPM: rpm should be") as caught:
        load_settings({"rpm": 3})
    assert CANARY not in repr(caught.value)
    monkeypatch.delenv("SUMMARISER_RPM")
    with pytest.raises(SetupError, match=r"^option: rpm should be"):
        load_settings({"rpm": 0})


# ── prices ──


@pytest.mark.parametrize(
    ("written", "price"),
    [("0.4,1.6", Price(0.4, 1.6)), (" 1 , 2 ", Price(1, 2)), ("0,0", Price(0, 0))],
)
def test_a_price_is_two_numbers(written: str, price: Price) -> None:
    assert Settings(price=written).price == price
    assert Settings(price=price).price == price


@pytest.mark.parametrize("written", ["", "1", "1,2,3", "1,-2", "-1,2", "one,two", "1;2", "nan,1"])
def test_anything_else_is_no_price(written: str) -> None:
    with pytest.raises(SetupError) as caught:
        Settings(price=written)
    assert str(caught.value) == (
        'price should be "IN,OUT": two numbers, 0 or more, for a million tokens each'
    )


# ── settings as an object ──


def test_settings_are_frozen_and_hide_an_address_that_may_hold_a_password() -> None:
    settings = Settings(base_url="http://user:canary@h/v1")
    with pytest.raises(ValueError, match="frozen") as caught:
        settings.rpm = 3
    assert "canary" not in repr(settings) + str(caught.value)


def test_changes_leave_out_what_is_not_given() -> None:
    settings = Settings(model="openai:m", price="1,2")
    changed = settings.but(model=None, cache=False, rpm=3)
    assert changed == Settings(model="openai:m", price="1,2", cache=False, rpm=3)
    assert settings == Settings(model="openai:m", price="1,2")
    with pytest.raises(SetupError, match="did you mean model"):
        settings.but(modle="x")


def test_the_command_line_obeys_the_file(cli: RunCli, file: Path, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("...")
    file.write_text('model = "llama"')
    ended = cli("summarise", tmp_path / "page.txt")
    assert (ended.code, ended.out) == (2, "")
    assert "Unknown model 'llama'" in ended.err
    assert "Unknown model 'gpt'" in cli("summarise", tmp_path, "--model", "gpt").err
