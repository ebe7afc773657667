"""The published agenda names people to those who may read it: in pages, calendars, files and documents alike."""

import io
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from agenda.releases.domain.reader import published_agenda
from agenda.sessions.models.session import SessionRole
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.domain.builder import build_document
from confman.people.domain.people import set_listing
from confman.people.domain.privacy import erase_person
from confman.people.models import Consent
from confman.people.privacy import Audience
from tests.factories import GroupRoleFactory, SessionFactory, SessionRoleFactory

pytestmark = pytest.mark.django_db
NAME = "Zarina Hiddenova"
FILES = ("calendar.ics", "schedule.xml", "schedule.json", "agenda.csv")


def role(conference: Conference, *, listing: str = "participants", **fields: object) -> SessionRole:
    made: SessionRole = SessionRoleFactory(
        session__conference=conference, person__name={"en": NAME}, person__listing=listing, **fields
    )
    return made


def named(conference: Conference, audience: Audience) -> bool:
    agenda = published_agenda(conference, audience)
    assert agenda
    return any(
        each.person and NAME in str(each.person) for session in agenda.sessions for each in session.all_roles
    )


@pytest.mark.parametrize(
    "listing, status, public, participants",
    [
        ("public", "confirmed", True, True),
        ("participants", "confirmed", True, True),
        ("participants", "proposed", False, False),
        ("public", "invited", False, False),
        ("secretariat", "confirmed", False, False),
        ("counted-only", "confirmed", False, False),
    ],
)
def test_a_confirmed_role_publishes_the_name_unless_the_person_is_hidden(
    conference: Conference,
    publish: Callable[..., object],
    listing: str,
    status: str,
    public: bool,
    participants: bool,
) -> None:
    role(conference, listing=listing, status=status)
    publish()
    assert named(conference, Audience.PUBLIC) is public
    assert named(conference, Audience.PARTICIPANTS) is participants
    assert named(conference, Audience.SECRETARIAT)


def test_who_has_not_confirmed_stands_as_to_be_confirmed(
    conference: Conference, publish: Callable[..., object], client: Client
) -> None:
    role(conference, status="invited", role="keynote")
    publish()
    page = client.get(f"/{conference.slug}/en/agenda/").content.decode()
    assert "to be confirmed" in page and "Keynote" in page and NAME not in page


def test_who_declined_stands_nowhere(
    conference: Conference, publish: Callable[..., object], client: Client
) -> None:
    role(conference, status="declined", role="keynote")
    publish()
    page = client.get(f"/{conference.slug}/en/agenda/").content.decode()
    assert "Keynote" not in page and NAME not in page


@pytest.mark.parametrize("how", ["listing", "erased"])
def test_a_change_of_mind_holds_at_once_everywhere(
    conference: Conference, by: User, publish: Callable[..., object], client: Client, how: str
) -> None:
    given = role(conference, role="keynote")
    publish()
    base = f"/{conference.slug}/en"
    assert all(NAME in client.get(f"{base}/agenda/{name}").content.decode() for name in FILES)
    assert NAME.split()[1] in client.get(f"{base}/speakers/").content.decode()
    if how == "listing":
        set_listing(given.person, "secretariat", by=by, source="the person")
    else:
        erase_person(given.person, by=by)
    for address in (*(f"agenda/{name}" for name in FILES), "agenda/", "agenda/?view=grid", "speakers/"):
        body = client.get(f"{base}/{address}").content.decode()
        assert NAME not in body, address
    assert client.get(f"{base}/speakers/{given.person.pk}/").status_code == 404
    html = build_document("agenda.agenda", conference, language="en", format="html").content.decode()
    assert NAME not in html


@pytest.mark.parametrize("visibility", ["participants", "closed"])
def test_a_session_that_is_not_public_is_not_there(
    conference: Conference, publish: Callable[..., object], client: Client, visibility: str
) -> None:
    hidden = role(conference, session__visibility=visibility, session__title={"en": "Closed consultation"})
    SessionFactory(conference=conference)
    publish()
    base = f"/{conference.slug}/en"
    for address in (*(f"agenda/{name}" for name in FILES), "agenda/", "speakers/"):
        body = client.get(f"{base}/{address}").content.decode()
        assert "Closed consultation" not in body and NAME not in body, address
    assert client.get(f"{base}/agenda/{hidden.session.pk}/").status_code == 404
    seen = published_agenda(conference, Audience.PARTICIPANTS)
    assert seen and (len(seen.sessions) == 2) is (visibility == "participants")


def test_under_the_chatham_house_rule_the_public_is_told_no_speaker(
    conference: Conference, publish: Callable[..., object]
) -> None:
    role(conference, session__chatham_house=True)
    publish()
    assert not named(conference, Audience.PUBLIC)
    assert named(conference, Audience.PARTICIPANTS)


def test_biography_is_of_those_who_chose_to_be_public(
    conference: Conference, publish: Callable[..., object], client: Client
) -> None:
    shy = role(conference, person__biography={"en": "Born in a small town."})
    publish()
    address = f"/{conference.slug}/en/speakers/{shy.person.pk}/"
    assert "small town" not in client.get(address).content.decode()
    shy.person.listing = "public"
    shy.person.save()
    assert "small town" in client.get(address).content.decode()


def test_a_portrait_is_of_those_who_chose_to_be_public_and_to_have_their_photographs_published(
    conference: Conference, publish: Callable[..., object], client: Client
) -> None:
    person = role(conference).person
    written = io.BytesIO()
    Image.new("RGB", (900, 1200), "#446688").save(written, format="JPEG")
    person.photo.save("me.jpg", ContentFile(written.getvalue()))
    publish()
    page = f"/{conference.slug}/en/speakers/{person.pk}/"
    portrait = f"{page}portrait/"

    def shown() -> set[bool]:
        pages = [
            client.get(address).content.decode() for address in (page, f"/{conference.slug}/en/speakers/")
        ]
        return {f'src="{portrait}"' in text for text in pages} | {client.get(portrait).status_code == 200}

    assert shown() == {False}, "listed for participants alone"
    person.listing = "public"
    person.save()
    assert shown() == {True}
    answer = client.get(portrait)
    assert answer["Content-Type"] == "image/webp" and not answer.cookies
    assert Image.open(io.BytesIO(answer.content)).size == (270, 360), "no larger than it is seen"
    assert client.get(portrait, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    Consent.objects.create(person=person, kind="photo", given=False, text_version="1")
    assert shown() == {False}, "photographs of them are not to be published"


def test_leaders_of_groups_are_named_where_the_list_allows_it(
    conference: Conference, publish: Callable[..., object]
) -> None:
    GroupRoleFactory(group__conference=conference, person__listing="participants")
    SessionFactory(conference=conference)
    publish()
    told = {
        audience: published_agenda(conference, audience).groups[0].roles  # type: ignore[union-attr]
        for audience in (Audience.PUBLIC, Audience.PARTICIPANTS)
    }
    assert told[Audience.PUBLIC] == () and len(told[Audience.PARTICIPANTS]) == 1


def test_the_way_in_for_remote_participants_is_not_for_passers_by(
    conference: Conference, publish: Callable[..., object], client: Client
) -> None:
    session = SessionFactory(conference=conference, online_link="https://meet.example.org/secret")
    publish()
    for address in ("agenda/", f"agenda/{session.pk}/", *(f"agenda/{name}" for name in FILES)):
        assert "meet.example.org" not in client.get(f"/{conference.slug}/en/{address}").content.decode()
