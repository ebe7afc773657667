"""The pure part of amendments: what stands and what falls when others are accepted, and in which order they are put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.amendments.domain.edits import (
    CompetingAmendment,
    ProposedText,
    distance,
    edits,
    in_order,
    kind_of,
    merged,
    place_of_new,
    with_change,
)
from outcomes.recommendations.models.paragraphs import Paragraph, Text

GROUND = [f"word{number}" for number in range(12)]


@st.composite
def changes(draw):
    """An amendment of the ground: some of its words replaced, taken out or preceded by another."""
    tag = draw(st.integers(0, 10**6))
    words, touched = list(GROUND), set()
    for place in draw(st.lists(st.integers(0, 11), min_size=1, max_size=3, unique=True)):
        action = draw(st.sampled_from(["replace", "precede"]))
        words[place] = f"new{tag}x{place}" if action == "replace" else f"new{tag}x{place} {GROUND[place]}"
        touched.add(place)
    return " ".join(words), touched


@given(st.lists(changes(), min_size=2, max_size=4), st.randoms())
def test_whatever_is_accepted_first_each_stands_whole_or_falls_for_a_reason(amendments, random):
    """The room accepts them one after the other: what did not fall is in the text, in every word."""
    ground = " ".join(GROUND)
    now, accepted, fallen = ground, [], []
    order = list(amendments)
    random.shuffle(order)
    for text, touched in order:
        result = merged(ground, now, text)
        if result is None:
            fallen.append(touched)
            # It falls only where an accepted one touches a word that it touches, or stands right beside it.
            assert any(abs(a - b) <= 1 for other, _text in accepted for a in other for b in touched)
            continue
        now = result
        accepted.append((touched, text))
    for _touched, text in accepted:
        assert {word for word in text.split() if word.startswith("new")} <= set(now.split())
    # A paragraph that nobody touched stands once, and in its order.
    kept = [
        word for place, word in enumerate(GROUND) if not any(place in touched for touched, _text in accepted)
    ]
    assert [word for word in now.split() if word in kept] == kept
    assert accepted and len(accepted) + len(fallen) == len(amendments)


@given(changes(), changes())
def test_of_two_it_makes_no_difference_which_comes_first(one, other):
    ground = " ".join(GROUND)
    assert merged(ground, one[0], other[0]) == merged(ground, other[0], one[0])


words = st.text(alphabet="ab .,[]<>&é\u05d0\u0628", max_size=40)


@given(words, words, words)
def test_any_text_is_merged_or_falls_and_nothing_breaks(ground, now, asked):
    assert merged(ground, ground, asked) == asked
    result = merged(ground, now, asked)
    assert result is None or isinstance(result, str)
    rebuilt, at = "", 0
    for edit in edits(ground, asked):
        rebuilt, at = rebuilt + ground[at : edit.start] + edit.text, edit.end
    assert rebuilt + ground[at:] == asked


rivals = st.lists(
    st.builds(
        CompetingAmendment,
        key=st.uuids(),
        number=st.integers(1, 50),
        kind=st.sampled_from(["add", "replace", "delete", "new"]),
        distance=st.integers(1, 30),
        place=st.just(0),
    ),
    max_size=7,
    unique_by=lambda rival: rival.number,
)


@given(rivals, st.randoms())
def test_the_furthest_comes_first_and_the_chairs_order_holds(found, random):
    usual = in_order(found)
    assert sorted(rival.number for rival in usual) == sorted(rival.number for rival in found)
    ranks = [({"delete": 0, "new": 2}.get(rival.kind, 1), -rival.distance) for rival in usual]
    assert ranks == sorted(ranks)
    shuffled = list(found)
    random.shuffle(shuffled)
    assert in_order(shuffled) == usual

    chosen = [
        CompetingAmendment(r.key, r.number, r.kind, r.distance, place)
        for place, r in enumerate(shuffled, start=1)
    ]
    late = CompetingAmendment("late", 99, "replace", 31)
    ordered = in_order([*chosen, late])
    assert [rival for rival in ordered if rival is not late] == chosen
    behind = ordered[ordered.index(late) + 1 :]
    assert not behind or behind[0].kind in ("add", "replace", "new")


def test_a_paragraph_rewritten_leaves_no_ground_to_others():
    ground = "Strengthen the national hotline by 2030."
    assert merged(ground, f"{ground} Fund it.", "Close it.") is None
    assert merged(ground, "Close it.", "Strengthen the national hotline soon by 2030.") is None


def test_what_an_edited_paragraph_is():
    assert kind_of("Fund it.", "Fund it fully.") == "add"
    assert kind_of("Fund it.", "Finance it.") == "replace"
    assert kind_of("Fund it.", "") == "delete"
    whole = "Fund it by 2030."
    assert distance(whole, "") > distance(whole, "Fund it by 2028.") > distance(whole, whole) == 0


@pytest.mark.parametrize(
    ("anchor", "now", "place"),
    [
        ("b", "abc", 2),
        ("b", "abxc", 3),
        ("b", "ac", 1),
        ("b", "axc", 2),
        ("", "abc", 0),
        ("", "xabc", 1),
        ("a", "c", 0),
    ],
)
def test_a_new_paragraph_follows_its_own_or_the_one_before(anchor, now, place):
    assert place_of_new(anchor, list("abc"), list(now)) == place


def test_a_change_makes_the_other_languages_stale_and_leaves_the_rest_alone():
    body = [
        Paragraph("a", 0, {"en": Text("One.", "reviewed"), "ru": Text("Раз.", "reviewed")}),
        Paragraph("b", 1, {"en": Text("Two.", "reviewed")}),
    ]
    changed = with_change(body, ProposedText("a", "en", "First."))
    assert (changed[0].text("en"), changed[0].status("en"), changed[0].status("ru")) == (
        "First.",
        "reviewed",
        "stale",
    )
    assert changed[1] is body[1]
    assert with_change(body, ProposedText("a", "en", "")) == [body[1]]
    added = with_change(
        body, ProposedText("a", "en", "Between.", is_new=True, level=1), then=["a", "b"], key="new"
    )
    assert [row.id for row in added] == ["a", "new", "b"] and added[1].level == 1


def test_a_paragraph_of_100_000_characters_is_merged():
    ground = [f"w{number}" for number in range(16_000)]
    one, other = list(ground), list(ground)
    one[100], other[15_000] = "first", "second"
    both = list(one)
    both[15_000] = "second"
    assert merged(" ".join(ground), " ".join(one), " ".join(other)) == " ".join(both)
