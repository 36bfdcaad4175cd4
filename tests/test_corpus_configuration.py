from dataclasses import replace

import pytest
from recorded import NOW, scripted

from summariser.corpus.configuration import Configuration

SHA256 = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("model", "openai:x", "model: scripted, now openai:x"),
        ("weights_sha256", SHA256, "weights: none, now 0123456789ab"),
        ("plan", "whole", "plan: stepwise, now whole"),
        ("language", "ar", "language: en, now ar"),
        ("package_version", "0.2.0", "package_version: 0.1.0, now 0.2.0"),
    ],
)
def test_a_difference_is_told_with_both_values(field: str, value: str, told: str) -> None:
    other = Configuration.of(scripted("a").provenance.model_copy(update={field: value}))
    assert NOW.differences(other) == [told]
    assert other != NOW


@pytest.mark.parametrize(
    "prompts",
    [{}, {"a.jinja": "2" * 64}, {"b.jinja": "1" * 64}, {"a.jinja": "1" * 64, "b": SHA256}],
)
def test_changed_prompts_are_told_by_their_checksums(prompts: dict[str, str]) -> None:
    other = Configuration.of(scripted("a", prompts=prompts).provenance)
    (told,) = NOW.differences(other)
    assert told == f"prompts: {NOW.prompts[:12]}, now {other.prompts[:12]}"
    assert NOW.prompts[:12] != other.prompts[:12]


def test_what_differs_from_document_to_document_counts_nothing() -> None:
    usage = {"requests": 9, "prompt_tokens": 9, "cost": 0.5}
    other = scripted("b", "failed", usage=usage, seconds=99, from_cache=True)
    assert Configuration.of(other.provenance) == NOW
    assert NOW.differences(NOW) == []


def test_the_order_of_prompts_counts_nothing() -> None:
    one, two = {"a": SHA256, "b": "1" * 64}, {"b": "1" * 64, "a": SHA256}
    made = [Configuration.of(scripted("a", prompts=prompts).provenance) for prompts in (one, two)]
    assert made[0] == made[1]


def test_all_differences_are_told() -> None:
    assert len(NOW.differences(replace(NOW, model="x", plan="whole", language="ar"))) == 3
