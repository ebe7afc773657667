"""The public list of recommendations: searched in any script, filtered, and silent on what is not published."""

import pytest
from django.urls import reverse

from tests.outcomes.recommendation_samples import recommendation


def public(name, conference, language, *args):
    return reverse(f"outcomes_public:{name}", args=[conference.slug, language, *args])


@pytest.mark.parametrize("stage", ["draft", "submitted", "agreed", "adopted"])
def test_nothing_unpublished_is_reachable(conference, client, owner_client, stage):
    row = recommendation(conference, stage=stage, texts={"en": "A hidden sentence."})
    for browser in (client, owner_client):
        assert browser.get(public("recommendation", conference, "en", row.pk)).status_code == 404
        assert (
            "hidden sentence"
            not in browser.get(public("recommendation-list", conference, "en")).content.decode()
        )
    filters = client.get(public("recommendation-list", conference, "en")).content.decode()
    assert str(row.addressees.get()) not in filters and str(row.themes.get()) not in filters


@pytest.mark.parametrize("words", ["hotline", "горячую", "ГОРЯЧУЮ ЛИН", "ishonch", "ишонч"])
def test_search_finds_in_any_script(conference, client, words):
    texts = {
        "en": "Strengthen the hotline.",
        "ru": "Укрепить горячую линию.",
        "uz": "Ishonch telefoni kuchaytirilsin.",
    }
    recommendation(conference, texts=texts, stage="published")
    recommendation(conference, texts={"en": "Train officers."}, stage="published")
    html = client.get(public("recommendation-list", conference, "uz"), {"q": words}).content.decode()
    assert "Ishonch telefoni" in html and "Train officers" not in html


def test_the_public_list_filters_by_addressee(conference, client):
    rows = [recommendation(conference, texts={"en": f"Do {n}."}, stage="published") for n in range(2)]
    html = client.get(
        public("recommendation-list", conference, "en"), {"addressee": rows[0].addressees.get().pk}
    ).content.decode()
    assert "Do 0." in html and "Do 1." not in html


def test_the_public_list_asks_a_constant_number_of_queries(conference, assert_constant_queries):
    assert_constant_queries(
        public("recommendation-list", conference, "en"), lambda: recommendation(conference, stage="published")
    )
