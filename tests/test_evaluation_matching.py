"""Matching: names by similarity, evidence by overlap, the best choice one to one."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summariser.evaluation.labels import LabelAgreement, LabelContext, LabelOfficial, LabelParty
from summariser.evaluation.matching import (
    Pair,
    assign,
    is_accepted,
    match_agreements,
    match_context,
    match_officials,
    match_parties,
    name_similarity,
    occurrences,
    span_similarity,
    token_set_similarity,
)
from summariser.record import Agreement, ContextItem, Evidence, Official, Party

SOMEWHERE = (Evidence(quote="x", start=0, end=1),)


def official(name: str) -> Official:
    return Official(name=name, name_en="", role="", country=None, present=True, evidence=SOMEWHERE)


def labelled_official(name: str) -> LabelOfficial:
    return LabelOfficial(name=name, name_en=(), role=(), country=None, present=True)


def state(code: str | None) -> Party:
    return Party(name="a state", kind="state", country=code, evidence=SOMEWHERE)


def organisation(name: str) -> Party:
    return Party(name=name, kind="organisation", country=None, evidence=SOMEWHERE)


# ── names ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other", "similarity"),
    [
        ("لُوتشيانو بورتولانو", "لوتشـيانو  بورتولانو", 1.0),  # marks, tatweel, white space
        ("أحمد على", "احمد علي", 1.0),  # alefs and yeh
        ("عودة", "عوده", 1.0),
        ("Guido CROSETTO", "guido crosetto", 1.0),
        ("بن سلمان محمد", "محمد بن سلمان", 1.0),  # the order of words
        ("محمد", "محمد بن سلمان", 1.0),  # a part of the words
        ("abcde", "abcdx", 0.8),
        ("abcd", "abxy", 0.5),
        ("", "abcd", 0.0),
    ],
)
def test_token_set_similarity(one: str, other: str, similarity: float) -> None:
    assert token_set_similarity(one, other) == similarity
    assert token_set_similarity(other, one) == similarity


def test_names_match_from_a_token_set_similarity_of_eight_tenths() -> None:
    assert name_similarity("abcde", ["abcdx"]) == 0.8
    assert name_similarity("abcd", ["abcx"]) is None  # 0.75


def test_a_names_similarity_is_the_plain_one_of_the_best_accepted_name() -> None:
    # Both contain the word and match; plainly 2·4/(4+8) and 2·4/(4+6).
    assert name_similarity("abcd", ["abcd efg", "abcd e"]) == pytest.approx(0.8)
    assert name_similarity("abcd", ["abcd efg"]) == pytest.approx(2 / 3)
    assert name_similarity("abcd", ["wxyz"]) is None
    assert name_similarity("abcd", []) is None


def test_where_no_wording_is_accepted_only_no_words_are_right() -> None:
    assert is_accepted(" ", [], 0.8)
    assert not is_accepted("x", [], 0.8)
    assert is_accepted("abcde", ["wxyz", "ABCDX"], 0.8)
    assert not is_accepted("abcde", ["abcdx"], 0.81)
    assert not is_accepted("", ["abc"], 0.8)


def test_states_match_by_code_and_organisations_by_any_name() -> None:
    labelled = (
        LabelParty(name=("Italy",), kind="state", country="IT"),
        LabelParty(name=("NATO", "حلف شمال الأطلسي"), kind="organisation", country=None),
    )
    predicted = (organisation("حلف شمال الاطلسي"), state("PK"), state("IT"), organisation("Italy"))
    assert match_parties(predicted, labelled) == (Pair(0, 1), Pair(2, 0))


def test_a_state_is_no_organisation() -> None:
    italy = LabelParty(name=("Italy",), kind="state", country="IT")
    nato = LabelParty(name=("NATO",), kind="organisation", country=None)
    as_state = Party(name="NATO", kind="state", country=None, evidence=SOMEWHERE)
    as_organisation = Party(name="Italy", kind="organisation", country="IT", evidence=SOMEWHERE)
    assert match_parties([as_state, as_organisation], [italy, nato]) == ()


def test_a_state_named_twice_is_found_once() -> None:
    labelled = (LabelParty(name=("Italy",), kind="state", country="IT"),)
    assert len(match_parties((state("IT"), state("IT")), labelled)) == 1


def test_of_several_officials_the_plainly_most_similar_is_taken() -> None:
    labelled = (labelled_official("محمد بن سلمان"),)
    predicted = (official("محمد"), official("محمد بن سلمان"), official("سلمان محمد"))
    assert match_officials(predicted, labelled) == (Pair(1, 0),)


def test_of_two_people_with_one_name_the_attributes_tell() -> None:
    labelled = [labelled_official("abc").model_copy(update={"country": c}) for c in ("IT", "PK")]
    for position, code in enumerate(("IT", "PK")):
        predicted = [official("abc").model_copy(update={"country": code})]
        assert match_officials(predicted, labelled) == (Pair(0, position),)


# ── evidence ─────────────────────────────────────────────────────────────────


def test_words_are_found_wherever_they_stand() -> None:
    assert list(occurrences("aba", "ababa aba")) == [(0, 3), (2, 5), (6, 9)]
    assert list(occurrences("x", "abc")) == []


@pytest.mark.parametrize(
    ("predicted", "labelled", "similarity"),
    [
        ([(0, 10)], [(0, 10)], 1.0),
        ([(0, 10)], [(5, 15)], 5 / 15),  # half of both
        ([(0, 10)], [(6, 16)], None),  # four of ten
        ([(0, 100)], [(90, 110)], 10 / 110),  # half of the shorter one
        ([(0, 100)], [(91, 111)], None),
        ([(0, 10)], [(10, 20)], None),  # neighbours have nothing in common
        ([(0, 10), (50, 60)], [(30, 40), (50, 55)], 0.5),  # any of either will do
        ([(0, 10), (50, 60)], [(0, 5), (50, 60)], 1.0),  # and the best counts
        ([(0, 10)], [(0, 10), (0, 5)], 1.0),
        ([], [(0, 1)], None),
        ([(0, 1)], [], None),
    ],
)
def test_evidence_matches_from_half_of_the_shorter(
    predicted: list[tuple[int, int]], labelled: list[tuple[int, int]], similarity: float | None
) -> None:
    assert span_similarity(predicted, labelled) == similarity
    assert span_similarity(labelled, predicted) == similarity


def test_label_evidence_counts_at_every_occurrence_of_its_words() -> None:
    text = "one two one"
    label = LabelAgreement(text="One.", status="agreed", evidence=("one",))
    for start, matched in ((0, 1), (4, 0), (8, 1)):
        piece = Evidence(quote=text[start : start + 3], start=start, end=start + 3)
        item = Agreement(text="?", status="offered", evidence=(piece,))
        assert len(match_agreements([item], [label], text)) == matched


def test_of_two_agreements_in_the_same_words_the_status_tells() -> None:
    labelled = [
        LabelAgreement(text="One.", status="agreed", evidence=("one",)),
        LabelAgreement(text="One.", status="offered", evidence=("one",)),
    ]
    piece = (Evidence(quote="one", start=0, end=3),)
    agreed = Agreement(text="?", status="agreed", evidence=piece)
    offered = Agreement(text="?", status="offered", evidence=piece)
    assert match_agreements([agreed], labelled, "one") == (Pair(0, 0),)
    assert match_agreements([offered], labelled, "one") == (Pair(0, 1),)


def test_context_matches_only_under_the_same_topic() -> None:
    text = "one two"
    label = LabelContext(topic="conflict", text="One.", evidence=("one",))
    piece = (Evidence(quote="one", start=0, end=3),)
    war = ContextItem(topic="conflict", text="?", evidence=piece)
    money = ContextItem(topic="economy", text="?", evidence=piece)
    assert match_context([money, war], [label], text) == (Pair(1, 0),)
    assert match_context([money], [label], text) == ()


# ── one to one ───────────────────────────────────────────────────────────────

tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.none() | st.floats(0, 1), min_size=width, max_size=width),
        min_size=1,
        max_size=4,
    )
)


@given(tables)
@settings(deadline=None)
def test_the_choice_is_the_best_of_all(table: list[list[float | None]]) -> None:
    """Against brute force: the most matches first, then the highest sum of similarities."""
    rows, columns = range(len(table)), range(len(table[0]))

    def worth(pairs: tuple[tuple[int, int], ...]) -> tuple[int, float]:
        alike = [table[r][c] for r, c in pairs]
        allowed = [a for a in alike if a is not None]
        return len(allowed), sum(allowed)

    padded = [*columns, *([None] * len(table))]
    choices = (
        tuple((r, c) for r, c in zip(rows, order, strict=True) if c is not None)
        for order in set(itertools.permutations(padded, len(table)))
    )
    count, total = max(map(worth, choices))
    pairs = assign(rows, columns, lambda r, c: table[r][c])
    found = worth(tuple((pair.predicted, pair.labelled) for pair in pairs))
    assert found[0] == len(pairs) == count
    assert found[1] == pytest.approx(total)
    assert (
        len({pair.predicted for pair in pairs}) == len({pair.labelled for pair in pairs}) == count
    )


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({(0, 0): 1.0, (0, 1): 0.1, (1, 0): 0.1}, (Pair(0, 1), Pair(1, 0))),
        ({(0, 0): 0.2, (0, 1): 0.9, (1, 0): 0.3, (1, 1): 0.9}, (Pair(0, 1), Pair(1, 0))),
        ({(0, 0): 0.9, (1, 0): 0.5, (2, 0): 0.5, (0, 1): 0.8, (0, 2): 0.7}, (Pair(0, 1),)),
    ],
)
def test_the_most_matches_come_first_then_the_most_similar(
    table: dict[tuple[int, int], float], expected: tuple[Pair, ...]
) -> None:
    pairs = assign(range(3), range(3), lambda r, c: table.get((r, c)))
    assert len(pairs) == 2
    assert set(expected) <= set(pairs)


def test_nothing_matches_nothing() -> None:
    assert assign([], [1], lambda _one, _other: 1.0) == ()
    assert assign([1], [], lambda _one, _other: 1.0) == ()
    assert assign([1], [1], lambda _one, _other: None) == ()


def test_a_similarity_of_nought_is_still_a_match() -> None:
    assert assign([1], [1], lambda _one, _other: 0.0) == (Pair(0, 0),)


def test_a_tie_falls_the_same_way_in_any_order() -> None:
    items = ["b", "a", "c"]
    chosen = {
        order[pair.predicted]
        for order in itertools.permutations(items)
        for pair in assign(order, [0], lambda _one, _other: 0.5)
    }
    assert chosen == {"a"}


def test_what_matches_nothing_does_not_tip_a_tie() -> None:
    for equals, others, labels in itertools.product(range(1, 6), range(1, 4), range(1, 4)):

        def alike(one: int, _label: int, equals: int = equals) -> float | None:
            return 0.5 if one < equals else None

        alone = assign(range(equals), range(labels), alike)
        assert assign(range(equals + others), range(labels), alike) == alone
