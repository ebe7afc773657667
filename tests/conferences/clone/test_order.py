"""Steps come after what they need, and what they need comes along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confman.conferences.domain.clone.steps import in_order, with_needs
from confman.conferences.registries import clone_steps

KEYS = [f"step {number}" for number in range(8)]


@st.composite
def acyclic(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Steps in any order, each of which needs some of those before it in another one."""
    ranked = draw(st.permutations(KEYS))
    needs = {
        key: tuple(draw(st.lists(st.sampled_from(ranked[:place]), unique=True, max_size=3)) if place else ())
        for place, key in enumerate(ranked)
    }
    return {key: needs[key] for key in draw(st.permutations(KEYS))}


@given(acyclic())
def test_each_step_comes_after_those_that_it_needs(needs):
    ordered = in_order(needs)
    assert sorted(ordered) == sorted(needs)
    place = {key: number for number, key in enumerate(ordered)}
    assert all(place[need] < place[key] for key in needs for need in needs[key])


@given(acyclic(), st.sets(st.sampled_from(KEYS)))
def test_what_is_needed_comes_along_and_nothing_else(needs, chosen):
    taken = with_needs(chosen, needs)
    assert chosen <= taken
    assert all(set(needs[key]) <= taken for key in taken)
    assert all(key in chosen or any(key in needs[other] for other in taken) for key in taken)


@given(acyclic(), st.data())
def test_a_circle_is_refused_and_named(needs, data):
    first, last = data.draw(st.lists(st.sampled_from(KEYS), min_size=2, max_size=2, unique=True))
    with pytest.raises(ValueError, match="circle"):
        in_order({**needs, first: (last,), last: (first,)})


def test_without_needs_the_order_stays():
    assert in_order({"b": (), "a": (), "c": ("a",)}) == ["b", "a", "c"]


def test_every_step_needs_and_uses_steps_that_there_are():
    known = {step.key for step in clone_steps}
    assert {name for step in clone_steps for name in (*step.needs, *step.uses)} <= known
    in_order({step.key: (*step.needs, *step.uses) for step in clone_steps})
