"""Fixtures for all tests."""

import contextlib
import datetime as dt
import fnmatch
import gc
import itertools
import logging
import os
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import chain
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models.expressions import Col
from django.test import Client, TransactionTestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import ResolverMatch, get_resolver
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.errors import Refused
from confman.web.faults.refusals import UTF8Request
from tests.databases import MADE, empty_tables
from tests.factories import ConferenceFactory, MembershipFactory, UserFactory
from tests.readers.unnoticed import unnoticed_writes
from tests.sign_in import signed_in

# Examples do not depend on chance, and none fails on a busy machine; `script/nightly` tries ten times as many. To look
# for more, run `script/test --hypothesis-profile=search tests/people`, which tries other examples each time.
hypothesis_settings.register_profile("steady", deadline=None, derandomize=True, max_examples=30)
hypothesis_settings.register_profile("nightly", deadline=None, derandomize=True, max_examples=300)
hypothesis_settings.register_profile("search", deadline=None)
hypothesis_settings.load_profile("steady")


# One database answers as the other does, so with PostgreSQL this is `nightly`. That every page opens there and every
# form is taken, the suite shows at each change (tests/browser/test_every_page.py, tests/access/test_matrix.py). What is
# not listed is run with both; so is what commits, runs at once or counts queries (OF_A_DATABASE), wherever it stands.
SAME_WITH_EACH = {
    "who is turned away": [
        "access/api/*",
        "access/privacy/*",
        "access/test_[!m]*",
        "access/test_matrix.py::test_documents*",
        "access/test_matrix.py::test_everyone_gets_what_the_table_says*",
        "access/test_matrix.py::test_no_form_takes_what_is_another_conferences*",
        "access/test_matrix.py::test_where_the_table_says_so_a_post_is_answered*",
        "accounts/test_[!ld]*",
        "conferences/test_rights.py*",
        "mail/test_secret_traces.py*",
        "people/test_links_that_end.py*",
        "registrations/core/test_small_cells.py*",
        "registrations/lifecycle/test_strangers.py*",
    ],
    "what stands on a page": [
        "*page*.py::*",
        "*/screens/*",
        "*/portal/*",
        "*/desk/*",
        "agenda/conflicts/test_conflict_messages.py*",
        "agenda/own_agenda/*",
        "agenda/programme/*",
        "conferences/search/test_[er]*",
        "conferences/test_[!rs]*",
        "conferences/test_resources.py::test_what_no_list_offers*",
        "conferences/test_settings.py*",
        "conferences/today/*",
        "outcomes/tracker/*",
        "people/test_address_book.py*",
        "people/test_erasure_warning.py*",
        "people/test_fields.py*",
        "registrations/attendance/test_presence.py*",
        "registrations/questionnaire/test_builder.py*",
        "registrations/surveys/*",
        "registrations/test_p*",
        "web/frame/*",
        "web/test_[!fs]*",
        "web/test_st*",
        "web/uploads/*",
    ],
    "what stands on paper and in mails": [
        "documents/*",
        "*/demo/*",
        "*/test_certificates.py*",
        "*/test_documents.py*",
        "*/test_language_of_a_person.py*",
        "*/test_letterheads.py*",
        "*/test_letters.py*",
        "*/test_notices.py*",
        "*/test_official.py*",
        "*/test_prints.py*",
        "mailings/test_files_and_news.py*",
        "mailings/test_mailings.py*",
        "outcomes/follow_up/test_reminders.py*",
        "outcomes/secretariat_documents/*",
        "outcomes/records/*",
        "outcomes/register/test_[dm]*",
        "outcomes/register/test_texts.py::test_[!t]*",
        "outcomes/reports/*",
        "registrations/badges/*",
        "registrations/correspondence/*",
        "registrations/invitations/test_invitees.py*",
        "registrations/lists/*",
        "registrations/protocol/*",
    ],
    "what other systems tell and are told": [
        "api/*",
        "machines/test_files.py*",
        "mail/test_provider*",
        "webhooks/test_[!w]*",
    ],
    "what an order of actions leads to": [
        "agenda/history/test_steps.py::test_whatever*",
        "agenda/history/test_undo_everything.py::test_whatever*",
        "agenda/interpretation/*",
        "agenda/run_of_show/*",
        "agenda/speakers/*",
        "conferences/clone/*",
        "outcomes/amendments/*",
        "outcomes/circulations/*",
        "outcomes/drafting/*",
        "outcomes/follow_up/test_reports.py*",
        "outcomes/plenary/*",
        "outcomes/speakers_lists/*",
        "outcomes/statements/*",
        "outcomes/recommendations/test_pure_algorithms.py*",
        "outcomes/recommendations/test_state_machine.py*",
        "registrations/change_requests/*",
        "registrations/check_in/test_door_order.py*",
        "registrations/delegations/test_nominations_in_bulk.py*",
        "registrations/lifecycle/test_table.py*",
        "registrations/questionnaire/test_questions.py*",
    ],
    "how files and requests are read": [
        "*/test_bad_*",
        "agenda/pasting/*",
        "archives/test_[!r]*",
        "archives/test_refusals.py*",
        "mail/test_bounces.py*",
        "backups/test_refusals.py*",
        "*/test_other_calendars.py*",
        "fuzz/*",
        "real/*",
        "registrations/delegations/test_letter.py*",
        "registrations/source_systems/test_refusals.py*",
    ],
}
OF_A_DATABASE = {
    "assert_constant_queries",
    "at_once",
    "database_address",
    "django_assert_max_num_queries",
    "django_assert_num_queries",
    "transactional_db",
}


_MEDIA_FOLDERS = itertools.count()
# Modules are loaded until the tests begin; to look through them again and again would take a tenth of that time.
gc.disable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--browser-with",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="the database with which pages are looked at in a browser, where they are the same with each",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Try more examples by night."""
    if config.option.markexpr == "nightly" and not config.getoption("--hypothesis-profile", None):
        hypothesis_settings.load_profile("nightly")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Try no constants of those of our modules that happen to be loaded, which takes each process seconds to read.

    Hypothesis has no setting for it. If an upgrade calls its own names otherwise, they are read again: nothing fails.
    """
    if hypothesis_settings.get_current_profile_name() != "search":
        with contextlib.suppress(ImportError, TypeError):
            from hypothesis.internal.conjecture import providers
            from hypothesis.internal.constants_ast import Constants

            Constants()
            providers._get_local_constants = Constants


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(collector: pytest.Collector, name: str, obj: Any) -> list[pytest.Item] | None:
    """Make no case of a test that is `nightly` as a whole where those are left out: thousands, which take a while."""
    left_out = collector.config.option.markexpr == "not nightly" and name.startswith("test")
    if left_out and any(mark.name == "nightly" for mark in getattr(obj, "pytestmark", [])):
        return []
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests marked `sqlite` or `postgres` with the other database.

    Tests without a database behave the same with each, and run with the embedded one. In a browser `sqlite` gives way
    to `--browser-with`. What is the same with each (SAME_WITH_EACH) is `nightly` with PostgreSQL. A test of examples
    is in the suite, and `nightly` with more of them.
    """
    same = re.compile(
        "|".join(fnmatch.translate(f"tests/{each}") for each in chain(*SAME_WITH_EACH.values()))
    )
    elsewhere = set()
    for item in items:
        asks = "django_db_setup" in item.fixturenames or item.get_closest_marker("django_db")  # type: ignore[attr-defined]
        if not asks and not item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.sqlite)
        embedded = config.getoption("browser_with") if item.get_closest_marker("browser") else "sqlite"
        for marker, vendor in (("sqlite", embedded), ("postgres", "postgresql")):
            if item.get_closest_marker(marker) and connection.vendor != vendor:
                elsewhere.add(item)
        of_a_database = item.get_closest_marker("browser") or OF_A_DATABASE & {*item.fixturenames}  # type: ignore[attr-defined]
        if connection.vendor == "postgresql" and same.match(item.nodeid) and not of_a_database:
            item.add_marker(pytest.mark.nightly)
        if config.option.markexpr == "nightly" and getattr(item.obj, "is_hypothesis_test", False):  # type: ignore[attr-defined]
            item.add_marker(pytest.mark.nightly)
    config.hook.pytest_deselected(items=[*elsewhere])
    items[:] = [item for item in items if item not in elsewhere]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Exempt imported modules from garbage collection, which would take a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Empty the tables in our own way after a test that commits, and share between processes what is made once."""
    own = tmp_path_factory.getbasetemp()
    MADE[:] = [(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "made"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        # Each page is worked out again, as within a transaction: queries are counted (not so in test_page_cache.py).
        patched.setattr("confman.conferences.web.base.database_state", lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _refusals_are_no_news() -> None:
    """Silence the log of refusals: tests cause thousands, each with its traceback."""
    logging.getLogger("django.request").setLevel(logging.ERROR)


@pytest.fixture(scope="session", autouse=True)
def _requests_are_ours() -> Iterator[None]:
    """Make the test client's requests like the server's (confman/wsgi.py)."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.test.client.WSGIRequest", UTF8Request)
        yield


@pytest.fixture(scope="session", autouse=True)
def _what_costs_time_and_shows_nothing() -> Iterator[None]:
    """Hash passwords fast, find static files on demand, and do once what is done for the same again and again.

    Otherwise every browser of a test would list all static files, which took a fifth of the suite's time. An eighth of
    the time in which Django makes SQL it compares columns by all their arguments, and each of many visitors to an
    address has it looked for among all. SQLite forgets a statement after a hundred others, and parses it again.
    """
    with (
        override_settings(
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], WHITENOISE_AUTOREFRESH=True
        ),
        pytest.MonkeyPatch.context() as patched,
    ):
        patched.setattr(Col, "__hash__", lambda column: hash((column.alias, column.target.name)))
        patched.setattr("django.core.handlers.base.get_resolver", lambda: SimpleNamespace(resolve=_resolved))
        if connection.vendor == "sqlite":
            patched.setitem(connection.settings_dict["OPTIONS"], "cached_statements", 2000)
        yield


@lru_cache(maxsize=256)
def _resolved(path: str) -> ResolverMatch:
    return get_resolver().resolve(path)


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """`kept(build)`: objects made by `build()` for all tests of a file, files included.

    They are made in a transaction of their own, in which each test has its own: changes of one test are invisible to
    the next. A test that changes such objects reads them again. A test that reads files sets `settings.MEDIA_ROOT =
    kept.files`.
    """
    files = tmp_path_factory.mktemp("files")
    with contextlib.ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(transaction.atomic())

        def make(build: Callable[[], Any]) -> Any:
            with override_settings(MEDIA_ROOT=files):
                return build()

        make.files = files  # type: ignore[attr-defined]
        yield make
        transaction.set_rollback(True)


@pytest.fixture
def database_address(transactional_db: None) -> str:
    """The address of the test's database, for other processes."""
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{parts['NAME']}"
    # A folder as the host is that of a socket.
    host = quote(parts["HOST"] or "", safe="")
    login = f"{parts['USER']}:{quote(parts['PASSWORD'])}@" if parts["USER"] else ""
    port = f":{parts['PORT']}" if parts["PORT"] else ""
    return f"postgres://{login}{host}{port}/{parts['NAME']}"


@pytest.fixture
def at_once(transactional_db: None) -> Callable[..., list[Any]]:
    """`at_once(action, action, …)`: run each in a thread with its own connection, all started at the same moment.

    Returns their results in order, or the Refused that an action raised; any other error fails the test.
    """

    def run(*actions: Callable[[], Any]) -> list[Any]:
        start = threading.Barrier(len(actions))

        def one(action: Callable[[], Any]) -> Any:
            try:
                start.wait(timeout=20)
                return action()
            except Refused as refused:
                return refused
            finally:
                connection.close()

        with ThreadPoolExecutor(len(actions)) as threads:
            return list(threads.map(one, actions, timeout=60))

    return run


@pytest.fixture(autouse=True)
def _own_folders(
    request: pytest.FixtureRequest, settings: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep the files of a test in its own folder: in `tmp_path`, as other processes find them, if it asks for that.

    Otherwise the folder is made with the first file: most tests have none.
    """
    if "tmp_path" in request.fixturenames:
        settings.MEDIA_ROOT = request.getfixturevalue("tmp_path") / "files"
    else:
        settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / f"files-{next(_MEDIA_FOLDERS)}"


@pytest.fixture(autouse=True)
def _clean_process() -> Iterator[None]:
    """Reset cache, language and time zone, so that no test inherits another's."""
    cache.clear()
    translation.activate("en")
    yield
    translation.activate("en")
    timezone.deactivate()


@pytest.fixture
def early_in_a_minute(time_machine):
    """The clock at the beginning of the coming minute, because a public page is kept until its minute is over."""
    time_machine.move_to(timezone.now().replace(second=1, microsecond=0) + dt.timedelta(minutes=1))


@pytest.fixture
def conference(db: Any) -> Conference:
    """An announced conference, 30 and 31 March 2027 in Tashkent; languages en, ru, uz."""
    return ConferenceFactory(slug="tashkent2027")


@pytest.fixture
def other_conference(db: Any) -> Conference:
    """A second conference, whose people and objects must never be visible to the first."""
    return ConferenceFactory(slug="geneva2027", timezone="Europe/Zurich", country="CH", city={"en": "Geneva"})


@pytest.fixture
def owner(conference: Conference) -> User:
    """An owner of `conference`, who may announce it and hold others."""
    return MembershipFactory(
        conference=conference, role="owner", user__email="owner@example.org", user__may_hold_conferences=True
    ).user


@pytest.fixture
def member(conference: Conference) -> Callable[..., User]:
    """`member("programme")`: a user with that role in `conference`; `member("owner", other)` in another."""

    def make(role: str, of: Conference | None = None) -> User:
        return MembershipFactory(conference=of or conference, role=role).user

    return make


@pytest.fixture
def stranger(db: Any) -> User:
    """A user with an account and no role anywhere."""
    return UserFactory(email="stranger@example.org")


@pytest.fixture
def client_as() -> Callable[[User], Client]:
    """`client_as(user)`: a browser in which that user is signed in."""
    return signed_in


@pytest.fixture
def owner_client(owner: User, client_as: Callable[[User], Client]) -> Client:
    """A browser in which an owner of `conference` is signed in."""
    return client_as(owner)


@pytest.fixture
def assert_constant_queries(client: Client) -> Callable[..., None]:
    """`assert_constant_queries(url, add_row, client=…)`: as many queries for three rows as for one.

    `add_row()` adds one row to the list; it is called once, then twice more. With `or_fewer`, where only the first of
    what is found is read further.
    """
    anonymous = client

    def check(
        url: str, add_row: Callable[[], object], *, client: Client = anonymous, or_fewer: bool = False
    ) -> None:
        def ask() -> list[str]:
            with CaptureQueriesContext(connection) as captured:
                response = client.get(url)
                getattr(response, "streaming_content", None) and b"".join(response.streaming_content)
            assert response.status_code == 200, f"{url} answers {response.status_code}"
            return [query["sql"] for query in captured.captured_queries]

        add_row()
        ask()  # things cached in the process (content types, caches) are not measured
        one = ask()
        add_row()
        add_row()
        three = ask()
        assert len(three) == len(one) or (or_fewer and len(three) < len(one)), (
            f"{url}: {len(one)} queries for one row, {len(three)} for three:\n"
            + "\n".join(query[:300] for query in three)
        )

    return check


@pytest.fixture(autouse=True)
def _readers_notice(request):
    """Whatever a request writes that readers could see raises the edition of the public site, in every test."""
    with unnoticed_writes() as found:
        yield
    assert not found, (
        f"No edition was raised, but public pages read {sorted(found)} (docs/development/readers.md)."
    )
