"""Two windows, or two people, that import the same list at the same moment: it is in once."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from agenda.sessions.models.session import Session
from confman.accounts.system_users import system_user
from confman.people.models import Person
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.correspondence.models import Invitee
from tests.factories import CategoryFactory, ConferenceFactory, MembershipFactory
from tests.moments import interleaved
from tests.sign_in import signed_in
from tests.submissions import submission

# A list: the page where it comes in, its head and a line, the objects of a line, the words about two new ones.
KINDS = {
    "people": ("registrations", "import", "name,email", "{0} Sample,{0}@example.org", Person, "2 people added"),
    "invitees": ("registrations", "invitee-import", "name,email", "{0},{0}@example.org", Invitee, "2 invitees added"),
    "recommendations": (
        "outcomes", "table-import", "text,addressee", "Strengthen {0}.,Ministry", Recommendation,
        "2 recommendations added",
    ),
    "agenda": ("agenda", "import", "title,date,speakers", "{0},2027-03-30,Ann {0}", Session, "2 sessions added"),
}  # fmt: skip


# Their commands. A list that is brought once more changes nothing, if each line has a key.
COMMANDS = {"people": "importpeople", "recommendations": "importrecommendations", "agenda": "importagenda"}
KEYED = {"recommendations": ("working_ref,text,addressee", "{0},Strengthen {0}.,Ministry")}


def list_of(kind, words, *, is_keyed=False):
    head, line = KINDS[kind][2:4]
    if is_keyed:
        head, line = KEYED.get(kind, (head, line))
    return "\n".join([head, *map(line.format, words), ""])


class Window:
    """A window in which a list was brought and looked at: one of its own, or that which lies at `page`."""

    def __init__(self, owner, kind, conference, page="", words=("opening", "closing"), is_keyed=False):
        app, name, *_rest = KINDS[kind]
        self.browser = signed_in(owner)
        if not page:
            start = reverse(f"{app}_secretariat:{name}", args=[conference.slug])
            file = SimpleUploadedFile("list.csv", list_of(kind, words, is_keyed=is_keyed).encode())
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
        """The words on the page to which it leads."""
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


class Command:
    """A command that reads the same list, and what it says in the end."""

    def __init__(self, kind, conference, folder):
        self.file = folder / "list.csv"
        self.file.write_text(list_of(kind, ("opening", "closing"), is_keyed=True))
        self.name, self.slug = COMMANDS[kind], conference.slug

    def imports(self):
        self.refusal = ""
        try:
            call_command(self.name, self.slug, str(self.file), stdout=io.StringIO(), stderr=io.StringIO())
        except CommandError as error:
            self.refusal = str(error)


def assert_one_was_told(command, window):
    """Of the one that planned before the other wrote it is said that nothing was written."""
    refused = window.answer.status_code == 409
    assert refused or window.answer.status_code == 302
    assert not (refused and command.refusal)
    assert not command.refusal or "meanwhile" in command.refusal


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
@pytest.mark.parametrize("every", [40, pytest.param(1, marks=pytest.mark.nightly)])
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


@pytest.mark.django_db
@pytest.mark.parametrize("every", [40, pytest.param(1, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("kind", COMMANDS)
@pytest.mark.parametrize("is_first", [True, False], ids=["within-a-command", "within-a-window"])
def test_what_a_command_and_a_window_import_is_in_once(kind, is_first, every, tmp_path):
    system_user("command")
    both = []

    def begin():
        conference, owner = made()
        window = Window(owner, kind, conference, is_keyed=True)
        both[:] = [conference, Command(kind, conference, tmp_path), window]

    def action(one):
        both[one].imports()

    outer, inner = (1, 2) if is_first else (2, 1)
    for number in interleaved(begin, lambda: action(outer), lambda: action(inner), every=every):
        conference, command, window = both
        assert count(kind, conference) == 2, f"before statement {number}"
        assert_one_was_told(command, window)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", COMMANDS)
def test_what_two_commands_import_at_the_same_moment_is_in_once(kind, at_once, tmp_path):
    system_user("command")
    conference, _owner = made()
    first, second = Command(kind, conference, tmp_path), Command(kind, conference, tmp_path)
    at_once(first.imports, second.imports)
    assert count(kind, conference) == 2
