"""Describes the operations of a package: functions that return rows, or call a verb.

    routes = Routes("Rooms")

    @routes.list("/rooms", RoomAnswer, permission="agenda.view_working_agenda", order=("position", "id"))
    def list_rooms(request: AuthorizedRequest) -> QuerySet[Room]: ...

    @routes.one("/rooms/{uuid:key}", RoomAnswer, permission="agenda.view_working_agenda")
    def show_room(request: AuthorizedRequest, key: UUID) -> Room: ...

    @routes.write("PATCH", "/rooms/{uuid:key}", RoomAnswer, permission="agenda.edit_agenda", of=show_room)
    def change_room(request: AuthorizedRequest, key: UUID, body: RoomChange) -> Room: ...

    @routes.file("/documents/{uuid:key}/file", DocumentAnswer, permission="documents.view_documents")
    def fetch_document(request: AuthorizedRequest, key: UUID) -> HttpResponseBase | DocumentJob: ...

Everything else is here, once: pages, `fields`, names in the query, ETag and If-Match, Idempotency-Key, the
transaction. An operation without a permission can't be written down.
"""

import hashlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, wraps
from typing import Any, get_type_hints
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from ninja import Path, Query, Router
from ninja.errors import ConfigError
from ninja.params.models import QueryModel
from ninja.utils import contribute_operation_args
from pydantic import BaseModel, TypeAdapter

from confman.api.domain.idempotency import KeyUsed, claim_key, fingerprint_of_request
from confman.api.models import IdempotentAnswer
from confman.api.web.access import Access, AuthorizedRequest, is_open
from confman.api.web.cursors import MAX_ROWS, page_of
from confman.api.web.problems import ApiProblem, at_fault
from confman.api.web.schemas import example_of
from confman.web.caching import allow_caching
from confman.web.database.changes import StaleRevision

CONFERENCE = "/conferences/{slug}"
USUAL = 50
MAX_KEY_LENGTH = 200
# For how long browsers and caches may keep what is the same for everybody, in seconds.
MAX_AGE_SECONDS = 60
# Seconds after which to ask again for a file that is being made.
WAIT = 2
_JSON = "application/json; charset=utf-8"
_HEADERS = {
    name: {
        "in": "header", "name": name, "required": False, "description": about,
        "schema": {"type": "string", "maxLength": MAX_KEY_LENGTH},
    }
    for name, about in (
        ("Idempotency-Key", "Of your own: sent again with it within a day, the request is carried out once"),
        ("If-Match", "The ETag of the object as you know it"),
        ("If-None-Match", "The ETag that you have: 304 if nothing has changed"),
    )
}  # fmt: skip
_FILE = {"description": "The file", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}

View = Callable[..., Any]


class ResultPage(BaseModel):
    """A page of a list; `next` is the cursor of the next one, null on the last."""

    items: list[Any]
    next: str | None


class Routes(Router):
    """The operations of one subject, in a conference unless `prefix` says otherwise."""

    def __init__(self, subject: str, *, prefix: str = CONFERENCE) -> None:
        super().__init__(tags=[subject])
        self.prefix = prefix
        # The function that shows an object, as what, and to whom.
        self._shown: dict[View, type[BaseModel]] = {}
        self._read_by: dict[View, str] = {}

    def add_api_operation(self, path: str, methods: list[str], view_func: View, **options: Any) -> None:
        """Add an operation. Raises ConfigError if it names no permission."""
        if not isinstance(options.get("auth"), Access):
            raise ConfigError(f"{methods} {path} names no permission: use list, one or write.")
        super().add_api_operation(self.prefix + path, methods, view_func, **options)

    def list(
        self,
        path: str,
        schema: type[BaseModel],
        *,
        permission: str,
        order: Sequence[str] = ("id",),
        shown: Callable[[AuthorizedRequest, Iterable[Any]], Iterable[Any]] | None = None,
    ) -> Callable[[View], View]:
        """Add a list. The function returns its rows; `order` is as in `page_of`.

        `shown` turns the rows of a page into what is shown of them, where that is more than their attributes.
        """

        def add(view: View) -> View:
            @wraps(view)
            def answer(
                request: AuthorizedRequest, *, cursor: str, limit: int, fields: str, **values: Any
            ) -> HttpResponse:
                rows, following = page_of(view(request, **values), order, cursor=cursor, limit=limit)
                content = {"items": shown(request, rows) if shown else rows, "next": following}
                included = {"next": True, "items": {"__all__": _fields(schema, fields)}}
                return _read(request, permission, _json(page, content, included if fields else None))

            contribute_operation_args(
                answer, "cursor", str, Query("", max_length=2000, description="“next” of a page")
            )
            contribute_operation_args(answer, "limit", int, Query(USUAL, ge=1, le=MAX_ROWS))
            page = _page(schema)
            self._add("GET", path, answer, page, permission, {"items": [example_of(schema)], "next": None})
            return view

        return add

    def one(self, path: str, schema: type[BaseModel], *, permission: str) -> Callable[[View], View]:
        """Add one object. The function returns it, or raises Http404."""

        def add(view: View) -> View:
            self._shown[view], self._read_by[view] = schema, permission

            @wraps(view)
            def answer(request: AuthorizedRequest, *, fields: str, **values: Any) -> HttpResponse:
                row = view(request, **values)
                full = _json(schema, row)
                selected = _json(schema, row, _fields(schema, fields)) if fields else full
                return _read(request, permission, selected, etag=_etag(full))

            self._add("GET", path, answer, schema, permission, example_of(schema))
            return view

        return add

    def write(
        self,
        method: str,
        path: str,
        schema: type[BaseModel] | None,
        *,
        permission: str,
        of: View | None = None,
        status: int = 0,
        location: Callable[[AuthorizedRequest, Any], str] | None = None,
    ) -> Callable[[View], View]:
        """Add what writes. The function calls a verb and returns the object as it is then; None where it is gone.

        `of` is the function that shows the object: with it If-Match is compared, and the object is `request.target`.
        `location` says where to look next, of what is accepted (202) and done later.
        """
        status = status or (200 if schema else 204)

        def add(view: View) -> View:
            @wraps(view)
            def answer(request: AuthorizedRequest, **values: Any) -> HttpResponse:
                key = request.headers.get("Idempotency-Key", "")
                if len(key) > MAX_KEY_LENGTH:
                    raise at_fault("header", "Idempotency-Key", _("At most 200 characters."))
                with transaction.atomic():
                    kept_answer = _claim(request, key) if key else None
                    if kept_answer and kept_answer.status:
                        return _again(kept_answer)
                    if of:
                        request.target = _matched(request, of, self._shown[of], values)
                    try:
                        row = view(request, **values)
                    except StaleRevision as stale:
                        presenter = self._shown.get(of) if of else None
                        raise _stale(
                            _json(presenter, stale.current) if presenter and stale.current else b"null"
                        ) from stale
                    content = _json(schema, row) if schema else b""
                    response = HttpResponse(content, status=status, content_type=_JSON)
                    if content:
                        response["ETag"] = _etag(content)
                    if location:
                        response["Location"], response["Retry-After"] = location(request, row), WAIT
                    if kept_answer:
                        _keep(kept_answer, response)
                return response

            example = example_of(schema) if schema else None
            reads = self._read_by[of] if of else ""
            self._add(method, path, answer, schema, permission, example, status, reads)
            return view

        return add

    def file(self, path: str, schema: type[BaseModel] | None, *, permission: str) -> Callable[[View], View]:
        """Add a file. The function returns it as a response; while it is still being made, as what `schema` says."""

        def add(view: View) -> View:
            @wraps(view)
            def answer(request: AuthorizedRequest, **values: Any) -> HttpResponseBase:
                row = view(request, **values)
                if isinstance(row, HttpResponseBase):
                    return row
                waiting = HttpResponse(_json(schema, row), status=202, content_type=_JSON)
                waiting["Location"], waiting["Retry-After"] = request.path, WAIT
                return waiting

            example, status = (example_of(schema), 202) if schema else (None, 200)
            self._add("GET", path, answer, schema, permission, example, status, is_file=True)
            return view

        return add

    def _add(
        self,
        method: str,
        path: str,
        view: View,
        schema: Any,
        permission: str,
        example: Any,
        status: int = 200,
        reads: str = "",
        *,
        is_file: bool = False,
    ) -> None:
        if "{slug}" in self.prefix + path:
            contribute_operation_args(
                view, "slug", str, Path(..., description="The short name of the conference")
            )
            view = _without_slug(view)
        if method == "GET" and not is_file:
            contribute_operation_args(
                view,
                "fields",
                str,
                Query("", max_length=1000, description="Names of fields, with commas between"),
            )
        extra: dict[str, Any] = {
            "x-permission": permission,
            "parameters": [
                _HEADERS[name] for name in _headers_of(method, is_file=is_file, is_matched=bool(reads))
            ],
            "responses": {},
        }
        if schema:
            extra["responses"][status] = {"content": {"application/json": {"example": example}}}
        if is_file:
            extra["responses"][200] = _FILE
        if sent := get_type_hints(inspect.unwrap(view)).get("body"):
            extra["requestBody"] = {"content": {"application/json": {"example": example_of(sent)}}}
        if is_open(permission, None):
            extra["security"] = [{}]
        self.add_api_operation(
            path, [method], _of_known_names(view),
            auth=Access(permission, reads),
            response={status: schema},
            operation_id=view.__name__,
            summary=(view.__doc__ or "").partition(".")[0],
            openapi_extra=extra,
        )  # fmt: skip


def _headers_of(method: str, *, is_file: bool, is_matched: bool) -> Iterator[str]:
    """Yield the headers by which a request says what it knows."""
    if method != "GET":
        yield "Idempotency-Key"
        if is_matched:
            yield "If-Match"
    elif not is_file:
        yield "If-None-Match"


def _without_slug(view: View) -> View:
    """Return the view, which reads the conference and not its name."""

    @wraps(view)
    def answer(request: AuthorizedRequest, *, slug: str, **values: Any) -> Any:
        return view(request, **values)

    return answer


def _of_known_names(view: View) -> View:
    """Return the view, which refuses names in the query that it does not know: they would narrow nothing.

    Those of a reader's own, which begin with `_`, are passed over: by them browsers' programs pass caches by.
    """

    @wraps(view)
    def answer(request: AuthorizedRequest, **values: Any) -> Any:
        accepted_names = _names_in_query(answer)
        for name in request.GET.keys() - accepted_names:
            if name.startswith("_"):
                continue
            words = {"name": name, "names": ", ".join(sorted(accepted_names))}
            raise at_fault(
                "query",
                name,
                _("There is no filter “%(name)s”, but: %(names)s.") % words
                if accepted_names
                else _("“%(name)s” is not accepted: this address takes no query.") % words,
            )
        return view(request, **values)

    return answer


@cache
def _names_in_query(view: View) -> frozenset[str]:
    """Return the names that an operation reads from the query."""
    models = view._ninja_operation.models  # type: ignore[attr-defined]  # what ninja made of the view
    return frozenset(
        name for model in models if issubclass(model, QueryModel) for name in model.__ninja_flatten_map__
    )


@cache
def _page(schema: type[BaseModel]) -> type[BaseModel]:
    """Return the schema of a page of such objects, the same for all lists of them."""
    name = f"PageOf{schema.__name__}"
    fields = {"__module__": schema.__module__, "__doc__": ResultPage.__doc__}
    return type(name, (ResultPage,), {**fields, "__annotations__": {"items": list[schema]}})  # type: ignore[valid-type]


# To build one takes longer than to use it.
_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def _json(schema: Any, content: Any, include: Any = None) -> bytes:
    """Return an object as JSON; with `include` only these of its fields."""
    adapter = _adapter(schema)
    return adapter.dump_json(adapter.validate_python(content, from_attributes=True), include=include)


def _fields(schema: type[BaseModel], fields: str) -> dict[str, bool]:
    """Return the fields that were asked for. Raises ApiProblem for one that there is not."""
    names = [name.strip() for name in fields.split(",") if name.strip()]
    model_fields = schema.model_fields
    if unknown := [name for name in names if name not in model_fields]:
        values = {"name": unknown[0], "names": ", ".join(model_fields)}
        raise at_fault("query", "fields", _("There is no field “%(name)s”, but: %(names)s.") % values)
    return dict.fromkeys(names, True)


def _etag(content: bytes) -> str:
    return quote_etag(hashlib.sha256(content).hexdigest()[:32])


def _read(request: AuthorizedRequest, permission: str, content: bytes, *, etag: str = "") -> HttpResponse:
    """Return what was read; 304 if the reader has it. What everybody may read, everybody may keep."""
    response = HttpResponse(content, content_type=_JSON)
    response["ETag"] = etag = etag or _etag(content)
    if request.auth.token is None and is_open(permission, getattr(request, "conference", None)):
        allow_caching(request)
        response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
        response["Access-Control-Allow-Origin"] = "*"
        response["Vary"] = "Authorization"
    return get_conditional_response(request, etag=etag, response=response) or response


def _matched(request: AuthorizedRequest, of: View, schema: Any, values: dict[str, Any]) -> Any:
    """Return the object that is written, locked. Raises ApiProblem if it is not what If-Match says.

    The body is not among what shows the object: only parts of its address are.
    """
    keys = {name: value for name, value in values.items() if isinstance(value, UUID | str)}
    row = of(request, **keys)
    type(row)._base_manager.select_for_update().order_by("pk").filter(pk=row.pk).values_list("pk").first()
    header = request.headers.get("If-Match", "")
    if not header or header == "*":
        return row
    row = of(request, **keys)  # as it is now that nobody else can write it
    content = _json(schema, row)
    if _etag(content) not in [etag.strip() for etag in header.split(",")]:
        raise _stale(content)
    return row


def _stale(content: bytes) -> ApiProblem:
    current = TypeAdapter(Any).validate_json(content)
    return ApiProblem(
        412, "stale", _("Someone has changed this meanwhile; nothing was written. “current” is how it is now."),
        headers={"ETag": _etag(content)}, current=current,
    )  # fmt: skip


def _claim(request: AuthorizedRequest, key: str) -> IdempotentAnswer:
    assert request.auth.token
    path = request.get_full_path()
    try:
        return claim_key(
            request.auth.token, key, request=fingerprint_of_request(str(request.method), path, request.body)
        )
    except KeyUsed as error:
        raise ApiProblem(422, "key-used", error.message) from error


def _keep(answer: IdempotentAnswer, response: HttpResponse) -> None:
    answer.status, answer.body = response.status_code, response.content.decode()
    answer.headers = {
        name: response[name] for name in ("ETag", "Location", "Retry-After") if name in response
    }
    answer.save()


def _again(answer: IdempotentAnswer) -> HttpResponse:
    headers = {**answer.headers, "Idempotent-Replayed": "true"}
    return HttpResponse(answer.body, status=answer.status, content_type=_JSON, headers=headers)
