"""The organization's letterhead: conferences without their own use it, new ones begin with it, documents show it."""

import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from docx import Document
from PIL import Image
from pypdf import PdfReader

from confman.conferences.domain.creation import create_conference
from confman.documents.domain.builder import build_document, standard_template
from confman.documents.domain.word_templates import make_default, remove_default, use_word_template
from confman.documents.models import CustomTemplate, OrganizationTemplate
from confman.web.errors import Refused
from tests.factories import ConferenceFactory, InviteeFactory, MembershipFactory, OrganizationFactory

KIND = "registrations.invitation_letter"


def picture():
    written = io.BytesIO()
    Image.new("RGB", (90, 60), "#aa3311").save(written, format="PNG")
    return written.getvalue()


def template(words):
    """Our template with another head."""
    own = Document(io.BytesIO(standard_template(KIND, "en")))
    own.paragraphs[0].insert_paragraph_before(words)
    target = io.BytesIO()
    own.save(target)
    return target.getvalue()


def word_of(conference):
    made = build_document(KIND, conference, language="en", format="docx").content
    return "\n".join(
        paragraph.text.replace("\u00a0", " ") for paragraph in Document(io.BytesIO(made)).paragraphs
    )


def pdf_of(conference):
    pages = PdfReader(io.BytesIO(build_document(KIND, conference, language="en", format="pdf").content)).pages
    return " ".join(pages[0].extract_text().split()), len(pages[0].images)


@pytest.fixture
def organization(conference, owner):
    organization = OrganizationFactory(
        slug="office", name={"en": "Forum Office"}, contact_email="office@example.org"
    )
    organization.members.create(user=owner, role="owner", is_administrator=True)
    conference.organization = organization
    conference.contact_email = ""
    conference.save()
    InviteeFactory(conference=conference)
    return organization


@pytest.fixture
def other(organization, owner):
    other = ConferenceFactory(slug="other", organization=organization, languages=["en"])
    MembershipFactory(conference=other, user=owner, role="owner")
    InviteeFactory(conference=other)
    return other


def test_a_pdf_has_the_name_the_logo_and_the_mail_of_the_organization(conference, organization):
    before, _pictures = pdf_of(conference)
    assert "Forum Office" in before
    assert "office@example.org" in before
    pictures = pdf_of(conference)[1]
    organization.logo.save("logo.png", ContentFile(picture()))
    assert pdf_of(conference)[1] == pictures + 1


def test_what_the_conference_has_itself_goes_first(conference, organization):
    conference.contact_email = "forum@example.org"
    conference.save()
    words, _pictures = pdf_of(conference)
    assert "forum@example.org" in words
    assert "office@example.org" not in words


def test_a_word_letter_has_the_template_of_the_organization_until_the_conference_has_its_own(
    conference, other, owner
):
    own = use_word_template(KIND, conference, language="en", content=template("FORUM OFFICE"), by=owner)
    assert "FORUM OFFICE" not in word_of(other)
    default = make_default(own, by=owner)
    assert "FORUM OFFICE" in word_of(other)
    use_word_template(KIND, other, language="en", content=template("OTHER FORUM"), by=owner)
    assert "OTHER FORUM" in word_of(other)
    assert "FORUM OFFICE" not in word_of(other)
    CustomTemplate.objects.filter(conference=other).delete()
    remove_default(default, by=owner)
    assert "FORUM OFFICE" not in word_of(other)


def test_a_new_conference_begins_with_it(conference, organization, owner):
    own = use_word_template(KIND, conference, language="en", content=template("FORUM OFFICE"), by=owner)
    make_default(own, by=owner)
    day = dt.date(2031, 3, 30)
    new = create_conference(by=owner, title="Forum", starts_on=day, ends_on=day, organization=organization)
    InviteeFactory(conference=new)
    assert "FORUM OFFICE" in word_of(new)
    assert "office@example.org" in pdf_of(new)[0]


def test_it_is_the_administrator_who_decides(conference, other, owner, owner_client, client_as):
    use_word_template(KIND, conference, language="en", content=template("FORUM OFFICE"), by=owner)
    address = reverse("documents_secretariat:word-template-default", args=[conference.slug, KIND, "en"])
    colleague = MembershipFactory(conference=conference, role="protocol").user
    conference.organization.members.create(user=colleague, role="protocol")
    assert client_as(colleague).post(address).status_code == 403
    page = reverse("documents_secretariat:word-template", args=[conference.slug, KIND])
    assert "For the whole organization" in owner_client.get(page).content.decode()
    assert "For the whole organization" not in client_as(colleague).get(page).content.decode()
    owner_client.post(address)
    assert OrganizationTemplate.objects.get().organization == conference.organization
    shown = reverse("documents_secretariat:word-template", args=[other.slug, KIND])
    assert "that of the organization" in owner_client.get(shown).content.decode()
    there = reverse("documents_secretariat:word-template-default", args=[other.slug, KIND, "en"])
    owner_client.post(there, {"remove": "1"})
    assert not OrganizationTemplate.objects.exists()


def test_another_organization_has_nothing_of_it(conference, organization, owner):
    make_default(
        use_word_template(KIND, conference, language="en", content=template("FORUM OFFICE"), by=owner),
        by=owner,
    )
    foreign = ConferenceFactory(slug="foreign", organization=OrganizationFactory(), languages=["en"])
    alone = ConferenceFactory(slug="alone", languages=["en"])
    for each in (foreign, alone):
        InviteeFactory(conference=each)
        assert "FORUM OFFICE" not in word_of(each)


def test_a_conference_of_no_organization_gives_none(conference, owner):
    own = use_word_template(KIND, conference, language="en", content=template("OWN"), by=owner)
    with pytest.raises(Refused, match="no organization"):
        make_default(own, by=owner)
