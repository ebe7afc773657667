"""From the dashboard every page of the secretariat is found by links alone: no form, no script, no typed address."""

import datetime as dt
import heapq
import itertools
import re
from collections import Counter
from collections.abc import Iterable
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from confman.conferences.access import clear_rights
from confman.conferences.domain.clone.conference import clone_conference
from confman.conferences.domain.list_views import save_view
from confman.conferences.models import ConferenceProfile
from outcomes.amendments.domain.amendments import reject_amendment
from outcomes.amendments.models import Amendment
from outcomes.follow_up.models.follow_up import Evidence, ProgressUpdate
from outcomes.follow_up.models.transmittal import Transmittal
from outcomes.plenary.domain.adoption import PlenaryDecision, adopt_recommendation, table_recommendation
from outcomes.publication.domain.annexes import add_annex
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.register.domain.series import add_usual_series
from outcomes.register.models import RegisteredDocument
from registrations.core.models.settings import RegistrationSettings
from registrations.questionnaire.domain.answer_writer import Answers, save_answers
from registrations.questionnaire.domain.builder import add_group
from registrations.questionnaire.models import QuestionStage
from tests.access.actors import ACTORS, client_of
from tests.access.routes import own_routes
from tests.access.test_matrix import ALL_ROWS, address
from tests.access.world import World, build_world
from tests.factories import (
    ConferenceFactory,
    ContactFactory,
    InstitutionFactory,
    MembershipFactory,
    RegistrationFactory,
    ScanFactory,
)
from tests.outcomes.recommendation_samples import pdf_of, recommendation

pytestmark = [pytest.mark.django_db, pytest.mark.nightly]

HREF = re.compile(r'<a\b[^>]*?\shref="([^"#]+)')
# Of records of one kind so many are opened: what a page leads to depends on their state.
RECORDS = 4
# Addresses to which a form of another page is sent. Opened alone, they show the form again.
ANSWERS_OF_FORMS = {
    "archives_secretariat:legal-hold",
    "conferences_secretariat:registration-mode",
    "conferences_secretariat:status",
    "outcomes_secretariat:agree",  # a button of the draft, as those of the next three
    "outcomes_secretariat:consolidate",
    "outcomes_secretariat:publish",
    "outcomes_secretariat:submit",
    "outcomes_secretariat:merge",  # of the recommendations chosen in the list
    "outcomes_secretariat:narrative-action",
    "outcomes_secretariat:narrative-start",
    "outcomes_secretariat:passage-action",
    "registrations_secretariat:bulk-run",  # of the action on many that has been begun
    "registrations_secretariat:question-add",
    "registrations_secretariat:survey-question-add",
}
# Another screen or device is opened there, by a link that is copied or a code that is read.
BY_CODE = {
    "outcomes_onsite:speakers-screen",
    "outcomes_secretariat:plenary-screen",
    "registrations_onsite:door",
}


def name_at(path: str) -> str:
    """Return the name of the address; empty for a value that only looks like one."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def page_at(browser: Client, target: str, *, follow: bool = False) -> str:
    """Return the text of the page at an address; empty for a file, a part of a page, or the way to another page."""
    answer = browser.get(target, follow=follow)
    if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
        return ""
    text = answer.content.decode()
    return text if "<html" in text else ""


def links_of(browser: Client, target: str) -> set[str]:
    """Return the addresses that the page's links lead to, with their queries."""
    found = (
        urlsplit(urljoin(target, unescape(href)))
        for href in HREF.findall(page_at(browser, target, follow=True))
    )
    return {f"{link.path}?{link.query}" if link.query else link.path for link in found}


def found_from(browser: Client, starts: Iterable[str], slug: str, wanted: set[str]) -> set[str]:
    """Follow links until all wanted names are found or nothing is left; of each name a few addresses are opened."""
    ours = (f"/{slug}/secretariat/", f"/{slug}/onsite/")
    opened: Counter[str] = Counter()
    order = itertools.count()
    seen = set(starts)
    found = {name_at(urlsplit(start).path) for start in seen}
    waiting = [(0, next(order), start) for start in seen]
    while waiting and wanted - found:
        turn, _number, target = heapq.heappop(waiting)
        name = name_at(urlsplit(target).path)
        if turn < opened[name] < RECORDS:  # others of its kind have come first
            heapq.heappush(waiting, (opened[name], next(order), target))
        if turn < opened[name]:
            continue
        opened[name] += 1
        for link in links_of(browser, target) - seen:
            path = urlsplit(link).path
            if path.startswith(ours) and (to := name_at(path)):
                seen.add(link)
                found.add(to)
                heapq.heappush(waiting, (opened[to], next(order), link))
    return found


def later(world: World) -> list[str]:
    """Bring the conference and what it holds into the other states; return pages that lead on only then."""
    conference, owner = world.conference, world.users["owner"]
    conference.registration_mode = "test"
    yesterday = timezone.now() - dt.timedelta(1)  # of two days that are over, who came then attended one
    conference.starts_on -= dt.timedelta(2)
    conference.ends_on = conference.starts_on + dt.timedelta(1)
    conference.save()
    save_view(
        conference,
        list_key="registrations_secretariat:registration-list",
        name="Mine",
        query="status=waiting",
        is_shared=False,
        by=owner,
    )
    amendment = Amendment.objects.get(pk=world.values["amendment"])
    reject_amendment(amendment, by=owner)
    ProgressUpdate.objects.filter(pk=world.values["assessed"]).update(shown_at=None)
    evidence = Evidence(update_id=world.values["assessed"], title={"en": "Order"})
    evidence.file.save("order.pdf", ContentFile(b"%PDF-1.4"))
    RegistrationSettings.objects.filter(conference=conference).update(certificate_share=100)
    RegistrationFactory(conference=conference, is_practice=True)
    ScanFactory(registration__conference=conference, checkpoint_id=world.values["checkpoint"], at=yesterday)
    ScanFactory(
        registration__conference=conference, checkpoint_id=world.values["checkpoint"], result="refused"
    )
    add_group(conference, "passport", by=owner)
    row = RegistrationFactory(conference=conference, status="approved")
    passport = {"number": "AB 1234567", "nationality": "UZ", "valid_until": dt.date(2031, 5, 1)}
    save_answers(row, Answers({"passport": passport}), by=owner, stages=tuple(QuestionStage))

    def page(name: str, *arguments: Any, of: Any = conference) -> str:
        return reverse(name, args=[of.slug, *arguments])

    fresh = ConferenceFactory(slug="fresh", profile=ConferenceProfile.INTERGOVERNMENTAL)
    MembershipFactory(conference=fresh, user=owner, role="owner")
    clear_rights(owner)
    stages = {
        stage: recommendation(fresh, by=owner, stage=stage) for stage in ("draft", "submitted", "agreed")
    }
    tabled, adopted, voted = (recommendation(fresh, by=owner, stage="agreed") for _number in range(3))
    for number, row_of in enumerate((tabled, adopted, voted)):
        table_recommendation(row_of, by=owner, symbol=f"L.{number}")
    adopt_recommendation(adopted, by=owner, decision=PlenaryDecision(method="consensus"))
    adopt_recommendation(
        voted,
        by=owner,
        decision=PlenaryDecision(method="recorded-vote", votes_for=2, votes_against=1, abstentions=0),
    )
    document = OutcomeDocument.objects.get(conference=fresh)
    annex = add_annex(
        document, by=owner, values={"title": {"en": "A map"}, "file": ContentFile(pdf_of(1), "map.pdf")}
    )
    recommendations = [*stages.values(), tabled, adopted, voted]
    add_usual_series(fresh, by=owner)
    paper = RegisteredDocument.objects.get(pk=world.values["registered_document"])
    RegisteredDocument.objects.filter(pk=paper.pk).update(state="checked")
    Transmittal.objects.filter(pk=world.values["transmittal"]).update(sent_at=None)
    for factory, entry in ((InstitutionFactory, "institution"), (ContactFactory, "entry")):
        one = factory._meta.model.objects.get(pk=world.values[entry])
        factory(organization=one.organization, name=one.name)
    # A draft, begun by itself, and one that was prepared from another.
    begun = ConferenceFactory(slug="begun", status="draft")
    MembershipFactory(conference=begun, user=owner, role="owner")
    clear_rights(owner)
    prepared = clone_conference(
        fresh, by=owner, starts_on=fresh.starts_on + dt.timedelta(365), take=[]
    ).target
    clear_rights(owner)
    return [
        page("archives_secretariat:archive", of=begun),
        page("conferences_secretariat:dashboard", of=begun),
        page("registrations_secretariat:invitee-list", of=begun),
        page("conferences_secretariat:settings", of=prepared),
        page("people_secretariat:institution", world.values["institution"]),
        page("people_secretariat:contact", world.values["entry"]),
        page("outcomes_secretariat:registered-document", paper.pk),
        page("outcomes_secretariat:transmittal", world.values["transmittal"]),
        page("conferences_secretariat:settings"),
        page("conferences_secretariat:saved-views", "registrations_secretariat:registration-list"),
        page("registrations_secretariat:registration-list") + "?status=approved&q=a",
        page("outcomes_secretariat:amendments", amendment.recommendation_id),
        page("outcomes_secretariat:progress-review", world.values["assessed"]),
        page("registrations_secretariat:certificate-list"),
        page("registrations_onsite:help-desk"),
        page("registrations_secretariat:registration", row.pk),
        page("registrations_secretariat:form", of=fresh),
        page("outcomes_secretariat:document", of=fresh),
        page("outcomes_secretariat:annex-change", annex.pk, of=fresh),
        page("outcomes_secretariat:plenary-desk", of=fresh),
        *(page("outcomes_secretariat:recommendation", each.pk, of=fresh) for each in recommendations),
    ]


def test_every_page_of_the_secretariat_is_found_from_the_dashboard_by_links_alone() -> None:
    world = build_world()
    world.conference.profile = ConferenceProfile.INTERGOVERNMENTAL
    world.conference.save()
    browser = client_of("owner", world)
    slug = world.conference.slug
    may = {
        (name, parts)
        for name, parts, row in ALL_ROWS
        if dict(zip(ACTORS, row.split(), strict=True))["owner"] == "ok"
        if name.partition(":")[0].endswith(("_secretariat", "_onsite"))
    }
    gets = {route.name for route in own_routes() if hasattr(route.view_class, "get")}
    wanted = {name for name, _parts in may} & gets
    found = found_from(browser, [f"/{slug}/secretariat/"], slug, wanted)
    lost = {
        name
        for name, parts in may
        if name in wanted - found and page_at(browser, address(world, name, parts))
    }
    for page in later(world):
        links = {name_at(urlsplit(link).path) for link in links_of(browser, page)}
        if new := links & lost:
            assert name_at(urlsplit(page).path) in found | links
            found |= new
    assert lost - found == ANSWERS_OF_FORMS | BY_CODE
