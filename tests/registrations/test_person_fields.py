"""The list of a person's fields holds for each of them in forms, lists, badges and the history."""

import io

import pytest
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from confman.audit.labels import detail_facts
from confman.audit.models import AuditEntry
from confman.people.fields import ON_BADGES, PERSON_FIELDS
from confman.people.models import Person
from registrations.badges.documents.badge import BadgeDesignParts, badges_of, render_badges
from registrations.badges.domain.layout import BadgeElement, BadgeLayout
from registrations.change_requests.domain import accept_change
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration
from registrations.core.models.settings import RegistrationSettings
from registrations.lists.exchange import export_people
from tests.factories import CategoryFactory, ConferenceFactory, PersonFactory, RegistrationFactory
from tests.people.test_fields import a_value, ids
from tests.registrations.people_lists import bring_in

pytestmark = pytest.mark.django_db


def with_value(conference, field, **more):
    """Somebody registered of whom the field is known."""
    person = PersonFactory(conference=conference)
    setattr(person, field.name, a_value(field, person))
    person.save()
    return RegistrationFactory(conference=conference, person=person, **{"status": "approved", **more})


@pytest.fixture
def asking(conference):
    """The conference asks for everything that a conference may choose to ask for."""
    chosen = {field.asked_if: True for field in PERSON_FIELDS if field.asked_if}
    RegistrationSettings.objects.create(conference=conference, **chosen)
    conference.registration_mode = "open"
    conference.save()
    return conference


@pytest.mark.parametrize("field", **ids([field for field in PERSON_FIELDS if field.own_form]))
def test_the_person_is_asked_for_it_and_changes_it(asking, client, field):
    CategoryFactory(conference=asking)
    page = client.get(reverse("registrations_public:register", args=[asking.slug, "en"]))
    assert field.name in [
        shown.name for section in page.context["form"].sections for row in section.rows for shown in row
    ]
    if field.name == "email":
        return
    mine = with_value(asking, field, status="submitted")
    client.get(registration_link(mine).replace("http://localhost:8000", ""), follow=True)
    page = client.get(reverse("registrations_portal:details", args=[asking.slug, mine.pk]))
    assert page.context["form"][field.name].value()


@pytest.mark.parametrize("field", **ids([field for field in PERSON_FIELDS if field.staff_form]))
def test_the_team_finds_it_on_the_form_of_the_person(conference, owner, client, field):
    client.force_login(owner)
    person = PersonFactory(conference=conference)
    page = client.get(reverse("people_secretariat:person-change", args=[conference.slug, person.pk]))
    assert page.status_code == 200
    assert f'name="{field.name}' in page.content.decode()


@pytest.mark.parametrize("field", **ids([field for field in PERSON_FIELDS if field.imported]))
def test_it_goes_out_with_a_list_and_comes_in_again(conference, field):
    other = ConferenceFactory(slug="elsewhere")
    mine, _theirs = (CategoryFactory(conference=each, name={"en": "Guest"}) for each in (conference, other))
    row = with_value(conference, field, category=mine)
    bring_in(other, export_people(conference, format="xlsx"))
    person = Person.objects.of(other).get()
    kept, given = getattr(person, field.name), getattr(row.person, field.name)
    assert kept == given
    assert Registration.objects.of(other).count() == 1


@pytest.mark.parametrize(("badge", "field"), [pytest.param(*pair, id=pair[0].kind) for pair in ON_BADGES])
def test_a_badge_shows_it_if_its_design_does(conference, badge, field):
    row = with_value(conference, field)
    box = BadgeElement(badge.kind, 10, 10, 80, 12)
    for elements, is_shown in (((box,), True), ((), False)):
        design = BadgeDesignParts(BadgeLayout.from_json(BadgeLayout("a6", elements).to_json()))
        content = render_badges(badges_of(conference, [row], design, language="en"))
        text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
        assert (str(getattr(row.person, field.name)) in text) == is_shown


@pytest.mark.parametrize("field", **ids([field for field in PERSON_FIELDS if field.printed]))
def test_what_is_printed_is_changed_by_request_and_named_in_the_history(asking, client, owner, field):
    mine = with_value(asking, field)
    client.get(registration_link(mine).replace("http://localhost:8000", ""), follow=True)
    address = reverse("registrations_portal:details", args=[asking.slug, mine.pk])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value()}
    new = {"country": "KZ", "family_name_first": "no"}.get(field.name, "Something else")
    assert client.post(address, {**sent, field.name: new}).status_code == 302
    [request] = mine.change_requests.all()
    assert list(request.changes) == [field.name]
    client.force_login(owner)
    accept_change(request, by=owner)
    mine.person.refresh_from_db()
    assert new in str(getattr(mine.person, field.name)) or getattr(mine.person, field.name) == new
    with override("ru"):
        entry = AuditEntry.objects.get(verb="registrations.change_requested")
        told = detail_facts("registrations.registration", entry.details)
        assert [value for _label, value in told] == [str(field.label)]
