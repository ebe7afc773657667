"""The pages of amendments: a delegate's and a focal point's, the chair's, the screen, the sheet."""

import io
import re

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from agenda.sessions.models.session import Session
from confman.accounts.system_users import system_user
from confman.conferences.registries import dashboard_panels
from confman.documents.domain.builder import build_document
from outcomes.amendments.domain.amendments import accept_amendment
from outcomes.amendments.domain.checks import party_of_registration
from outcomes.amendments.models import Amendment
from outcomes.drafting.models import DraftingScreen
from outcomes.plenary.domain.adoption import set_aside, table_recommendation
from registrations.core.domain.personal_links import focal_point_link, registration_link
from tests.documents.inspection import assert_sound_pdf
from tests.factories import DelegationFactory, FocalPointFactory
from tests.outcomes.amendment_samples import amendment, delegate, tabled

FIRST = "Strengthen the national hotline by 2030."
BAD = '<script>alert("x")</script> & 5 < 6'


@pytest.fixture
def row(conference):
    return tabled(conference)


@pytest.fixture
def mine(conference):
    return delegate(conference)


@pytest.fixture
def browser(client, mine, settings):
    """A browser that has opened the delegate's personal link."""
    client.get(registration_link(mine).removeprefix(settings.BASE_URL))
    return client


def own(name, conference, subject, *more, namespace="outcomes_portal"):
    return reverse(f"{namespace}:{name}", args=[conference.slug, subject.pk, *more])


def chairs(name, row, *more):
    return reverse(f"outcomes_secretariat:{name}", args=[row.conference.slug, row.pk, *more])


def plain(html):
    """The words of a page as they are read, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def pdf_text(content):
    """The words of a PDF in one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


# --- Delegates and focal points ---------------------------------------------------------------------------


def test_a_delegate_edits_the_paragraph_sees_the_change_and_sends_it(conference, row, mine, browser):
    texts = browser.get(own("amended-texts", conference, mine)).content.decode()
    address = own("amendments", conference, mine, row.pk)
    assert address in texts and "CONF/L.1" in texts
    key = row.current_version.body[0].id
    form = f"{own('amendment-add', conference, mine, row.pk)}?paragraph={key}&language=en"
    assert FIRST in browser.get(form).content.decode()

    data = {
        "base": row.current_version.pk,
        "text": f"{FIRST} {BAD}",
        "rationale": "It costs money.",
        "shown": "",
    }
    shown = browser.post(form, data | {"preview": "yes"}).content.decode()
    assert "alert(&quot;x&quot;)" in shown and "<script>alert" not in shown and "<ins>" in shown
    assert not Amendment.objects.exists()
    # Sent is what was shown: another word is shown first.
    again = browser.post(form, data | {"shown": FIRST, "send": "yes"})
    assert again.status_code == 200 and not Amendment.objects.exists()
    assert browser.post(form, data | {"shown": f"{FIRST} {BAD}", "send": "yes"}).status_code == 302

    made = Amendment.objects.get()
    assert (made.proposer, made.person, made.kind, made.text) == (
        mine.delegation,
        mine.person,
        "add",
        f"{FIRST} {BAD}",
    )
    assert made.author == system_user("participant")
    page = browser.get(address).content.decode()
    assert "It costs money." in page and "alert(&quot;x&quot;)" in page and str(mine.delegation) in page
    for name in ("Nothing would change", "one paragraph"):
        text = FIRST if name.startswith("Nothing") else "One.\r\n\r\nTwo."
        answer = browser.post(form, data | {"text": text, "preview": "yes"}).content.decode()
        assert name in answer and "It costs money." in answer


def test_what_is_written_again_is_its_writers_until_it_is_tabled_anew(conference, row, mine, browser, owner):
    amendment(row, f"{FIRST} Fund it.", party=party_of_registration(mine))
    address = own("amendments", conference, mine, row.pk)
    assert browser.get(address).status_code == 200
    row.refresh_from_db()
    set_aside(row, "refer", by=owner, reason="Back to the group.")
    assert browser.get(address).status_code == 404
    assert address not in browser.get(own("amended-texts", conference, mine)).content.decode()
    table_recommendation(row, by=owner, symbol="CONF/L.1/Rev.1")
    assert "Fund it." in browser.get(address).content.decode()


def test_what_was_typed_is_shown_against_the_text_as_it_is_now(conference, row, mine, browser):
    old, keys = row.current_version, [paragraph.id for paragraph in row.current_version.body]
    accept_amendment(amendment(row, "Strengthen the national hotline by 2028."), by=system_user("demo"))
    accept_amendment(amendment(row, "", paragraph=1), by=system_user("demo"))
    form = own("amendment-add", conference, mine, row.pk)
    data = {"base": old.pk, "text": "My words.", "shown": "My words.", "rationale": "Mine.", "send": "yes"}

    html = browser.post(f"{form}?paragraph={keys[0]}&language=en", data).content.decode()
    row.refresh_from_db()
    assert "changed while you were writing" in plain(html) and "My words." in html and "by 2028." in html
    assert f'value="{row.current_version.pk}"' in html

    gone = f"{form}?paragraph={keys[1]}&language=en"
    assert "no longer in the text" in browser.post(gone, data).content.decode()
    assert browser.post(gone, data | {"as_new": "yes"}).status_code == 302
    made = Amendment.objects.get(text="My words.")
    assert (made.kind, made.paragraph) == ("new", keys[0])


def test_one_supports_withdraws_and_changes_only_what_is_ones_own(conference, row, mine, browser):
    theirs = amendment(row, f"{FIRST} Fund it.")
    support = own("amendment-support", conference, mine, row.pk, theirs.pk)
    browser.post(support)
    assert [*theirs.co_sponsors.all()] == [mine.delegation]
    browser.post(support, {"end": "yes"})
    assert not theirs.co_sponsors.exists()
    answer = browser.post(own("amendment-withdraw", conference, mine, row.pk, theirs.pk), follow=True)
    assert "another’s" in answer.content.decode()
    assert browser.get(own("amendment-change", conference, mine, row.pk, theirs.pk)).status_code == 404


def test_who_has_no_right_sees_no_texts(conference, row, client_as, member):
    user = member("check-in")
    listener = delegate(conference, user=user, may_propose=False)
    page = client_as(user).get(own("amended-texts", conference, listener)).content.decode()
    assert "do not propose amendments here" in page and row.working_ref not in page
    assert client_as(user).get(own("amendments", conference, listener, row.pk)).status_code == 404
    home = client_as(user).get(
        reverse("registrations_portal:registration", args=[conference.slug, listener.pk])
    )
    assert own("amended-texts", conference, listener) not in home.content.decode()


def test_a_focal_point_writes_for_the_delegation(conference, row, mine, client, settings):
    focal_point = FocalPointFactory(delegation=mine.delegation)
    client.get(focal_point_link(focal_point, conference).removeprefix(settings.BASE_URL))
    home = client.get(
        reverse("registrations_delegation:delegation", args=[conference.slug, mine.delegation.pk])
    )
    texts = own("amended-texts", conference, mine.delegation, namespace="outcomes_delegation")
    assert "1 text is open for amendments." in home.content.decode() and texts in home.content.decode()
    assert row.working_ref in client.get(texts).content.decode()
    key = row.current_version.body[2].id
    form = own("amendment-add", conference, mine.delegation, row.pk, namespace="outcomes_delegation")
    data = {"base": row.current_version.pk, "text": "", "shown": "", "rationale": "", "send": "yes"}
    assert client.post(f"{form}?paragraph={key}&language=en", data).status_code == 302
    made = Amendment.objects.get()
    assert (made.proposer, made.kind, made.person) == (mine.delegation, "delete", focal_point.person)


# --- The chair --------------------------------------------------------------------------------------------


def test_the_chair_goes_through_them_to_the_adoption(conference, row, desk, owner):
    near, far = amendment(row, f"{FIRST} Fund it."), amendment(row, "Close it.")
    last = amendment(row, "Доложить.", paragraph=1, language="ru")
    page = chairs("amendments", row)
    html = plain(desk.get(page).content.decode())
    assert (
        f"I put to the room amendment A.2 by {far.proposer}, to paragraph 1. Is there any objection?" in html
    )
    [decision] = dashboard_panels.get("outcomes.amendments").decisions(conference, owner)
    assert decision.title == "3 amendments wait for the plenary"

    desk.post(chairs("amendment-order", row), {"up": near.pk})
    assert "I put to the room amendment A.1" in plain(desk.get(page).content.decode())
    assert desk.post(chairs("amendment-accept", row, near.pk)).status_code == 302
    again = desk.post(chairs("amendment-reject", row, near.pk))
    assert again.status_code == 409 and "decided already: accepted" in again.content.decode()
    html = desk.get(page).content.decode()
    assert "A.1 was accepted" in html and "Доложить" in html
    desk.post(chairs("amendment-reject", row, last.pk))
    assert chairs("adopt", row) in desk.get(page).content.decode()
    history = desk.get(
        reverse("outcomes_secretariat:recommendation", args=[conference.slug, row.pk])
    ).content.decode()
    assert f"proposed by {near.proposer}" in history and "Amendment accepted" in history


def test_what_is_typed_stands_on_the_screen_and_is_confirmed(conference, row, desk):
    made = amendment(row, f"{FIRST} Fund it.")
    desk.post(chairs("amendment-show", row, made.pk))
    screen = DraftingScreen.objects.get(conference=conference)
    assert (screen.recommendation, screen.shows, screen.paragraph) == (row, "amendments", made.paragraph)
    part = desk.post(
        chairs("amendment-type", row, made.pk), {"text": f"{FIRST} Fund it well."}
    ).content.decode()
    assert "The room reads exactly this" in part and "<html" not in part
    screen.refresh_from_db()
    assert screen.oral[0]["text"] == f"{FIRST} Fund it well." and len(screen.oral) == 3

    oral = chairs("amendment-oral", row, made.pk)
    assert "Fund it well." in desk.get(oral).content.decode()
    other = desk.post(oral, {"text": f"{FIRST} Fund it badly.", "confirm": "yes"})
    assert other.status_code == 409 and "The screen shows a text other" in other.content.decode()
    assert "Fund it badly." in other.content.decode()
    assert desk.post(oral, {"text": f"{FIRST} Fund it well.", "confirm": "yes"}).status_code == 302
    row.refresh_from_db()
    assert row.current_version.body[0].text("en") == f"{FIRST} Fund it well."


def test_the_chair_speaks_the_language_of_the_sitting_on_every_page(conference, row, desk):
    made = amendment(row, f"{FIRST} Fund it.")
    desk.get(reverse("outcomes_secretariat:plenary-desk", args=[conference.slug]), {"language": "ru"})
    oral = chairs("amendment-oral", row, made.pk)
    for page, words in ((chairs("amendments", row), "Ставлю на рассмотрение"), (oral, "Оглашаю поправку")):
        assert words in desk.get(page).content.decode().split('class="spoken')[1].split("</p>")[0]


def test_staff_take_one_from_the_floor_set_the_time_and_correct_a_decision(conference, row, desk):
    delegation = DelegationFactory(conference=conference)
    form = f"{chairs('amendment-add', row)}?paragraph={row.current_version.body[0].id}&new=yes"
    data = {
        "base": row.current_version.pk,
        "text": "Evaluate it.",
        "shown": "Evaluate it.",
        "level": 1,
        "send": "yes",
    }
    assert "Say who proposes it" in desk.post(form, data).content.decode()
    assert desk.post(form, data | {"proposer": delegation.pk}).status_code == 302
    made = Amendment.objects.get()
    assert (made.kind, made.level, made.proposer) == ("new", 1, delegation)
    change = {
        "base": row.current_version.pk,
        "text": "Evaluate it soon.",
        "shown": "Evaluate it soon.",
        "level": 0,
    }
    assert desk.post(chairs("amendment-change", row, made.pk), change | {"send": "yes"}).status_code == 302
    desk.post(chairs("amendment-fall", row, made.pk), {"reason": "Implied."})
    desk.post(chairs("amendment-reopen", row, made.pk), {"reason": "It was not."})
    made.refresh_from_db()
    assert (made.state, made.text) == ("open", "Evaluate it soon.")
    desk.post(chairs("amendment-window", row), {"closes": "2020-01-01T10:00"})
    assert "Delegations may send nothing now" in desk.get(chairs("amendments", row)).content.decode()


def test_the_pages_ask_as_much_for_three_as_for_one(
    conference, row, desk, mine, browser, assert_constant_queries
):
    count = iter(range(9))

    def add():
        made = amendment(row, f"{FIRST} Number {next(count)}.", rationale="Why.")
        made.co_sponsors.add(DelegationFactory(conference=conference))

    assert_constant_queries(chairs("amendments", row), add, client=desk)
    assert_constant_queries(own("amendments", conference, mine, row.pk), add, client=browser)
    more = lambda: amendment(tabled(conference), f"{FIRST} More.")  # noqa: E731
    assert_constant_queries(
        reverse("outcomes_secretariat:amended-texts", args=[conference.slug]), more, client=desk
    )
    assert_constant_queries(
        reverse("outcomes_secretariat:plenary-desk", args=[conference.slug]), more, client=desk
    )


# --- The sheet --------------------------------------------------------------------------------------------


def sheet(conference, format, language="en", **options):
    return build_document(
        "outcomes.amendments", conference, language=language, format=format, options=options
    ).content


def test_a_proposer_who_was_typed_is_named_in_the_language_of_the_document(conference, row):
    conference.languages = ["en", "ru"]
    conference.save()
    DelegationFactory(conference=conference, name={"en": "Health Committee", "ru": "Комитет здоровья"})
    made = amendment(row, "Strengthen and fund the national hotline by 2030.")
    for typed, author in (("Комитет здоровья", "Health Committee"), ("Кто-то другой", "Кто-то другой")):
        Amendment.objects.filter(pk=made.pk).update(proposer=None, proposed_by=typed)
        body = Document(io.BytesIO(sheet(conference, "docx"))).element.body
        assert {one.get(qn("w:author")) for one in body.iter(qn("w:ins"))} == {author}


def test_the_sheet_shows_tracked_changes_on_paper_and_in_word(conference, row):
    conference.languages = ["en", "ru", "ar"]
    conference.save()
    made = amendment(
        row, f"Strengthen and fund the national hotline by 2030. {BAD}", rationale="It costs money."
    )
    made.co_sponsors.add(supporter := DelegationFactory(conference=conference))
    amendment(row, "", paragraph=1)
    amendment(row, "خط ساخن " + "طويل " * 900, is_new=True)
    content = sheet(conference, "pdf")
    assert_sound_pdf(content)
    text = plain(pdf_text(content))
    assert (
        "A.1" in text and str(made.proposer) in text and "It costs money." in text and str(supporter) in text
    )

    document = Document(io.BytesIO(sheet(conference, "docx")))
    body = document.element.body
    inserted, deleted = ([*body.iter(qn(f"w:{kind}"))] for kind in ("ins", "del"))
    assert inserted[0].xpath("string()") == "and fund "
    assert "Report on it every year." in [
        "".join(word.text for word in one.iter(qn("w:delText"))) for one in deleted
    ]
    changes = inserted + deleted
    assert inserted[0].get(qn("w:author")) == str(made.proposer)
    assert all(one.get(qn("w:author")) for one in changes)
    assert inserted[0].get(qn("w:date")) == made.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len({one.get(qn("w:id")) for one in changes}) == len(changes)
    assert not [*body.iter(qn("w:u"), qn("w:strike"))], "Word shows them as it shows changes"
    words = body.xpath("string()")
    assert f"A.1 · {made.proposer}" in words and BAD in words and "{%" not in words
    assert "There are no amendments." in pdf_text(
        sheet(conference, "pdf", state="open", recommendation=made.pk)
    )


def test_under_the_chatham_house_rule_nobody_is_named_outside_the_chairs_page(
    conference, row, mine, browser, desk
):
    row.session = Session.objects.create(conference=conference, title={"en": "Closed"}, chatham_house=True)
    row.save()
    made = amendment(row, f"{FIRST} Fund it.")
    made.co_sponsors.add(supporter := DelegationFactory(conference=conference, name={"en": "Ruritania"}))
    for words in (
        pdf_text(sheet(conference, "pdf")),
        browser.get(own("amendments", conference, mine, row.pk)).content.decode(),
    ):
        assert "A.1" in words and str(made.proposer) not in words and str(supporter) not in words
    html = plain(desk.get(chairs("amendments", row)).content.decode())
    assert "I put to the room amendment A.1, to paragraph 1." in html and str(made.proposer) in html
