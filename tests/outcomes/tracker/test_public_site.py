"""The public pages of recommendations: what is published and nothing else, in every address and format."""

import datetime as dt
import io
import zipfile

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfReader

from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import Session
from confman.documents.domain.builder import purge_cached_documents
from outcomes.follow_up.models.follow_up import ProgressUpdate
from outcomes.follow_up.models.reporting import FollowUpSettings
from outcomes.imports.exchange.resource import export_recommendations
from outcomes.plenary.models import Adoption
from outcomes.publication.domain.annexes import add_annex
from outcomes.publication.domain.issues import publish_document, publish_recommendations
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import Stage
from tests.factories import (
    ConsentFactory,
    FollowUpActionFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    ThemeFactory,
    UserFactory,
)
from tests.outcomes.recommendation_samples import pdf_of, recommendation, row

SECRET = "Unspeakable"
PAGES = ["", "feed.atom"]
FILES = [f"recommendations.{name}" for name in ("html", "docx", "pdf", "xml", "xlsx", "csv", "json")]


def verified(recommendation, status):
    """An action of a recommendation, with an assessment that everyone may know."""
    action = FollowUpActionFactory(recommendation=recommendation)
    day = dt.date(2027, 12, 1)
    ProgressUpdate.objects.create(
        action=action, author=UserFactory(), period_to=day, narrative={"en": "Done."}, state="accepted",
        self_assessment="implemented", verified_assessment=status, shown_at=timezone.now(),
        published_at=timezone.now(),
    )  # fmt: skip


def said_by(answer):
    """All the words of an answer, whatever kind of file it is."""
    content = answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if content.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode()


def test_nothing_unpublished_is_ever_reached_at_any_stage_address_and_format(published, client):
    """One row is put into every stage there is, beside two that are published."""
    conference = published.conference
    theme = ThemeFactory(conference=conference, name={"en": f"{SECRET} theme"})
    hidden = recommendation(
        conference, texts={"en": f"{SECRET} text."}, stage="adopted", themes=[theme], sdg_targets=["13.3"]
    )  # fmt: skip
    base = f"/{conference.slug}/en/recommendations/"
    for stage in (stage for stage in Stage.values if stage != Stage.PUBLISHED):
        Recommendation.objects.filter(pk=hidden.pk).update(stage=stage)
        for path in (
            *PAGES,
            "recommendations.html",
            "recommendations.json",
            "recommendations.xml",
            f"?q={SECRET}",
        ):
            answer = client.get(base + path)
            assert answer.status_code == 200 and not answer.cookies
            said = said_by(answer).replace(f'value="{SECRET}"', "").replace(f"q={SECRET}", "")
            # The words searched for may be repeated: the visitor typed them.
            said = said.replace(f">Search: {SECRET} <", "")
            assert SECRET not in said and hidden.working_ref not in said and "13.3" not in said, (stage, path)
            assert f"/{hidden.number}/" not in said, (stage, path)
        for address in (f"{hidden.pk}/", f"{hidden.number}/"):
            assert client.get(base + address).status_code == 404, (stage, address)
    for path in FILES:
        said = said_by(client.get(base + path))
        assert SECRET not in said and ("Fund" in said or "horizon" in said), path


def test_before_the_first_publication_there_is_nothing(adopted, client, staff):
    annex = add_annex(
        adopted, by=staff, values={"title": {"en": "A"}, "file": SimpleUploadedFile("a.pdf", pdf_of(1))}
    )  # fmt: skip
    base = f"/{adopted.conference.slug}/en/recommendations/"
    assert client.get(base).status_code == 200
    for path in (*PAGES[1:], *FILES, "1/", f"annexes/{annex.pk}/"):
        assert client.get(base + path).status_code == 404, path
    publish_document(adopted, by=staff)
    answer = client.get(f"{base}annexes/{annex.pk}/")
    assert answer.status_code == 200 and b"".join(answer.streaming_content).startswith(b"%PDF")
    assert client.get(base + "1/").status_code == 200


def test_of_a_draft_document_everyone_reads_its_published_recommendations_alone(adopted, client, staff):
    add_annex(adopted, by=staff, values={"title": {"en": "A"}, "text": {"en": "Text of an annex."}})
    publish_recommendations([row(adopted, 1)], by=staff)
    base = f"/{adopted.conference.slug}/en/recommendations/"
    files = ("recommendations.html", "recommendations.xml", "recommendations.docx")

    def told(words):
        return [words in said_by(client.get(base + path)) for path in files]

    assert told("appoint an officer") == [True] * 3
    assert told("Recalling the aims") == told("Text of an annex.") == [False] * 3
    publish_document(adopted, by=staff)
    assert told("Recalling the aims") == told("Text of an annex.") == [True] * 3


def test_the_public_page_searches_filters_cites_and_offers_every_file(published, client):
    conference = published.conference
    group = WorkingGroup.objects.create(conference=conference, code="WG1", name={"en": "First group"})
    first = row(published, 1)
    # The secretariat's notes are not shown to everyone: the first report was verified, the second not.
    Recommendation.objects.filter(document=published).update(follow_up="implemented")
    Recommendation.objects.filter(pk=first.pk).update(working_group=group, sdg_targets=["9.9"])
    verified(first, "implemented")
    base = f"/{conference.slug}/en/recommendations/"

    def numbers(query):
        return [entry["row"].number for entry in client.get(base + query).context["entries"]]

    assert numbers("") == [1, 2]
    assert numbers("?q=zakrepit") == numbers("?q=закрепить") == [1]
    assert numbers(f"?group={group.pk}") == numbers("?sdg=9.9") == [1]
    assert numbers("?sdg=16.a") == [2]
    page = client.get(base).content.decode()
    assert 'name="status"' not in page and "implemented" not in page
    assert numbers("?status=implemented") == [1, 2], "what is not offered cannot be asked"
    FollowUpSettings.objects.create(conference=conference, public_tracker=True)
    assert numbers("?status=implemented") == [1] and numbers("?status=not-started") == []
    shown = [client.get(f"{base}{path}").content.decode().split("<article")[-1] for path in ("1/", "2/")]
    assert ["implemented" in html for html in shown] == [True, False] and "not verified yet" in shown[1]
    listed = client.get(base).content.decode().split("published-list")[1]
    assert listed.count("implemented") == listed.count("not verified yet") == 1
    for code in conference.languages:
        for path in FILES[:4]:
            assert f"/{conference.slug}/{code}/recommendations/{path}" in page
    assert "How to cite" in page and "CONF/2027/5" in page

    one = client.get(f"{base}1/").content.decode()
    assert client.get(f"{base}{first.pk}/").status_code == 200, "the address by id stays"
    assert f'<link rel="canonical" href="{settings.BASE_URL}{base}1/">' in one
    assert (
        "https://schema.org/Legislation" in one
        and 'property="og:title"' in one
        and "<script" not in one.split("</head>")[1]
    )
    assert f"Recommendation 1, {settings.BASE_URL}/" in one


def test_the_public_file_names_nobody_who_is_listed_for_participants_only(published, client):
    conference = published.conference
    closed = Session.objects.create(
        conference=conference, title={"en": "Closed meeting"}, visibility="closed"
    )
    published.recommendations.update(session=closed)
    published.conference.outcome_documents.update(distribution="limited")
    for listing in ("public", "participants"):
        person = PersonFactory(conference=conference, listing=listing, name={"en": f"Listed {listing}"})
        ConsentFactory(person=person)
        RegistrationFactory(conference=conference, status="approved", person=person)
    page = client.get(f"/{conference.slug}/en/recommendations/recommendations.html").content.decode()
    assert "Listed public" in page and "Listed participants" not in page and "Closed meeting" not in page


def test_a_session_that_is_not_public_is_not_named_as_that_of_the_adoption(published, client):
    conference = published.conference
    session = Session.objects.create(conference=conference, title={"en": "Meeting of the heads"})
    Adoption.objects.filter(recommendation__document=published).update(session=session)
    number = published.recommendations.published().first().number
    base = f"/{conference.slug}/en/recommendations/"
    addresses = [f"{base}{number}/", f"{base}recommendations.html", f"{base}recommendations.xml"]

    def naming():
        answers = [client.get(address) for address in addresses]
        assert {answer.status_code for answer in answers} == {200}
        return [address for address, answer in zip(addresses, answers, strict=True) if "Meeting of the heads" in
                " ".join(said_by(answer).split())]  # fmt: skip

    Session.objects.update(visibility="closed")
    purge_cached_documents("outcomes", conference)
    assert naming() == []
    Session.objects.update(visibility="public")
    purge_cached_documents("outcomes", conference)
    assert naming() == addresses


def test_the_public_tables_do_not_say_who_proposed_under_chatham_house(published, client):
    session = SessionFactory(conference=published.conference)
    Recommendation.objects.filter(document=published).update(session=session)
    base = f"/{published.conference.slug}/en/recommendations/"
    name = "Avaland"

    def told():
        return [name in said_by(client.get(base + path)) for path in FILES[-3:]]

    assert told() == [True] * 3
    Session.objects.filter(pk=session.pk).update(chatham_house=True)
    assert told() == [False] * 3
    # The secretariat's own table has it, and comes back unchanged.
    rows = Recommendation.objects.of(published.conference).in_document_order()
    assert name.encode() in export_recommendations(rows, published.conference, format="csv")


def test_public_pages_ask_a_constant_number_of_queries(published, client, assert_constant_queries):
    conference = published.conference
    for path in ("", "feed.atom", "recommendations.json"):
        assert_constant_queries(
            f"/{conference.slug}/en/recommendations/{path}", lambda: recommendation(conference, stage="published")
        )  # fmt: skip
