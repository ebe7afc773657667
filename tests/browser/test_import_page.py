"""A schedule of another system comes in by the page, as the secretariat does it."""

import pytest
from playwright.sync_api import expect

from agenda.imports.exchange import uploads
from agenda.imports.models import ScheduleUpload
from agenda.imports.tasks import run_schedule_upload
from agenda.sessions.models.session import Session
from tests.browser.navigation import follow
from tests.factories import MembershipFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

TABLE = "What;When;Where;Who\nOpening;{day} 09:00;Great hall;Anna Sample\nLunch;{day} 13:00;;\n"


@pytest.mark.parametrize("device", ["page", "phone"])
def test_a_table_is_matched_looked_at_and_imported(
    request, device, conference, sign_in, check_accessibility, check_width, live_server
):
    page = request.getfixturevalue(device)
    sign_in(page, MembershipFactory(conference=conference, role="programme").user)
    page.goto(f"{live_server.url}/{conference.slug}/secretariat/agenda/")
    page.get_by_text("More", exact=True).click()
    follow(page, page.get_by_role("link", name="Import a schedule…"))
    check_accessibility(page)
    content = TABLE.format(day=conference.starts_on.isoformat()).encode()
    page.get_by_label("File").set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": content})
    follow(page, page.get_by_role("button", name="Go on"))
    expect(page.get_by_role("heading", name="What the import would change")).to_be_visible()
    check_accessibility(page)
    check_width(page)
    page.get_by_label("Where", exact=True).select_option(label="room")
    page.get_by_label("Who", exact=True).select_option(label="speakers")
    follow(page, page.get_by_role("button", name="Import", exact=True))
    expect(page.get_by_text("look at what would happen now")).to_be_visible()
    assert not Session.objects.exists()
    check_accessibility(page)
    check_width(page)
    follow(page, page.get_by_role("button", name="Import", exact=True))
    expect(page.get_by_text("2 sessions added")).to_be_visible()
    assert str(Session.objects.get(title__en="Opening").room) == "Great hall"


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_the_end_of_an_import_by_the_worker_is_a_page_and_no_page_within_one(
    scripts, make_context, conference, sign_in, monkeypatch
):
    """With a script the page asks by itself how far it is, and a part answers; without one the reader asks."""
    monkeypatch.setattr(uploads, "MAX_AT_ONCE", 0)
    page = make_context(java_script_enabled=scripts).new_page()
    sign_in(page, MembershipFactory(conference=conference, role="programme").user)

    def work():
        run_schedule_upload(str(ScheduleUpload.objects.get().pk), "en")
        if not scripts:
            follow(page, page.get_by_role("link", name="Refresh"))

    def one_page():
        return [page.locator(each).count() for each in ("h1", "main", "nav.side-navigation")]

    page.goto(f"/{conference.slug}/secretariat/agenda/import/")
    content = TABLE.format(day=conference.starts_on.isoformat()).encode()
    page.get_by_label("File").set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": content})
    follow(page, page.get_by_role("button", name="Go on"))
    expect(page.get_by_text("waits for its turn")).to_be_visible()
    work()
    if scripts:
        ready = page.get_by_role("link", name="Show the results")
        expect(ready).to_be_visible()
        assert one_page() == [1, 1, 1]
        follow(page, ready)
    follow(page, page.get_by_role("button", name="Import", exact=True))
    expect(page.get_by_role("heading", name="Import a schedule")).to_be_visible()
    work()
    expect(page.get_by_text("2 sessions added")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Programme")
    assert one_page() == [1, 1, 1] and Session.objects.count() == 2
