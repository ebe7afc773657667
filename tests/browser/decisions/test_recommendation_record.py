"""The record of a recommendation on the screen of the rapporteur: its languages, and what is next."""

import pytest
from django.urls import reverse

from tests.outcomes.recommendation_samples import recommendation

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

TEXTS = {
    "en": "Develop an annual joint work plan of State bodies and non-governmental organizations.",
    "ru": "Разработать годовой план совместной работы государственных органов и неправительственных организаций.",
    "uz": "Davlat organlari va nodavlat tashkilotlarning yillik birgalikdagi ish rejasi ishlab chiqilsin.",
}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_three_languages_side_by_side_and_the_next_step_are_above_the_fold(
    make_context, sign_in, owner, conference, language
):
    conference.languages = ["en", "ru", "uz"]
    conference.save()
    row = recommendation(conference, texts=TEXTS)
    page = make_context(viewport={"width": 1440, "height": 900}, locale=language).new_page()
    sign_in(page, owner)
    page.goto(reverse("outcomes_secretariat:recommendation", args=[conference.slug, row.pk]))
    columns = [column.bounding_box() for column in page.locator(".text-column").all()]
    assert len(columns) == 3 and len({box["y"] for box in columns}) == 1
    assert max(box["y"] + box["height"] for box in columns) <= 900
    following = page.locator(".page-actions .btn-primary").bounding_box()
    assert following["y"] + following["height"] <= 900
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
