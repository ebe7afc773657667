"""A link is http, https or mailto; whatever else stands in its place is text, wherever it came from."""

import datetime as dt
import io
import json
import re
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml.html import fromstring

from agenda.materials.models import Material
from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.models.session import Session
from confman.accounts.system_users import system_user
from confman.conferences.models import Partner
from outcomes.follow_up.domain.actions import report_progress
from outcomes.follow_up.domain.progress_reports import change_follow_up_settings
from outcomes.follow_up.models.follow_up import Evidence, ProgressUpdate
from tests.factories import (
    MembershipFactory,
    PageFactory,
    PartnerFactory,
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
)
from tests.outcomes.follow_up_samples import followed_world

NO_LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\tjavascript:alert(1)",
    "java\nscript:alert(1)",
    "java\tscript:alert(1)",
    "\u0001javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "java&#10;script:alert(1)",
    "javascript:alert(1)//https://example.org",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    "VBSCRIPT:x",
    "file:///etc/passwd",
    "ftp://example.org/",
    "blob:https://example.org/1",
    "view-source:https://example.org",
    "intent://example.org#Intent;end",
    "//example.org/x",
    "/relative",
    "relative",
    "?query",
    "#mark",
    "http:",
    "https://",
    "http:/example.org",
    "http:\\\\example.org",
    "https:///path",
    "https:// example.org",
    "https://example.org/a b",
    "https://example.org/\u202eabc",
    "mailto:",
    "mailto:nobody",
    "\u200bhttps://example.org",
    "",
    "about:blank",
    "tel:+998",
)
LINKS = (
    "https://example.org", "http://example.org/a?b=c#d", "HTTPS://EXAMPLE.ORG/", "https://example.org:8443/ҳақ",
    "https://[2001:db8::1]/", "mailto:someone@example.org", "mailto:a@example.org?subject=x%20y",
)  # fmt: skip
# By this calendar programs subscribe to the agenda.
OUR_OWN = (settings.BASE_URL.replace("https:", "webcal:").replace("http:", "webcal:") + "/",)
LEADING = ("href", "src", "action", "formaction")
# Fields that hold a link: their last name in a template.
LINK_NAMES = ("link", "url", "online_link", "evidence_url", "website")


def bad_targets(page: str) -> list[str]:
    """Addresses to which a page links that are neither ours nor a link."""
    found = []
    elements = fromstring(page).iter("*")
    for target in (element.get(name, "").strip() for element in elements for name in LEADING):
        if (
            target.startswith((*OUR_OWN, "/", "?", "#", ".", "http:", "https:", "mailto:", "tel:"))
            or not target
        ):
            continue
        if not re.match(r"[a-z0-9_.-]+(/|\?|$)", target, re.IGNORECASE):
            found.append(target)
    return found


@pytest.mark.parametrize("address", NO_LINKS)
def test_what_is_no_link_is_text(address: str) -> None:
    shown = Template("{% load confman_web %}{% link address 'Words' %}").render(Context({"address": address}))
    assert "<a" not in shown and "Words" in shown
    if address:
        for model, name in (
            (Session, "online_link"),
            (Material, "link"),
            (Partner, "url"),
            (Evidence, "url"),
        ):
            with pytest.raises(ValidationError):
                model._meta.get_field(name).clean(address, None)


@pytest.mark.parametrize("address", LINKS)
def test_what_is_one_leads_there(address: str) -> None:
    shown = Template("{% load confman_web %}{% link address 'Words' %}").render(Context({"address": address}))
    assert f'href="{address}"' in shown and "noopener" in shown
    assert Material._meta.get_field("link").clean(address, None) == address


def bring(conference, tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    call_command("importagenda", conference.slug, str(path), stdout=io.StringIO(), stderr=io.StringIO())


@pytest.mark.django_db
def test_what_a_file_calls_a_link_is_one_nowhere(conference, tmp_path: Path) -> None:
    """Each that is none stands in a session of its own, in each place of a file where a link may stand."""
    conference.status = "announced"
    conference.save()
    addresses = [one for one in NO_LINKS if one.strip() == one and "\n" not in one and one]
    rooms = {
        f"Hall {number}": [
            {
                "guid": str(UUID(int=number)), "id": number, "title": f"Session {number}", "type": "panel",
                "date": "2027-03-30T10:00:00+05:00", "start": "10:00", "duration": "01:00", "url": address,
                "logo": address, "feedback_url": address,
                "abstract": f'<p><a href="{address.replace(chr(34), "")}">Here</a></p>',
                "description": f"[words]({address})", "links": [{"url": address, "title": "A link"}],
                "attachments": [{"url": address, "title": "A paper"}],
            }
        ]
        for number, address in enumerate(addresses, start=1)
    }  # fmt: skip
    schedule = {"schedule": {"version": "1", "conference": {"acronym": "test", "title": "T", "days": [
        {"index": 1, "date": "2027-03-30", "rooms": rooms}]}}}  # fmt: skip
    bring(conference, tmp_path, "file.json", json.dumps(schedule))
    printable = [one for one in addresses if one.isprintable()]
    events = "".join(
        f"BEGIN:VEVENT\nUID:u{number}\nDTSTART:20270330T080000Z\nDTEND:20270330T090000Z\nSUMMARY:Other {number}\n"
        f"URL:{address}\nATTACH:{address}\nEND:VEVENT\n"
        for number, address in enumerate(printable)
    )
    calendar = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{events}END:VCALENDAR\n"
    bring(conference, tmp_path, "file.ics", calendar)
    publish_agenda(conference, by=system_user("command"))
    client, at = Client(), [conference.slug, "en"]
    assert Session.objects.count() == len(addresses) + len(printable)
    for session in Session.objects.all():
        page = client.get(reverse("agenda_public:session", args=[*at, session.pk])).content.decode()
        assert bad_targets(page) == []
    root = client.get(reverse("agenda_public:schedule-xml", args=at)).content.decode()
    assert re.findall(r'href="(?!https?:|mailto:)', root) == []
    document = client.get(reverse("agenda_public:schedule-json", args=at)).json()
    events = [
        row
        for day in document["schedule"]["conference"]["days"]
        for rows in day["rooms"].values()
        for row in rows
    ]
    assert all(row["links"] == [] and row["attachments"] == [] for row in events)
    assert all(row["url"].startswith("http") and "logo" not in row for row in events)
    words = client.get(reverse("agenda_public:calendar", args=at)).content.decode().replace("\r\n ", "")
    assert re.findall(r"(?m)^URL[^:]*:(?!https?://)", words) == [] and "ATTACH" not in words


@pytest.mark.django_db
def test_links_that_got_past_the_forms_are_text_on_every_page(conference) -> None:
    conference.status = "announced"
    conference.save()
    bad = "javascript:alert(1)"
    session = SessionFactory(conference=conference, links=[{"url": bad, "title": "A link"}], online_link=bad)
    Material.objects.create(session=session, title={"en": "Paper"}, link=bad)
    PartnerFactory(conference=conference, url=bad)
    PageFactory(conference=conference, slug="venue", published_at="2020-01-01T00:00Z",
                body={"en": f"[a]({bad}) <{bad}> <a href='{bad}'>x</a>"})  # fmt: skip
    publish_agenda(conference, by=system_user("command"))
    team = Client()
    team.force_login(MembershipFactory(conference=conference, role="programme").user)
    base = f"/{conference.slug}"
    for client, address in (
        (Client(), f"{base}/en/"), (Client(), f"{base}/en/venue/"), (Client(), f"{base}/en/agenda/"),
        (Client(), f"{base}/en/agenda/{session.pk}/"),
        (team, reverse("agenda_secretariat:session-change", args=[conference.slug, session.pk])),
        (team, reverse("agenda_secretariat:session-materials", args=[conference.slug, session.pk])),
        (team, reverse("agenda_secretariat:presentations", args=[conference.slug])),
    ):  # fmt: skip
        answer = client.get(address, follow=True)
        assert bad_targets(answer.content.decode()) == [], address


@pytest.mark.django_db
def test_in_a_biography_and_as_evidence_it_is_text_for_everyone(conference, owner, client_as) -> None:
    bad = "javascript:alert(1)"
    words = f"Here [bad]({bad}) <a href='{bad}'>x</a> <{bad}> &#106;avascript:alert(1)"
    world = followed_world(conference, owner)
    session = SessionFactory(conference=conference)
    speaker = PersonFactory(conference=conference, listing="public", biography={"en": words})
    SessionRoleFactory(session=session, person=speaker, status="confirmed")
    publish_agenda(conference, by=owner)
    update = report_progress(
        world.action, by=owner, values={"period_to": dt.date(2027, 5, 1), "narrative": {"en": words}, "percent": 50,
        "self_assessment": "in-progress", "verified_assessment": "partially-implemented"},
    )  # fmt: skip
    Evidence.objects.create(update=update, title={"en": f"Proof {words}"}, url=bad, is_private=False)
    ProgressUpdate.objects.update(published_at=timezone.now(), shown_at=timezone.now())
    change_follow_up_settings(conference, by=owner, public_tracker=True)
    desk = client_as(owner)
    slug = conference.slug
    for client, address in (
        (Client(), reverse("agenda_public:speaker", args=[slug, "en", speaker.pk])),
        (Client(), reverse("outcomes_public:tracker", args=[slug, "en"])),
        (desk, reverse("people_secretariat:person", args=[slug, speaker.pk])),
        (desk, reverse("outcomes_secretariat:progress-review", args=[slug, update.pk])),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert "Here" in page and bad_targets(page) == [], address


def test_no_template_puts_a_field_into_a_link_unasked() -> None:
    """A field of a model that ends in .link or .url goes through {% link %}; addresses of ours are made by code."""
    ours = {
        "action", "address", "alternate", "area", "button", "card", "cell", "chip", "choice", "correction", "decision",
        "document", "double",
        "entry", "feed", "file", "hit", "index", "item", "kind", "line", "link", "neighbours", "next", "next_action",
        "other", "page", "person", "place", "previous", "record", "sender", "stat", "step", "tab", "view", "way",
        "return_url",
    }  # fmt: skip
    found = []
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for expression in re.findall(r'(?:href|src|action)="\s*\{\{\s*([\w.]+)', text):
            *holder, name = expression.split(".")
            if holder and name in LINK_NAMES and not (name == "url" and holder[-1] in ours):
                found.append(f"{path.name}: {expression}")
        # These stand for rows of models somewhere: there they are asked.
        if re.search(r'href="\s*\{\{\s*(?:material|evidence|partner|each\.material)\.', text):
            found.append(path.name)
        if "|safe" in text and "href" in text:
            found.append(f"{path.name}: |safe")
    assert found == []
