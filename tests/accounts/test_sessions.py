"""A session lasts so long, shows itself to its user, and ends by these acts."""

import contextlib
import datetime as dt
import re
import zlib
from pydoc import locate
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confman.accounts.models import Session
from confman.accounts.sessions import SessionStore
from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.mail.registry import scheduled_jobs
from registrations.core.domain.personal_links import registration_link
from tests.factories import ConferenceFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db
COOKIE = django_settings.SESSION_COOKIE_NAME
PASSWORD = "a-password-for-tests"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


def signed_in(user, **headers) -> Client:
    client = Client(**headers)
    user.add_address(verified=True)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert is_signed_in(client)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:account")).status_code == 200


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def uses(client: Client, clock, *, every: dt.timedelta, until: dt.timedelta, **more: Any) -> bool:
    """Tell whether someone who opens a page that often is still signed in at last."""
    last = timezone.now() + until
    while timezone.now() + every <= last:
        clock.shift(every)
        signed = client.get(reverse("accounts:account"), **more).status_code == 200
    return signed


HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("staff", "rests", "lasts"), [(False, 11 * HOUR, 14 * DAY), (True, 1.5 * HOUR, 12 * HOUR)]
)
def test_a_session_ends_after_a_rest_and_after_a_time_however_much_it_is_used(clock, staff, rests, lasts):
    user = UserFactory(is_staff=staff)
    resting, used = signed_in(user), signed_in(user)
    clock.shift(rests)
    assert is_signed_in(resting)
    assert is_signed_in(used)
    assert uses(used, clock, every=HOUR, until=lasts - rests - HOUR)
    assert not is_signed_in(resting)
    clock.move_to(NOON + lasts)
    assert not is_signed_in(used)


def test_a_clock_that_was_set_back_lengthens_no_session(clock):
    clock.shift(3 * DAY)
    user = signed_in(UserFactory())
    assert is_signed_in(user)
    clock.move_to(NOON)
    assert not is_signed_in(user)


@pytest.mark.parametrize("said", [{"headers": {"X-Poll": "1"}}, {"query_params": {"X-Poll": "1"}}])
def test_a_page_that_asks_by_itself_does_not_keep_its_user_signed_in(clock, said):
    """A board that is left open, and one at which someone works."""
    left, used = signed_in(UserFactory()), signed_in(UserFactory())
    assert not uses(left, clock, every=HOUR, until=13 * HOUR, **said)
    assert not is_signed_in(left)
    clock.move_to(NOON)
    for _round in range(13):
        clock.shift(HOUR)
        assert used.get(reverse("accounts:account"), **said).status_code == 200
        assert is_signed_in(used)


def test_what_a_poll_leaves_in_the_session_is_no_use_of_it(clock):
    client = signed_in(UserFactory())
    clock.shift(11 * HOUR)
    # Saves the session, because the question leads back to where one came from.
    client.post(
        reverse("account_email"), {"action_add": "", "email": "new@example.org"}, headers={"X-Poll": "1"}
    )
    clock.shift(2 * HOUR)
    assert not is_signed_in(client)


def test_a_part_of_a_page_whose_session_is_over_loads_the_page_anew(clock, conference, member):
    client = signed_in(member("programme"))
    live = reverse("agenda_secretariat:live", args=[conference.slug])
    asked = {"X-Poll": "1", "HX-Request": "true"}
    assert "HX-Refresh" not in client.get(live, headers=asked)
    clock.shift(13 * HOUR)
    assert client.get(live, headers=asked)["HX-Refresh"] == "true"
    assert client.get(live).status_code == 302


def test_a_phone_with_a_ticket_is_known_for_days(clock):
    conference = ConferenceFactory(slug="long")
    registration = RegistrationFactory(conference=conference, status="approved")
    phone = Client()
    page = reverse("registrations_portal:registration", args=["long", registration.pk])
    phone.get(registration_link(registration).removeprefix(django_settings.BASE_URL), follow=True)
    clock.shift(6 * DAY)
    assert phone.get(page).status_code == 200
    clock.shift(8 * DAY)
    assert phone.get(page).status_code == 302


def test_a_user_who_now_runs_the_server_has_the_shorter_limits_at_once(clock):
    user = UserFactory()
    client = signed_in(user)
    clock.shift(5 * HOUR)
    user.is_staff = True
    user.save()
    assert not is_signed_in(client)


def test_use_is_written_down_every_few_minutes_not_each_time(clock, django_assert_num_queries):
    client = signed_in(UserFactory())
    clock.shift(dt.timedelta(minutes=2))
    written = _statements(client, "UPDATE")
    clock.shift(dt.timedelta(minutes=4))
    assert (written, _statements(client, "UPDATE")) == (0, 1)


def _statements(client: Client, kind: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("accounts:account"))
    return sum(query["sql"].startswith(kind) for query in asked.captured_queries)


def test_the_key_of_a_session_is_long_and_another_each_time(conference):
    """128 bits at least: 32 letters and digits by password, or signs of 4 bits where a personal link renews the key."""
    registration = RegistrationFactory(conference=conference, status="approved")
    link = registration_link(registration).removeprefix(django_settings.BASE_URL)
    phones = [Client() for _each in range(3)]
    for phone in phones:
        phone.get(link, follow=True)
    keys = [
        client.cookies[COOKIE].value
        for client in (*phones, *(signed_in(UserFactory()) for _each in range(3)))
    ]
    assert len(set(keys)) == 6
    assert all(re.fullmatch(r"[0-9a-z]{32,}", key) for key in keys)


def test_the_cookie_lasts_no_longer_than_the_session(clock):
    client = signed_in(UserFactory())
    assert int(client.cookies[COOKIE]["max-age"] or 0) <= 14 * 24 * 3600


@pytest.mark.parametrize("value", ["12", "0,5", "24,12", "x,y"])
def test_limits_that_are_none_are_refused_at_the_start(value, monkeypatch):
    from confman import settings as module

    monkeypatch.setenv("CONFMAN_ACCOUNT_SESSION_HOURS", value)
    with pytest.raises((ImproperlyConfigured, ValueError)):
        module._session_limits("ACCOUNT", [12, 336])


def sessions_page(client: Client) -> str:
    return client.get(reverse("accounts_sessions:list")).content.decode()


def test_a_user_sees_where_they_are_signed_in():
    user = UserFactory()
    signed_in(user, HTTP_USER_AGENT=PHONE, REMOTE_ADDR="198.51.100.77")
    desk = signed_in(user, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="2001:db8:1:2::3")
    signed_in(UserFactory(), HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.9")
    page = sessions_page(desk)
    assert "Safari on iPhone" in page
    assert "198.51.100.0/24" in page
    assert "Firefox on Windows" in page
    assert "2001:db8:1::/48" in page
    assert "192.0.2" not in page
    # Neither the whole address nor a key, which would open the session.
    assert "198.51.100.77" not in page
    assert desk.cookies[COOKIE].value not in page
    assert page.count("This one") == 1


def test_a_session_is_ended_from_another_and_all_others_at_once():
    user = UserFactory()
    desk, phone, laptop = (signed_in(user, HTTP_USER_AGENT=agent) for agent in (FIREFOX, PHONE, FIREFOX))
    listed = desk.get(reverse("accounts_sessions:list")).context["sessions"]
    number = next(row.number for row in listed if row.device == "Safari on iPhone")
    end = reverse("accounts_sessions:end", args=[number])
    # Anyone who finds a browser open does not throw its user out of all others.
    assert desk.post(end)["Location"].startswith(reverse("account_reauthenticate"))
    assert is_signed_in(phone)
    desk.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": end})
    assert not is_signed_in(phone)
    assert is_signed_in(laptop)
    desk.post(reverse("accounts_sessions:end-others"))
    assert not is_signed_in(laptop)
    assert is_signed_in(desk)
    assert "Sessions ended" in sessions_page(desk)


def test_nobody_ends_the_session_of_another():
    other = UserFactory()
    theirs = signed_in(other)
    number = other.sessions.get().number
    mine = signed_in(UserFactory())
    mine.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert mine.post(reverse("accounts_sessions:end", args=[number])).status_code == 404
    assert is_signed_in(theirs)


def test_the_operator_signs_somebody_out_everywhere(capsys):
    user, other = UserFactory(), UserFactory()
    desk, phone, theirs = signed_in(user), signed_in(user), signed_in(other)
    call_command("endsessions", user.email)
    assert "2 ended" in capsys.readouterr().out
    assert [is_signed_in(client) for client in (desk, phone, theirs)] == [False, False, True]
    entry = AuditEntry.objects.about(user).get(verb="accounts.sessions_ended")
    assert entry.by == system_user("command")
    with pytest.raises(CommandError, match="no account"):
        call_command("endsessions", "nobody@example.org")


def test_who_signs_out_leaves_nothing_in_the_cache_of_the_browser():
    desk = signed_in(UserFactory())
    assert "Clear-Site-Data" not in desk.get(reverse("accounts:account"))
    assert desk.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache"'


def test_a_new_password_ends_the_other_sessions():
    user = UserFactory()
    desk, phone = signed_in(user), signed_in(user)
    new = {"oldpassword": PASSWORD, "password1": "another-long-one-8", "password2": "another-long-one-8"}
    desk.post(reverse("account_change_password"), new)
    assert is_signed_in(desk)
    assert not is_signed_in(phone)
    assert user.sessions.count() == 1


def test_an_account_that_is_closed_is_signed_in_nowhere():
    user = UserFactory()
    client = signed_in(user)

    user.is_active = False
    user.save()

    assert not is_signed_in(client)


@pytest.mark.parametrize("length", [11, 12])
def test_a_password_has_twelve_characters_at_least(length):
    user = UserFactory()
    desk = signed_in(user)
    new = ("kestrel-9-oaks" * 2)[:length]
    desk.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    user.refresh_from_db()
    assert user.check_password(new) is (length == 12)


def test_a_phone_that_forgets_a_participant_forgets_all_that_was_opened(conference):
    rows = RegistrationFactory.create_batch(2, conference=conference, status="approved")
    phone = Client()
    for row in rows:
        phone.get(registration_link(row).removeprefix(django_settings.BASE_URL), follow=True)
    key = phone.cookies[COOKIE].value
    phone.post(reverse("people_portal:forget", args=[conference.slug]))
    thief = Client()
    thief.cookies[COOKIE] = key
    for client in (phone, thief):
        for row in rows:
            page = reverse("registrations_portal:registration", args=[conference.slug, row.pk])
            assert client.get(page).status_code == 302


def test_a_link_that_is_replaced_closes_what_it_opened(conference):
    registration = RegistrationFactory(conference=conference, status="approved")
    phone = Client()
    page = reverse("registrations_portal:registration", args=[conference.slug, registration.pk])
    phone.get(registration_link(registration).removeprefix(django_settings.BASE_URL), follow=True)
    assert phone.get(page).status_code == 200
    registration.link_version += 1
    registration.save()
    assert phone.get(page).status_code == 302


def test_a_public_page_reads_and_writes_no_session(conference, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/{conference.slug}/en/")
    assert COOKIE not in answer.cookies
    assert not [query for query in asked.captured_queries if "session_key" in query["sql"]]


def test_what_is_over_is_taken_away_by_the_worker(clock):
    user = UserFactory()
    signed_in(user)
    [clear] = [job.function for job in scheduled_jobs if job.key == "accounts.sessions"]
    clock.shift(13 * HOUR)
    kept = signed_in(user)
    locate(clear)()
    assert user.sessions.count() == 1
    assert is_signed_in(kept)


def read_in_a_dump() -> str:
    """All that a dump of the database says of sessions to someone without the keys: whatever is coded is decoded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_session")
        dump = str(cursor.fetchall())
    words = [dump]
    for part in re.findall(r"[\w-]{20,}", dump):
        coded = signing.b64_decode(part.encode())
        words.append(str(coded))
        with contextlib.suppress(zlib.error):
            words.append(str(zlib.decompress(coded)))
    return " ".join(words)


@pytest.mark.parametrize("way", ["sign-in", "confirmation"])
def test_a_dump_of_the_database_reads_no_code_and_no_session(way):
    user = UserFactory()
    user.add_address(verified=way == "sign-in")
    desk = Client()
    if way == "sign-in":
        desk.post(reverse("account_request_login_code"), {"email": user.email})
    else:
        desk.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    held = str(dict(desk.session))
    code = re.search(r"'code': '([^']{6,})'", held)[1]
    dump = read_in_a_dump()
    for said in (code, user.email, desk.cookies[COOKIE].value, *desk.session.keys()):
        assert said in held + desk.cookies[COOKIE].value
        assert said not in dump


def test_what_begins_after_an_end_is_written_though_it_says_the_same():
    store = SessionStore()
    for _time in range(2):
        store["said"] = "the same"
        store.save()
        assert store.exists(store.session_key)
        store.flush()
    assert not Session.objects.exists()


def test_the_key_in_a_dump_opens_no_session():
    user = UserFactory()
    signed_in(user)
    thief = Client()
    thief.cookies[COOKIE] = user.sessions.get().session_key
    assert not is_signed_in(thief)


def test_a_session_sealed_by_a_key_that_is_gone_is_nobody_s(settings):
    desk = signed_in(UserFactory())
    settings.FIELD_ENCRYPTION_KEYS = ["a-new-key-of-the-operator-0123456789"]
    assert is_signed_in(desk)
    settings.SECRET_KEY = "quite-another-secret-key-of-the-operator-0123456789"
    assert desk.get(reverse("accounts:account")).status_code == 302


def test_a_request_that_was_under_way_does_not_take_the_new_key_away(client):
    """A browser opens a link while a page with the old key is being fetched: the later answer deletes no cookie."""
    user = UserFactory()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    old = client.cookies["sessionid"].value
    client.session.cycle_key()
    Session.objects.all().delete()

    under_way = Client()
    under_way.cookies["sessionid"] = old
    answer = under_way.get(reverse("accounts:account"))

    assert answer.status_code == 302
    assert "sessionid" not in answer.cookies


def test_a_new_key_does_not_begin_the_whole_time_anew(client):
    user = UserFactory()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    begun = Session.objects.get().begun_at
    with time_machine.travel(begun + dt.timedelta(hours=2), tick=False):
        session = client.session
        session.cycle_key()
        session.save()

    assert Session.objects.get().begun_at == begun
