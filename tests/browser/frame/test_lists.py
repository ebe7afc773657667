"""Lists of the secretariat on the screen that most of it is done on: how soon the rows begin, and how many are seen."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from agenda.sessions.models.session import Session, SessionRole
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.conferences.web.resources.views import ListView
from outcomes.follow_up.models.reporting import FollowUpReminder
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.core.models.change_request import ChangeRequest
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration
from registrations.correspondence.domain.correspondence import register_letter, strike_out
from tests.access.routes import own_routes
from tests.factories import (
    ApiTokenFactory,
    ContactMessageFactory,
    MailingFactory,
    PersonFactory,
    WebhookFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

# Of a window 900 px high: where the first row may begin; rows in view are as many as would be, were there enough.
LOW = 260
SEEN = """() => {
    const all = document.querySelectorAll("main .table-frame");
    const tables = [...all].slice(0, [...all].findIndex((one) => one.closest("#results")) + 1);
    const found = tables.flatMap((one) => [...one.querySelectorAll("tbody tr")]);
    const rows = found.map((row) => row.getBoundingClientRect());
    if (!rows.length) return null;
    const seen = rows.filter((row) => row.bottom <= innerHeight).length;
    const height = rows.reduce((sum, row) => sum + row.height, 0) / rows.length;
    const fits = seen < rows.length ? seen : Math.floor((innerHeight - rows[0].top) / height);
    return [rows[0].top, fits];
}"""
BULK = """() => [".btn-primary", ":scope > button"]
    .map((what) => document.querySelector("[data-bulk-bar]")?.querySelectorAll(what).length ?? 0)"""
# Records to be compared, and the last look at mails, above which stands what they say: not rows to be gone through.
NO_ROWS = {
    "people_secretariat:duplicate-list",
    "agenda_secretariat:release-mails",
    "mailings_secretariat:mailing-send",
}


def test_the_number_beside_the_title_follows_the_filters(page, sign_in, owner, conference):
    for name in ("Anna Sample", "Boris Sample"):
        PersonFactory(conference=conference, name={"en": name})
    sign_in(page, owner)
    page.goto(f"/{conference.slug}/secretariat/people/")
    summary = page.locator("#list-summary")
    expect(summary).to_contain_text("1–2 of 2")
    page.get_by_label("Search", exact=True).fill("anna")
    expect(summary).to_contain_text("1–1 of 1")
    expect(page.locator("[data-announcer]")).to_have_text("1–1 of 1")


def test_a_struck_out_letter_begins_where_the_others_do_on_a_phone(phone, sign_in, owner, conference):
    for subject in ("Invitation", "Written twice"):
        letter = register_letter(conference, direction="out", subject=subject, recipient="Ministry", by=owner)
    strike_out(letter, reason="the number was given twice", by=owner)
    sign_in(phone, owner)
    phone.goto(f"/{conference.slug}/secretariat/correspondence/")
    cells = phone.locator("#results td.wide")
    expect(cells).to_have_count(2)
    expect(cells.filter(has=phone.locator(".status"))).to_have_count(1)
    boxes = [cell.bounding_box() for cell in cells.all()]
    assert len({(box["x"], box["width"]) for box in boxes}) == 1, boxes


SCROLLED = """() => [...document.querySelectorAll("main .table-frame")]
    .filter((frame) => frame.scrollHeight > frame.clientHeight || frame.scrollWidth > frame.clientWidth).length"""


@pytest.fixture
def demo(sample):
    """The sample conference, sending mails, and with rows in the lists that it has none for."""
    Conference.objects.update(is_sample=False)
    conference = Conference.objects.get(pk=sample.pk)
    registration = Registration.objects.of(conference).order_by("person__sort_key", "person__email")[0]
    ContactMessageFactory(conference=conference)
    ChangeRequest.objects.create(registration=registration, changes={"mode": ["in-person", "online"]})
    FollowUpReminder.objects.create(
        addressee=conference.addressees.order_by("position")[0],
        kind="action",
        due_on=conference.ends_on,
        days=7,
    )
    MailingFactory(conference=conference)
    ApiTokenFactory(conference=conference)
    WebhookFactory(conference=conference)
    SessionRole.objects.filter(session__conference=conference).update(status=SessionRole.Status.PROPOSED)
    return conference


def lists_of(conference):
    """The address of each list of the secretariat, by the name of its page; neither lists of a row nor posted to."""
    for route in own_routes():
        view = route.view_class
        is_list = view and issubclass(view, ListView) and "get" in view.http_method_names
        is_list = is_list and "<uuid:pk>" not in route.pattern
        if is_list and route.name not in NO_ROWS:
            yield route.name, f"{reverse(route.name, args=[conference.slug])}?all=1"


# Their words are the longest; in Russian the suite looks at these, and `script/nightly` at all.
LARGEST_LISTS = {
    "agenda_secretariat:session-list",
    "registrations_secretariat:attendance",
    "registrations_secretariat:invitee-list",
    "registrations_secretariat:registration-list",
    "registrations_secretariat:travel-list",
    "outcomes_secretariat:recommendation-list",
}
# Title and buttons, of one height; the heads of the columns; the filters with what is set: each in one line.
HEADS = """() => document.querySelector(".page-heading").offsetHeight <= 56
    && new Set([...document.querySelectorAll(".page-heading .btn")].map((button) => button.offsetHeight)).size <= 1
    && [...document.querySelectorAll("main .table-frame thead th")].every((head) => head.offsetHeight <= 40)
    && (document.querySelector(".filter-line")?.offsetHeight ?? 0) <= 48"""
# On a phone the rows begin here, and each is a card with a title, a state and two facts.
LOW_ON_A_PHONE, CARD = 230, 200
ON_A_PHONE = """() => {
    const all = [...document.querySelectorAll("main .table-frame tbody tr")];
    const rows = all.filter((row) => !row.matches(".group-heading")).map((row) => row.getBoundingClientRect());
    const search = document.querySelector(".filter-bar input[type=search]");
    const highest = Math.max(...rows.map((row) => row.height));
    return all.length ? [all[0].getBoundingClientRect().top, highest, search?.checkVisibility() ?? true] : null;
}"""


def find_faults(page, addresses):
    """Return the lists whose rows begin too low, which show too few, scroll by a pixel, or have a head of two lines.

    Of what is done with chosen rows three stand in the bar, one of them coloured.
    """
    wrong = {}
    for name, address in addresses:
        page.goto(address)
        measured = page.evaluate(SEEN)
        if not measured:
            wrong[name] = "empty"
            continue
        top, rows = measured
        scrolled, heads = page.evaluate(SCROLLED), page.evaluate(HEADS)
        if top > LOW or rows < 12 or scrolled or not heads:
            wrong[name] = (top, rows, scrolled, heads)
        coloured, buttons = page.evaluate(BULK)
        if coloured > 1 or buttons > 3 or (buttons > 1 and not coloured):
            wrong[name] = (coloured, buttons)
    return wrong


def test_every_list_shows_twelve_rows_below_a_low_head(page, sign_in, demo):
    sign_in(page, User.objects.get(email="organizer@example.org"))
    addresses = list(lists_of(demo))
    assert find_faults(page, addresses) == {}
    assert len(addresses) > 30


def test_the_lists_with_the_longest_words_do_so_in_russian(make_context, sign_in, demo):
    page = make_context(locale="ru").new_page()
    sign_in(page, User.objects.get(email="organizer@example.org"))
    addresses = [(name, address) for name, address in lists_of(demo) if name in LARGEST_LISTS]
    assert find_faults(page, addresses) == {}
    assert len(addresses) == len(LARGEST_LISTS)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_filters_that_are_set_take_no_line_of_their_own(make_context, sign_in, demo, language):
    """The first of the registrations was at 353 px; columns and export stand at the end of the same line."""
    page = make_context(locale=language).new_page()
    sign_in(page, User.objects.get(email="organizer@example.org"))
    listed = reverse("registrations_secretariat:registration-list", args=[demo.slug])
    page.goto(f"{listed}?status=approved&q=a&mode=in-person&since=2017-01-01&sort=name")
    top, _rows = page.evaluate(SEEN)
    assert top <= LOW and page.evaluate(HEADS)
    assert page.locator(".filter-line .filter-chip:visible").count() == 2
    middle = "(parts) => parts.map((part) => part.getBoundingClientRect()).map((box) => (box.top + box.bottom) / 2)"
    parts = page.locator(".filter-bar input[type=search], .filter-chip:visible, .list-tools summary")
    middles = parts.evaluate_all(middle)
    assert len(middles) == 5 and max(middles) - min(middles) <= 4


@pytest.mark.parametrize(
    ("language", "is_full"),
    [("en", False), ("ru", False), pytest.param("en", True, marks=pytest.mark.nightly)],
    ids=["en", "ru", "en-in-full"],
)
def test_on_a_phone_the_search_and_the_first_card_are_in_view(make_context, sign_in, demo, language, is_full):
    """Of the lists with the longest words; each night of all."""
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = make_context(locale=language, **phone).new_page()
    sign_in(page, User.objects.get(email="organizer@example.org"))
    wrong = {}
    for name, address in lists_of(demo):
        if name not in LARGEST_LISTS and not is_full:
            continue
        page.goto(address)
        first, highest, has_search = page.evaluate(ON_A_PHONE) or (0, 0, True)
        if first > LOW_ON_A_PHONE or highest > CARD or not has_search:
            wrong[name] = (first, highest, has_search)
    assert wrong == {}


def test_on_a_phone_a_card_is_called_by_its_text_and_the_search_reaches_the_edge(phone, sign_in, demo):
    sign_in(phone, User.objects.get(email="organizer@example.org"))
    for name in ("recommendation-list", "follow-up"):
        phone.goto(reverse(f"outcomes_secretariat:{name}", args=[demo.slug]))
        card = phone.locator("main .table-frame tbody tr").first
        text, number = (card.locator(part).bounding_box() for part in (".wide", "th"))
        assert text["y"] + text["height"] <= number["y"]
    phone.goto(reverse("outcomes_secretariat:transmittal-list", args=[demo.slug]))
    edges = "(parts) => parts.map((part) => Math.round(part.getBoundingClientRect().right))"
    search, rows = phone.locator("main input[type=search], main .table-frame").evaluate_all(edges)
    assert search == rows


def test_on_a_phone_the_other_filters_stand_behind_a_word_with_their_number(phone, sign_in, demo):
    sign_in(phone, User.objects.get(email="organizer@example.org"))
    listed = reverse("registrations_secretariat:registration-list", args=[demo.slug])
    phone.goto(f"{listed}?q=a&mode=in-person&since=2017-01-01")
    fold = phone.locator(".filter-fold > summary")
    expect(fold).to_contain_text("Filters 2")
    delegation = phone.get_by_role("combobox", name="Delegation")
    expect(delegation).to_be_hidden()
    fold.click()
    phone.locator(".filter-more > summary").click()
    expect(delegation).to_be_in_viewport()
    expect(phone.get_by_role("link", name="Clear filters")).to_be_in_viewport()


@pytest.mark.parametrize("language", ["ru", pytest.param("uz", marks=pytest.mark.nightly)])
def test_nothing_scrolls_sideways_in_the_longest_words(make_context, sign_in, demo, check_width, language):
    page = make_context(locale=language).new_page()
    sign_in(page, User.objects.get(email="organizer@example.org"))
    today = ("dashboard", reverse("conferences_secretariat:dashboard", args=[demo.slug]))
    for name, address in [today, *(each for each in lists_of(demo) if each[0] in LARGEST_LISTS)]:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        for width in (1280, 1024, 768, 390):
            page.set_viewport_size({"width": width, "height": 900})
            check_width(page)
            # The signs beside the search keep their names where their words have no room.
            signs = page.locator(".desk-bar > a.btn-sm")
            assert width < 768 or [sign.is_visible() for sign in signs.all()] == [True] * 2, name


def test_the_pages_before_and_after_are_reached_from_the_head(make_context, sign_in, demo):
    page = make_context(locale="ru").new_page()
    sign_in(page, User.objects.get(email="organizer@example.org"))
    page.goto(reverse("registrations_secretariat:registration-list", args=[demo.slug]))
    assert page.evaluate(HEADS)
    pager = page.locator(".pager")
    pager.get_by_role("link").click()
    expect(page.locator("#list-summary")).to_contain_text("51–100")
    assert page.evaluate(HEADS)
    pager.get_by_role("link").first.click()
    expect(page.locator("#list-summary")).to_contain_text("1–50")


@pytest.mark.nightly
@pytest.mark.parametrize("language", ["ru", "uz"])
def test_every_list_does_so_in_the_other_languages(make_context, sign_in, demo, language):
    page = make_context(locale=language).new_page()
    sign_in(page, User.objects.get(email="organizer@example.org"))
    assert find_faults(page, lists_of(demo)) == {}


def test_rows_begin_no_lower_where_no_mail_leaves(page, sign_in, demo, settings):
    """Red while a message of three lines pushed the first of the speakers to 291 px."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    sign_in(page, User.objects.get(email="organizer@example.org"))
    names = {
        "agenda_secretariat:role-list",
        "registrations_secretariat:invitation-list",
        "registrations_secretariat:invitee-list",
    }
    assert find_faults(page, [each for each in lists_of(demo) if each[0] in names]) == {}
    page.get_by_text("No mail leaves", exact=False).first.click()
    expect(page.get_by_text("No mail server is set here")).to_be_in_viewport(ratio=1)


def test_groups_tell_whole_in_russian_who_leads_them(make_context, sign_in, demo):
    """Red while the first of a group’s people was cut."""
    page = make_context(locale="ru").new_page()
    sign_in(page, User.objects.get(email="organizer@example.org"))
    page.goto(reverse("agenda_secretariat:group-list", args=[demo.slug]))
    cut = "(cells) => cells.filter((one) => one.scrollWidth > one.clientWidth).length"
    assert page.locator("tbody td").evaluate_all(cut) == 0


def test_what_is_done_with_chosen_rows_stays_in_view_however_long_the_list_is(page, sign_in, demo):
    sign_in(page, User.objects.get(email="organizer@example.org"))
    page.goto(f"{reverse('people_secretariat:person-list', args=[demo.slug])}?all=1")
    bar = page.locator("[data-bulk-bar]")
    expect(bar).to_be_hidden()
    page.locator("tbody").get_by_role("checkbox").first.check()
    bar.locator("summary").click()
    expect(bar.get_by_role("button", name="Export")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollHeight") > 2 * 900
    expect(bar).to_be_in_viewport(ratio=1)
    page.evaluate("scrollBy(0, 700)")
    expect(bar).to_be_in_viewport(ratio=1)


def test_the_export_offers_the_rows_shown_and_the_chosen(page, sign_in, demo):
    sign_in(page, User.objects.get(email="organizer@example.org"))
    page.goto(f"{reverse('registrations_secretariat:registration-list', args=[demo.slug])}?status=to-review")
    menu = page.locator("details.menu", has=page.get_by_text("Export", exact=True)).first
    menu.locator("summary").click()
    expect(menu).to_contain_text("These 19")
    chosen = menu.locator("[data-chosen-of]")
    expect(chosen).to_be_hidden()
    for box in page.locator("tbody").get_by_role("checkbox").all()[:3]:
        box.check()
    menu.locator("summary").click()
    expect(chosen).to_contain_text("3 chosen")
    with page.expect_download() as downloaded:
        chosen.get_by_role("button", name="JSON").click()
    assert len(json.loads(downloaded.value.path().read_bytes())) == 3


def test_registrations_are_decided_one_after_the_other_by_keyboard(page, sign_in, demo):
    waiting = Registration.objects.of(demo).to_review()
    number = waiting.count()

    def press(key):
        page.wait_for_load_state()  # the script hears keys from then on
        page.keyboard.press(key)

    sign_in(page, User.objects.get(email="organizer@example.org"))
    # On a wider screen they open beside the list: decisions/test_review_panel.py.
    page.set_viewport_size({"width": 1100, "height": 800})
    page.goto(
        f"{reverse('registrations_secretariat:registration-list', args=[demo.slug])}?status=to-review&sort=name"
    )
    page.locator("tbody th a").first.click()
    place = page.get_by_role("navigation", name="Beside this one in the list")
    expect(place).to_contain_text(f"1 of {number}")
    heading = page.get_by_role("heading", level=1)
    first = heading.inner_text()

    press("j")
    expect(place).to_contain_text(f"2 of {number}")
    press("k")
    expect(heading).to_have_text(first)
    press("a")
    expect(heading).to_have_text("Approve")
    reason = page.get_by_role("textbox")
    reason.fill("")
    press("a")
    expect(reason).to_have_value("a")
    reason.fill("")
    reason.blur()
    press("a")
    expect(place).to_contain_text(f"1 of {number - 1}")
    assert heading.inner_text() != first
    # An act that cannot be taken back is confirmed by hand.
    press("d")
    expect(page.get_by_role("button", name="Decline and next")).to_be_visible()
    press("d")
    press("w")
    expect(page.get_by_role("button", name="Decline and next")).to_be_visible()
    assert waiting.count() == number - 1


@pytest.mark.parametrize("of_each", [4, pytest.param(14, marks=pytest.mark.nightly)])
def test_records_and_documents_are_seen_in_two_screens(page, sign_in, demo, of_each):
    """A plenary with its items, a registration, a delegation, a recommendation; the settings; what there is to make."""
    sign_in(page, User.objects.get(email="organizer@example.org"))
    page.set_viewport_size({"width": 1440, "height": 900})
    kinds = {
        "agenda_secretariat:session-change": Session,
        "registrations_secretariat:registration": Registration,
        "registrations_secretariat:delegation": Delegation,
        "outcomes_secretariat:recommendation": Recommendation,
    }
    records = [(name, row.pk) for name, model in kinds.items() for row in model.objects.of(demo)[:of_each]]
    too_high = {}
    pages = [("documents_secretariat:document-list",), ("conferences_secretariat:settings",)]
    for name, *arguments in [*pages, *records]:
        page.goto(reverse(name, args=[demo.slug, *arguments]))
        height = page.evaluate("document.documentElement.scrollHeight")
        if height > 1800:
            too_high[page.title()] = height
    assert too_high == {}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_today_is_one_screen_while_the_conference_sits(make_context, sign_in, sample, language):
    """Also with what is on in three rooms: it was 1,343 px high."""
    # A zone in which it is eleven now: towards midnight what is next would be tomorrow.
    sample.timezone = f"Etc/GMT{timezone.now().hour - 11:+d}"
    sample.save()
    sessions = list(Session.objects.of(sample).exclude(start=None).order_by("start", "room__position"))
    beside = next(row for row in sessions if row.kind == "working-group")
    moved = timezone.now() - beside.start - dt.timedelta(minutes=20)
    for row in sessions:
        Session.objects.filter(pk=row.pk).update(start=row.start + moved, end=row.end + moved)
    days = {"starts_on": sample.today(), "ends_on": sample.today() + dt.timedelta(days=1)}
    Conference.objects.filter(pk=sample.pk).update(status="running", **days)
    page = make_context(locale=language, viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, User.objects.get(email="organizer@example.org"))
    page.goto(reverse("conferences_secretariat:dashboard", args=[sample.slug]))
    expect(page.locator(".rooms-now tbody tr")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollHeight") <= 1000


@pytest.mark.parametrize("language", ["en", "ru"])
def test_all_decisions_are_seen_at_once(make_context, sign_in, sample, language):
    page = make_context(locale=language, viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, User.objects.get(email="organizer@example.org"))
    page.goto(reverse("conferences_secretariat:dashboard", args=[sample.slug]))
    rows = page.locator(".decision").evaluate_all(
        "(rows) => rows.map((row) => row.getBoundingClientRect()).map(({ height, bottom }) => [height, bottom])"
    )
    assert len(rows) > 6 and max(height for height, _bottom in rows) <= 49
    assert rows[-1][1] <= 900
