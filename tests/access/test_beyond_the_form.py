"""A form takes neither a field that it does not ask for nor a second value of one; no command goes to a shell."""

import ast

import pytest
from django.urls import reverse

from confman.accounts.models import User
from confman.people.models import Person
from tests.factories import PersonFactory, UserFactory
from tests.modules import FLOORS, modules_with
from tests.sign_in import signed_in

PASSWORD = "kx93-mmq-paelo"
# Of an account and of a person: rights, keys, what a verb alone decides.
BEYOND = {
    "is_staff": "on", "is_superuser": "on", "is_active": "on", "may_hold_conferences": "on", "is_system": "on",
    "forgotten_at": "2027-01-01", "conference": "1", "user": "1", "id": "1", "pk": "1", "search_text": "x",
}  # fmt: skip


def values(row):
    fresh = type(row).objects.get(pk=row.pk)
    return {field.attname: getattr(fresh, field.attname) for field in fresh._meta.concrete_fields}


@pytest.mark.django_db
def test_what_a_form_does_not_ask_is_not_taken(conference, owner_client):
    person = PersonFactory(conference=conference, name={"en": "Anna"})
    page = reverse("people_secretariat:person-change", args=[conference.slug, person.pk])
    form = owner_client.get(page).context["form"]
    data = {field.html_name: field.value() for field in form if field.value() not in (None, "", False)}
    data = {name: value for name, value in data.items() if not isinstance(value, (dict, list))}
    before = values(person)
    sent = owner_client.post(page, {"name_en": "Anna", **data, **BEYOND})
    assert sent.status_code in (200, 302)
    after = values(person)
    changed = {name for name in after if after[name] != before[name]}
    assert not changed & {"user_id", "conference_id", "forgotten_at", "id"}
    assert after["search_text"] != "x" and Person.objects.filter(pk=person.pk).exists()


@pytest.mark.django_db
def test_no_page_of_an_account_gives_a_right(client):
    user = UserFactory()
    browser = signed_in(user)
    before = values(user)
    for name in ("accounts:account", "account_email", "account_change_password"):
        browser.post(reverse(name), {"name": "Anna", "language": "en", **BEYOND})
    after = values(user)
    rights = [name for name in after if name.startswith("is_") or "may" in name]
    assert rights and {name: after[name] for name in rights} == {name: before[name] for name in rights}
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.django_db
def test_of_a_parameter_that_is_given_twice_the_last_counts_for_all(conference, owner_client):
    """The right is asked about the row of the address, never about one that a query or a form names beside it."""
    person = PersonFactory(conference=conference, name={"en": "Anna Sample"})
    PersonFactory(conference=conference, name={"en": "Boris Sample"})
    found = owner_client.get(
        reverse("people_secretariat:person-list", args=[conference.slug]) + "?q=Boris&q=Anna"
    )
    said = found.content.decode()
    assert "Anna Sample" in said and "Boris Sample" not in said
    page = reverse("people_secretariat:person", args=[conference.slug, person.pk])
    assert "Anna Sample" in owner_client.get(f"{page}?pk=1&slug=other").content.decode()


@pytest.mark.django_db
def test_a_password_is_changed_by_whoever_knows_the_one_before():
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    browser = signed_in(user)
    new = {"password1": "another-one-94-lo", "password2": "another-one-94-lo"}
    refused = browser.post(reverse("account_change_password"), {"oldpassword": "a-wrong-one-94", **new})
    user.refresh_from_db()
    assert refused.status_code == 200 and user.check_password(PASSWORD)


def test_no_command_goes_to_a_shell():
    """Each is a list of arguments."""
    found = []
    for path, _text, code in modules_with(
        r"\bshell\b|system|popen|getoutput", [*FLOORS, "script"], and_migrations=True
    ):
        for node in ast.walk(code):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                shell = any(key.arg == "shell" for key in node.keywords)
                if name in ("os.system", "os.popen", "subprocess.getoutput") or shell:
                    found.append(f"{path}:{node.lineno}")
    assert found == []


@pytest.mark.django_db
def test_a_new_installation_has_no_account_with_a_password():
    assert [user.email for user in User.objects.all() if user.has_usable_password()] == []
