"""The session store: Django's in the database, with separate limits for each kind of user.

Both limits follow from the times in the row; the cookie's age is neither. Use of a session is recorded every few
minutes at most, not at every request; requests that a page makes by itself do not count as use.

A dump of the database opens nothing: the data of a session are encrypted (allauth keeps its mailed codes there), and
the row holds only a digest of the key, which the browser alone knows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import logging
import re
import time
from collections.abc import Callable, Collection, Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import DatabaseError, models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from confman.accounts.cipher import seal, unseal
from confman.accounts.client_address import client_address
from confman.compiled_queries import CompiledQuery

if TYPE_CHECKING:  # The model asks this module for the key of its row.
    from confman.accounts.models import Session, User

logger = logging.getLogger(__name__)

# The header of requests that a page makes by itself (static/src/modules/poll.js); the parameter, when it reloads.
POLL = "X-Poll"
NOTED_EVERY = dt.timedelta(minutes=5)
# A page opened again by the same browser within this many seconds, or twice as many, is a double click.
TOGETHER = 30
NOTED = ("seen_at", "expire_date", "browser", "system", "network")

# The first that matches: browsers also name those they descend from.
_BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Yandex Browser", r"YaBrowser/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)


def _named(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, user_agent)), "")


def network_of(request: HttpRequest) -> str:
    """Return the network of the sender's address, not the person's own: "203.0.113.0/24"; empty if unknown."""
    try:
        address = ipaddress.ip_address(client_address(request))
    except ValueError:
        return ""
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))


def is_poll(request: HttpRequest | None) -> bool:
    """Tell whether a page makes this request by itself, with nobody at it."""
    return request is not None and (POLL in request.headers or POLL in request.GET)


def row_key_of(session_key: str | None) -> str:
    """Return the key of a session's row. The digest needs no secret: session keys are random and long."""
    return hashlib.blake2b((session_key or "").encode(), digest_size=20).hexdigest()


def session_of(request: HttpRequest) -> SessionStore:
    """Return the session of a request as the session store of the settings."""
    return cast("SessionStore", request.session)


def user_of(request: HttpRequest) -> User:
    """Return the signed-in user, for pages that are shown to nobody else."""
    return cast("User", request.user)


_by_key: CompiledQuery[Session] = CompiledQuery(
    lambda key: SessionStore.get_model_class().objects.filter(session_key=key).select_related("user"),
    models.CharField(),
)


class SessionStore(DatabaseStore):
    """A session with its row; the middleware gives it the request, so that the row can record where it is used."""

    request: HttpRequest | None = None
    row: Any = None
    # Django's own, which its type stubs leave out.
    model: type[Session]
    _session: dict[str, Any]
    _get_session: Callable[..., dict[str, Any]]
    # The data with which this request created the row.
    _created: dict[str, Any] | None = None
    # True if this very request ended the session.
    is_ended = False

    @classmethod
    def get_model_class(cls) -> type[Session]:
        from confman.accounts.models import Session

        return Session

    @property
    def row_key(self) -> str:
        """The key of its row among the user's sessions."""
        return row_key_of(self.session_key)

    def is_found(self) -> bool:
        """Load the session, and tell whether it exists and has not expired."""
        self._get_session()
        return self.session_key is not None

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(super().encode(session_dict), purpose="session")

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return the decrypted data; empty if no key in the settings opens them, which Django logs."""
        return super().decode(unseal(session_data, purpose="session") or "")

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=row_key_of(session_key)).exists()

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            self.model.objects.filter(session_key=row_key_of(key)).delete()

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)

    def save(self, must_create: bool = False) -> None:
        """Write the session, unless this request has created it as it is now."""
        if must_create:
            if not self.create_model_instance(self._get_session(no_load=True)).insert_if_new():
                raise CreateError
            self._created = deepcopy(self._session)
        elif self._session != self._created:
            super().save()

    def _get_new_session_key(self) -> str:
        # Two are never the same; if they were, the row could not be created.
        return get_random_string(32, VALID_KEY_CHARS)

    def renew_key(self, opened: str) -> None:
        """Change the key because something was opened, so that the old key opens none of it.

        When two requests open the same thing at once, the second brings a key that the first has given up. It continues
        in the session of the first: the new key is derived from the old one by the secret key of the settings.
        """
        data, session_key = self._session, self.session_key
        # Django forgets a key that was not found; the cookie still has it.
        before = session_key or (self.request and self.request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        # Both or neither: a key that is given up opens nothing, whatever else fails. A request at the same moment waits
        # here, and finds the new key, or nothing if the old one was ended.
        with transaction.atomic(savepoint=False):
            keys = list(self._keys_after(before, opened)) if before else []
            if session_key and self._pass_on(session_key, keys[0]):
                self._session_cache = data
                if not self.row.user_id:
                    self.row.begun_at = timezone.now()
            elif keys and (derived_key := self._made_of(keys)):
                self._session_key = derived_key
                self._session_cache = self.load()
            else:
                # A session that begins now is written with the data that this request has put into it.
                self._session_key, self._session_cache = None, {} if session_key else data
                self.create()
        self.modified = True

    def cycle_key(self) -> None:
        """Change the key at sign-in; what refers to the row stays with it."""
        data, session_key = self._session, self.session_key
        if session_key and self._pass_on(session_key, self._get_new_session_key()):
            self._session_cache = data
            self.modified = True
        else:
            super().cycle_key()

    def _pass_on(self, session_key: str, key: str) -> bool:
        """Give the row another key; tell whether it still existed."""
        if not self.model.objects.filter(session_key=row_key_of(session_key)).update(
            session_key=row_key_of(key)
        ):
            return False
        self._session_key, self.row.session_key = key, row_key_of(key)
        return True

    def _made_of(self, keys: Collection[str]) -> str | None:
        """Return the key under which another request has continued; its row is locked until the transaction ends."""
        rows = self.model.objects.select_for_update().filter(session_key__in=map(row_key_of, keys))
        row_keys = set(rows.values_list("session_key", flat=True))
        return next((key for key in keys if row_key_of(key) in row_keys), None)

    @staticmethod
    def _keys_after(before: str, opened: str) -> Iterator[str]:
        """Yield the key derived at this moment, and the one derived a moment ago."""
        moment = int(time.time()) // TOGETHER
        for second in (moment, moment - 1):
            text = f"{before} {opened} {second}"
            yield salted_hmac("confman.session", text, algorithm="sha256").hexdigest()[:32]

    def flush(self) -> None:
        super().flush()
        self.is_ended, self._created = True, None

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Return the cookie's age in seconds: until the session ends however much it is used."""
        row = self._row_of(self._get_session())
        return max(0, int((row.begun_at + row.limits[1] - timezone.now()).total_seconds()))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row to write."""
        row = self._row_of(data)
        row.session_data = self.encode(data)
        self._note_use(row)
        return row

    def _row_of(self, data: dict[str, Any]) -> Any:
        """Return the row that was read, unless the key is new."""
        if self.row is None or self.row.session_key != self.row_key:
            self.row = self.model(session_key=self.row_key)
        row = self.row
        user_id = self.model._meta.get_field("user").target_field.to_python(data.get(SESSION_KEY))
        if row.user_id != user_id:
            # A new key does not make a new session: its user and its total lifetime stay the same.
            row.user_id, row.begun_at = user_id, timezone.now()
        return row

    def _note_use(self, row: Any) -> None:
        if not is_poll(self.request):
            row.seen_at = timezone.now()
        if self.request is not None:
            user_agent = self.request.headers.get("User-Agent", "")
            row.browser, row.system = _named(_BROWSERS, user_agent), _named(_SYSTEMS, user_agent)
            # For sessions opened by links it is known whose they are, so the network is not recorded.
            row.network = network_of(self.request) if row.user_id else ""
        row.expire_date = row.ends_at

    def _get_session_from_db(self) -> Any:
        now = timezone.now()
        row = _by_key.get_or_none(self.row_key)
        # Ask the row for its end: limits may have become shorter, or the user an operator of the server.
        if row is None or min(row.expire_date, row.ends_at) <= now or row.seen_at > now + NOTED_EVERY:
            self._session_key = None
            return None
        self.row = row
        if now - row.seen_at > NOTED_EVERY and not is_poll(self.request):
            self._note_use(row)
            noted = {name: getattr(row, name) for name in NOTED}
            try:
                with transaction.atomic():
                    self.model.objects.filter(pk=row.pk).update(**noted)
            except DatabaseError:
                # A page is read all the same if nothing can be written just now.
                logger.warning("The use of a session could not be noted.", exc_info=True)
        return row

    async def _aget_session_from_db(self) -> Any:
        return await sync_to_async(self._get_session_from_db)()
