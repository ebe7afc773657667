"""Two windows, or two people, that import the same list at the same moment: it is in once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agenda.sessions.models.session import Session
from confman.people.models import Person
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.correspondence.models import Invitee
from tests.access.actors import signed_in
from tests.factories import CategoryFactory, ConferenceFactory, MembershipFactory
from tests.moments import interleaved
from tests.submissions import submission

# Where it comes in, its head and a line of it, what a line makes, and what is said of two new ones.
KINDS = {
    "people": ("registrations", "import", "name,email", "{0} Sample,{0}@example.org", Person, "2 people added"),
    "invitees": ("registrations", "invitee-import", "name,email", "{0},{0}@example.org", Invitee, "2 invitees added"),
    "recommendations": (
        "outcomes", "table-import", "text,addressee", "Strengthen {0}.,Ministry", Recommendation,
        "2 recommendations added",
    ),
    "agenda": ("agenda", "import", "title,date,speakers", "{0},2027-03-30,Ann {0}", Session, "2 sessions new"),
}  # fmt: skip


class Window:
    """A window in which a list was brought and looked at: one of its own, or that which lies at `page`."""

    def __init__(self, owner, kind, conference, page="", words=("opening", "closing")):
        app, name, head, line, *_rest = KINDS[kind]
        self.browser = signed_in(owner)
        if not page:
            start = reverse(f"{app}_secretariat:{name}", args=[conference.slug])
            content = "\n".join([head, *map(line.format, words), ""])
            file = SimpleUploadedFile("list.csv", content.encode())
            page = self.browser.post(start, {"file": file, **submission(self.browser.get(start))}).url
        self.page = page
        self.shown = self.browser.get(page)

    def imports(self):
        form = self.shown.context["form"]
        values = {field.html_name: field.value() for field in form}
        data = {name: value for name, value in values.items() if value not in (None, False)}
        data |= {**submission(self.shown), "action": "import"}
        self.shown = self.answer = self.browser.post(self.page, data)

    def end(self):
        """What is said where it leads."""
        return self.browser.get(self.answer.url, follow=True).content.decode()


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def made():
    conference = ConferenceFactory(languages=["en"])
    CategoryFactory(conference=conference)
    return conference, MembershipFactory(conference=conference, role="owner").user


def count(kind, conference):
    return KINDS[kind][4].objects.filter(conference=conference).count()


def assert_told(kind, both, *, is_same):
    """Both windows lead to what came of one upload; who came with another one is shown what it would do now."""
    told = [window for window in both if window.answer.status_code == 302]
    assert len(told) == (2 if is_same else 1)
    for window in told:
        assert KINDS[kind][5] in window.end()
    for window in both:
        if window not in told:
            assert window.answer.status_code == 409 and "meanwhile" in window.answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("is_same", [True, False], ids=["one-upload", "two-uploads"])
def test_what_another_window_imports_between_two_statements_is_in_once(kind, is_same, every):
    windows = []

    def begin():
        conference, owner = made()
        first = Window(owner, kind, conference)
        windows[:] = [conference, first, Window(owner, kind, conference, first.page if is_same else "")]

    for number in interleaved(begin, lambda: windows[1].imports(), lambda: windows[2].imports(), every=every):
        conference, *both = windows
        assert count(kind, conference) == 2, f"before statement {number}"
        assert_told(kind, both, is_same=is_same)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_same", [True, False], ids=["one-upload", "two-uploads"])
def test_what_two_windows_import_at_the_same_moment_is_in_once(kind, is_same, at_once):
    conference, owner = made()
    first = Window(owner, kind, conference)
    second = Window(owner, kind, conference, first.page if is_same else "")
    at_once(first.imports, second.imports)
    assert count(kind, conference) == 2
    assert_told(kind, [first, second], is_same=is_same)


@pytest.mark.django_db
def test_another_list_is_looked_at_again_after_the_first_and_then_goes_in(kind):
    conference, owner = made()
    first, other = (
        Window(owner, kind, conference),
        Window(owner, kind, conference, words=("dinner", "closing")),
    )
    first.imports()
    other.imports()
    assert other.answer.status_code == 409 and count(kind, conference) == 2
    other.imports()
    assert other.answer.status_code == 302 and count(kind, conference) > 2
    later = Window(owner, kind, conference, words=("breakfast",))
    before = count(kind, conference)
    later.imports()
    assert later.answer.status_code == 302 and count(kind, conference) == before + 1
