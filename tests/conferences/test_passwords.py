"""A password is not made of what everybody knows about its user, the site and its conferences."""

import pytest
from django.urls import reverse

from tests.factories import ConferenceFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
OLD = "a-password-for-tests"


@pytest.fixture
def user(settings):
    settings.BASE_URL = "https://events.ministry.example"
    ConferenceFactory(
        slug="tashkent2017",
        title={"en": "Regional forum on trafficking", "ru": "Региональный форум"},
        city={"en": "Samarkand"},
        symbol_prefix="ARFT/2017",
    )
    return UserFactory(email="gulnora.karimova@example.org", name="Lola Yusupova")


def takes(client, new: str) -> bool:
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": OLD, "password1": new, "password2": new}
    )
    if answer.status_code == 200:
        assert "names of this site and its conferences" in answer.content.decode()
    return answer.status_code == 302


@pytest.mark.parametrize(
    "password",
    [
        "tashkent2017!!",
        "Tashkent-2017-1",
        "confmanconfman",
        "ministry-events-77",
        "samarkand-forum",
        "региональный-2017",
        "ARFT-2017-arft-1",
        "gulnora1988-7",
        "Yusupova-Lola-1",
        "trafficking_forum_x1",
        "Tashkent-2017-1!!!!!!!!",
        "tashkentaaaaaaaaaa",
    ],
)
def test_what_can_be_known_makes_no_password(client_as, user, password):
    assert not takes(client_as(user), password)


@pytest.mark.parametrize("password", ["kestrel-9-oaks-river", "tashkent-kestrel-oaks", "форум-и-зимородок-7"])
def test_a_password_may_name_what_is_known_beside_what_is_not(client_as, user, password):
    assert takes(client_as(user), password)


def test_a_refusal_tells_nobody_of_a_conference_in_draft(client_as, user):
    draft = ConferenceFactory(slug="zanzibar", title={"en": "Witnesses in exile"}, status="draft")
    assert takes(client_as(user), "zanzibar-witnesses-7")
    member = MembershipFactory(conference=draft, user=UserFactory()).user
    assert not takes(client_as(member), "zanzibar-witnesses-7")


def test_the_form_says_it_before(client_as, user):
    page = client_as(user).get(reverse("account_change_password")).content.decode()
    assert "names of this site and its conferences" in page
