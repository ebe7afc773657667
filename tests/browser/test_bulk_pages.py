"""Many sessions at once, running late in three gestures, and a pasted programme, as the secretariat does it."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from agenda.releases.domain.publication import publish_agenda
from agenda.releases.models import AgendaRelease, ReleaseNotice
from agenda.sessions.models.session import Session
from tests.browser.navigation import follow
from tests.factories import RoomFactory, SessionFactory, SessionRoleFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def press(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.fixture
def programme(conference):
    """A morning in the hall, up to a lunch at a fixed time, with a speaker; and another room."""
    hall, small = (RoomFactory(conference=conference, name={"en": name}) for name in ("Hall", "Small room"))

    def make(title, start, end, **more):
        def at(hour):
            return dt.datetime.combine(
                conference.starts_on, dt.time.fromisoformat(hour), tzinfo=conference.zone
            )

        return SessionFactory(
            conference=conference, title={"en": title}, start=at(start), end=at(end), **more
        )

    sessions = {
        "Opening": make("Opening", "09:30", "10:30", room=hall),
        "Coffee": make("Coffee", "10:30", "11:00", kind="break"),
        "Plenary": make("Plenary", "11:00", "12:30", room=hall),
        "Lunch": make("Lunch", "13:00", "14:00", kind="meal", fixed=True),
    }
    SessionRoleFactory(session=sessions["Plenary"], person__name={"en": "Sample Speaker"})
    return sessions | {"small": small}


@pytest.fixture
def agenda(conference, programme):
    return f"/{conference.slug}/secretariat/agenda/"


def starts(session) -> str:
    session = Session.objects.select_related("conference").get(pk=session.pk)
    return f"{session.conference.local(session.start):%H:%M}"


def test_a_selection_is_moved_by_keyboard_alone(page, sign_in, owner, agenda, programme, check_accessibility):
    sign_in(page, owner)
    page.goto(agenda)
    page.get_by_role("checkbox", name="Choose Opening").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_text("3 chosen")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("button", name="Move…").focus()
    press(page, "Enter")
    page.get_by_label("Room").focus()
    page.keyboard.type("Small")
    page.get_by_role("button", name="Show what would happen").focus()
    press(page, "Enter")
    expect(page.get_by_role("heading", name="What would happen")).to_be_focused()
    check_accessibility(page)
    page.get_by_role("button", name="Do it").focus()
    press(page, "Enter")
    expect(page.get_by_text("3 sessions were moved.")).to_be_visible()
    assert Session.objects.filter(room=programme["small"]).count() == 3
    page.get_by_role("button", name="Undo:").focus()
    press(page, "Enter")
    expect(page.get_by_text("Taken back")).to_be_visible()
    assert not Session.objects.filter(room=programme["small"]).exists()


def test_a_stretch_is_chosen_with_shift(page, sign_in, owner, agenda):
    sign_in(page, owner)
    page.goto(agenda)
    page.get_by_role("checkbox", name="Choose Opening").click()
    page.get_by_role("checkbox", name="Choose Lunch").click(modifiers=["Shift"])
    expect(page.get_by_text("4 chosen")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Choose all on this page")).to_be_checked()


@pytest.mark.parametrize("place", ["list", "dashboard"])
def test_a_minister_is_late_in_three_gestures(
    page, sign_in, owner, agenda, programme, conference, time_machine, check_accessibility, place
):
    publish_agenda(conference, by=owner)
    early = programme["Opening"].start - dt.timedelta(hours=1, minutes=50)  # it is 07:40
    time_machine.move_to(early)
    sign_in(page, owner)
    page.goto(agenda if place == "list" else agenda.removesuffix("agenda/"))
    links = page.get_by_role("link", name="Running late…")
    mine = [link for link in links.all() if str(programme["Opening"].pk) in link.get_attribute("href")]
    follow(page, mine[0])  # one
    check_accessibility(page)
    follow(page, page.get_by_role("button", name="25 minutes late"))  # two
    expect(page.get_by_text("Up to “Lunch” at 13:00, whose time is fixed.")).to_be_visible()
    expect(page.get_by_text("Sample Speaker")).to_be_visible()
    check_accessibility(page)
    follow(page, page.get_by_role("button", name="Shift, publish and prepare the mails"))  # three
    expect(page.get_by_text("One mail waits for you to review it.")).to_be_visible()
    assert starts(programme["Opening"]) == "09:55"
    assert starts(programme["Lunch"]) == "13:00"
    release = AgendaRelease.objects.latest_of(conference)
    assert (release.number, release.label) == (2, "Rev.1")
    assert ReleaseNotice.objects.filter(release=release).count() == 1


def test_another_number_of_minutes_is_taken_by_the_enter_key(page, sign_in, owner, agenda, programme):
    sign_in(page, owner)
    page.goto(f"{agenda}late/?session={programme['Opening'].pk}")
    other = page.get_by_label("or another number")
    other.fill("12")
    with page.expect_navigation():
        other.press("Enter")
    expect(page.get_by_role("row", name="Opening")).to_contain_text("09:42–10:42")


TEXT = """Day 1
15:00–16:00 Law and practice (Boris Sample, IOM; Clara Sample) [Hall]
   20 min Statistics
16:00–16:30 Tea
A line for nobody: why?

Another one.
"""


def test_a_programme_is_pasted_corrected_and_accepted(
    page, phone, sign_in, owner, agenda, check_accessibility, check_width
):
    for window in (page, phone):
        sign_in(window, owner)
        window.goto(agenda)
        window.locator("summary").get_by_text("More", exact=True).click()
        follow(window, window.get_by_role("link", name="Paste a programme…"))
        window.get_by_label("The programme as text").fill(TEXT)
        check_accessibility(window)
        check_width(window)
        follow(window, window.get_by_role("button", name="See what was understood"))
        expect(window.get_by_text("1 line was not understood")).to_be_visible()
        check_accessibility(window)
        check_width(window)
    first = page.get_by_role("group", name="Session 1")
    expect(first.get_by_label("People")).to_have_value("Boris Sample, IOM\nClara Sample")
    first.locator("summary").click()
    first.get_by_label("Title").fill("Law in practice")
    first.get_by_label("Until").fill("14:00")
    follow(page, page.get_by_role("button", name="Accept"))
    expect(page.get_by_text("The end is not after the start.")).to_be_visible()
    expect(first.get_by_label("Title")).to_have_value("Law in practice")
    check_accessibility(page)
    first.get_by_label("Until").fill("15:45")
    follow(page, page.get_by_role("button", name="Accept"))
    expect(page.get_by_text("2 sessions were added.")).to_be_visible()
    expect(page.get_by_role("link", name="Law in practice", exact=True)).to_be_visible()
    follow(page, page.get_by_role("button", name="Undo:"))
    expect(page.get_by_role("link", name="Law in practice", exact=True)).to_have_count(0)
