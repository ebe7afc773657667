"""One's name and interface language."""

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
COOKIE = django_settings.LANGUAGE_COOKIE_NAME


def test_a_visitor_chooses_the_language_of_this_browser(client):
    response = client.post(reverse("set_language"), {"language": "uz", "next": "/accounts/login/"})
    assert response.headers["Location"] == "/accounts/login/"
    assert response.cookies[COOKIE].value == "uz"


def test_a_signed_in_users_choice_is_kept_with_the_user(client_as):
    user = UserFactory()
    client_as(user).post(reverse("set_language"), {"language": "ru"})
    user.refresh_from_db()
    assert user.language == "ru"


def test_a_language_that_the_interface_does_not_have_is_not_kept(client_as):
    user = UserFactory(language="ru")
    client_as(user).post(reverse("set_language"), {"language": "xx"})
    user.refresh_from_db()
    assert user.language == "ru"


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_choosing_a_language_leads_to_no_other_host(client, address):
    response = client.post(reverse("set_language"), {"language": "ru", "next": address})
    assert "elsewhere" not in response.headers["Location"]


def test_the_account_page_asks_to_sign_in(client):
    assert client.get(reverse("accounts:account")).status_code == 302


def test_a_user_changes_name_and_language(client_as):
    user = UserFactory(name="Before")
    client = client_as(user)
    page = client.get(reverse("accounts:account"))
    assert b"Before" in page.content
    client.post(reverse("accounts:account"), {"name": "After", "language": "ru"})
    user.refresh_from_db()
    assert (user.name, user.language) == ("After", "ru")
    assert 'lang="ru"' in client.get(reverse("accounts:account")).content.decode()


def test_whoever_runs_the_server_sees_users_but_changes_no_system_user(client_as):
    from confman.accounts.system_users import system_user

    root = UserFactory(is_staff=True, is_superuser=True)
    client = client_as(root)
    command = system_user("command")
    assert command.email.encode() in client.get(reverse("admin:accounts_user_changelist")).content
    page = client.get(reverse("admin:accounts_user_change", args=[command.pk]))
    assert b"_save" not in page.content
    client.post(reverse("admin:accounts_user_add"), {"email": "Made@Example.org", "name": "", "language": ""})
    from confman.accounts.models import User

    assert not User.objects.get(email="made@example.org").has_usable_password()
