"""The style guide shows every layout in every interface language, and the public one needs no cookie."""

import pytest
from django.test import Client

from confman.accounts.models import User

pytestmark = pytest.mark.sqlite

PAGES = ["/styleguide/", "/styleguide/secretariat/", "/styleguide/me/", "/styleguide/en/"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru", "uz"])
@pytest.mark.parametrize("path", PAGES)
def test_page_renders(client: Client, path: str, language: str) -> None:
    response = client.get(path, headers={"accept-language": language})
    assert response.status_code == 200
    expected = "en" if path.endswith("/en/") else language
    assert f'<html lang="{expected}" dir="ltr">' in response.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_page_renders_for_who_is_signed_in(client: Client, owner: User, path: str) -> None:
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(path).status_code == 200


def test_public_layout_sets_no_cookie(client: Client, db: None) -> None:
    response = client.get("/styleguide/ru/")
    assert not response.cookies
    assert "csrf" not in response.text
    assert "Cookie" not in response.headers.get("Vary", "")


def test_right_to_left_page_has_its_own_stylesheet(client: Client, db: None) -> None:
    text = client.get("/styleguide/ar/").text
    assert '<html lang="ar" dir="rtl">' in text
    assert "public-rtl.css" in text


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_style_or_script(client: Client, path: str) -> None:
    text = client.get(path).text
    assert "<style" not in text
    assert "style=" not in text
    assert "onclick=" not in text
    assert text.count("<script") == text.count('<script type="module" src=')


def test_sent_form_keeps_what_was_typed(client: Client, db: None) -> None:
    response = client.post("/styleguide/secretariat/", {"title_ru": "Открытие", "minutes": "3"})
    assert 'value="Открытие"' in response.text
    assert 'href="#id_minutes"' in response.text
    assert 'aria-invalid="true"' in response.text


def test_charts_are_shown(client: Client, db: None) -> None:
    text = client.get("/styleguide/secretariat/").text
    assert 'aria-label="Chart: registered and approved by category."' in text
    assert 'class="chart-target"' in text
    assert text.count("<polyline") == 2
