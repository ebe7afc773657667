"""The ledger of invitees in and out: the same columns both ways, so that an export can be imported unchanged.

Letters, replies and delegations are exported beside them and not read: they result from actions, not from a list.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from tablib import Dataset

from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.rendering.spreadsheets import RENDERERS, Sheet
from confman.translation.languages import language_name
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from confman.web.search import fold
from confman.web.uploads.imports import UploadTurn, import_summary
from registrations.core.models.delegation import DelegationKind
from registrations.core.models.invitation import MAILS, LetterChannel
from registrations.correspondence.models import Invitee, InviteeQuerySet, Signatory
from registrations.invitations.domain.invitees import add_invitee, change_invitee
from registrations.lists.exchange import country_cell, languages_of
from registrations.spreadsheets.exchange.cell_values import (
    choice_of,
    country_of,
    date_of,
    delegation_kind,
    email_of,
    fitting,
    identifier_of,
    named,
    number_of,
    yes_or_no,
)
from registrations.spreadsheets.exchange.columns import EMAIL, ColumnTarget, ListField, ListFields, ListSheet
from registrations.spreadsheets.exchange.row_reader import LINE, ListPlan, ListResource, PlannedLine
from registrations.spreadsheets.exchange.uploads import PlannedListImport, Progress
from registrations.spreadsheets.models import ListUpload

# More institutions than any conference invites; each is written by its verb.
MAX_INVITEES = 5000
_TEXTS = ("name", "addressee", "salutation", "name_in_note")
_PLAIN = (
    "kind", "country", "by_office", "rank", "sex", "address", "email", "channel", "language", "places", "deadline",
    "signatory",
)  # fmt: skip


class InviteeFields(ListFields):
    """The fields of a list of invitees. Without a head: the name, the addressee, and what looks like an address."""

    def guess_from_values(self, table: ListSheet) -> dict[int, ColumnTarget]:
        targets: dict[int, ColumnTarget] = {}
        texts = iter((ColumnTarget("name"), ColumnTarget("addressee")))
        for number in range(len(table.columns)):
            values = table.column(number, 5)
            if not values:
                continue
            is_email = all(EMAIL.fullmatch(value) for value in values)
            target = ColumnTarget("email") if is_email else next(texts, None)
            if target and target not in targets.values():
                targets[number] = target
        return targets


INVITEES = InviteeFields(
    (
        ListField(
            "name", gettext_lazy("name"), True,
            (
                "institution", "organization", "organisation", "ministry", "state", "invitee", "full name",
                "организация", "учреждение", "название", "tashkilot", "nomi", "institution name",
            ),
        ),
        ListField("kind", gettext_lazy("kind"), False, ("type", "вид", "тип", "turi")),
        ListField("country", gettext_lazy("country"), False, ("страна", "государство", "mamlakat", "davlat", "pays")),
        ListField(
            "addressee", gettext_lazy("addressee"), True,
            ("to", "attention", "attn", "contact", "contact person", "адресат", "кому", "oluvchi", "destinataire"),
        ),
        ListField("by_office", gettext_lazy("addressed by office")),
        ListField("rank", gettext_lazy("rank of the addressee"), False, ("rank", "ранг", "unvon")),
        ListField("sex", gettext_lazy("sex of the addressee"), False, ("sex", "gender", "пол", "jinsi")),
        ListField("salutation", gettext_lazy("salutation"), True, ("обращение", "murojaat")),
        ListField("name_in_note", gettext_lazy("name in a note verbale"), True, ("название в ноте",)),
        ListField("address", gettext_lazy("postal address"), False, ("адрес", "почтовый адрес", "manzil", "adresse")),
        ListField(
            "email", gettext_lazy("e-mail"), False,
            ("mail", "email address", "электронная почта", "почта", "эл. почта", "elektron pochta", "courriel"),
        ),
        ListField("channel", gettext_lazy("goes by"), False, ("sent by", "way", "отправка", "способ отправки")),
        ListField("language", gettext_lazy("language of the letter"), False, ("язык", "til", "langue")),
        ListField("places", gettext_lazy("places offered"), False, ("seats", "quota", "мест", "места", "o'rinlar")),
        ListField("deadline", gettext_lazy("reply by"), False, ("due", "срок", "срок ответа", "muddat")),
        ListField("signatory", gettext_lazy("signed by"), False, ("signature", "подпись", "подписывает", "imzo")),
        ListField("confman_id", gettext_lazy("identifier in confman")),
    ),
    naming=frozenset({"name", "confman_id"}),
)  # fmt: skip


# --- In ------------------------------------------------------------------------------------------------------


@dataclass
class PlannedInvitee(PlannedLine):
    """One line: the invitee, and the fields to set."""

    invitee: Invitee
    fields: dict[str, Any]

    @property
    def name(self) -> TranslatedText:
        return self.fields.get("name") or self.invitee.name

    @property
    def detail(self) -> str:
        addressee, email = (
            self.fields.get(name) or getattr(self.invitee, name) for name in ("addressee", "email")
        )
        return ", ".join(filter(None, map(str, (addressee, email))))

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        return [(str(INVITEES[name].label), before, after) for name, before, after in self.changes]


@dataclass(frozen=True)
class InviteeReport:
    """The result of an import: what it did."""

    added: int
    changed: int
    unchanged: int
    skipped: int

    def __str__(self) -> str:
        return import_summary(
            (self.added, ngettext("%d invitee added", "%d invitees added", self.added)),
            (self.changed, ngettext("%d invitee changed", "%d invitees changed", self.changed)),
            unchanged=self.unchanged,
            skipped=self.skipped,
        )


class InviteeResource(ListResource):
    """Reads rows into invitees: the same one has the same identifier, or one name in common.

    `usual` is what new ones get where their row does not say it: kind, places, deadline, signatory.
    """

    list_fields = INVITEES

    class Meta(ListResource.Meta):
        model = Invitee

    def __init__(self, *args: Any, usual: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.usual = {name: value for name, value in usual.items() if value}
        self.plan = ListPlan[PlannedInvitee](self.problems)

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        rows = list(Invitee.objects.of(self.conference).select_related("conference", "signatory"))
        self._by_id: dict[UUID, Invitee] = {row.pk: row for row in rows}
        self._by_name = {fold(name): row for row in rows for name in row.name.values()}
        self._signatories = {
            fold(name): row
            for row in Signatory.objects.filter(conference=self.conference)
            for name in row.name.values()
        }
        self._languages = _known_languages(self.conference)
        # The first line of each one.
        self._lines: dict[UUID, int] = {}

    def text_of(self, name: str, cell: str) -> str:
        return fitting(cell, Invitee._meta.get_field(name).text_max_length)  # type: ignore[union-attr]

    def value_of(self, name: str, cell: str) -> object:
        if name in ("kind", "rank", "sex", "channel"):
            return choice_of(name, cell)
        if name == "signatory":
            return named(
                cell, self._signatories, _("No signatory is called “%(value)s”. There are: %(values)s.")
            )
        if name == "language":
            return named(
                cell, self._languages, _("The conference has no language “%(value)s”. It has: %(values)s.")
            )
        if name == "address":
            return fitting(cell, Invitee._meta.get_field("address").max_length, lines=True)
        readers = {
            "country": country_of, "email": email_of, "places": number_of, "deadline": date_of,
            "by_office": yes_or_no, "confman_id": identifier_of,
        }  # fmt: skip
        return readers[name](cell)

    def complete(
        self,
        texts: dict[str, dict[str, str]],
        values: dict[str, Any],
        errors: dict[str, list[ValidationError]],
    ) -> None:
        invitee = self._known(texts, values)
        if not texts["name"] and invitee is None and not errors:
            errors[self.column_of("name")] = [ValidationError(_("The name is missing."))]
        if values.get("places") == 0:
            errors[self.column_of("places")] = [
                ValidationError(_("At least one place is offered, or none is said."))
            ]
        channel = values.get("channel") or (invitee.channel if invitee else "")
        if channel in MAILS and not (values.get("email") or (invitee and invitee.email)):
            sentence = _("A letter by e-mail needs an address. Or choose another way for it to go.")
            errors.setdefault(self.column_of("email", "channel"), []).append(ValidationError(sentence))

    def _known(self, texts: Mapping[str, Mapping[str, str]], values: Mapping[str, Any]) -> Invitee | None:
        invitee = self._by_id.get(values.get("confman_id"))  # type: ignore[arg-type]
        names = map(fold, texts.get("name", {}).values())
        return invitee or next((self._by_name[name] for name in names if name in self._by_name), None)

    def get_or_init_instance(self, instance_loader: Any, row: dict[str, Any]) -> tuple[Invitee, bool]:
        """Return the same invitee, among those of the ledger and those of the lines above."""
        invitee = self._known(row["__texts__"], row["__values__"])
        return (invitee, False) if invitee else (Invitee(conference=self.conference), True)

    def import_instance(self, instance: Invitee, row: dict[str, Any], **kwargs: Any) -> None:
        """Compare the row with the invitee. Raises ValidationError for one already on an earlier line."""
        if line := self._lines.get(instance.pk):
            sentence = _("It is in line %(line)d already.") % {"line": line}
            raise ValidationError({self.column_of("name", "confman_id"): sentence})
        self._lines[instance.pk] = row[LINE]
        is_new = instance.pk not in self._by_id
        texts = {
            name: TranslatedText({**getattr(instance, name), **text})
            for name, text in row["__texts__"].items()
        }
        row_values = {name: value for name, value in row["__values__"].items() if name != "confman_id"}
        planned = PlannedInvitee(
            row[LINE], is_new, instance, {**self._assumed(texts, row_values, is_new), **texts, **row_values}
        )
        if is_new:
            self._by_name.update({fold(name): instance for name in texts["name"].values()})
        else:
            planned.fields = {
                name: value for name, value in planned.fields.items() if getattr(instance, name) != value
            }
            planned.changes = [
                (name, _in_words(name, getattr(instance, name)), _in_words(name, value))
                for name, value in planned.fields.items()
            ]
        self.plan.rows.append(planned)

    def _assumed(
        self, texts: Mapping[str, TranslatedText], row_values: Mapping[str, Any], is_new: bool
    ) -> dict[str, Any]:
        """Return a new invitee's values that its row omits: a State by its name, a channel by its address."""
        if not is_new:
            return {}
        kind, country = delegation_kind(str(texts["name"]))
        values = {**self.usual, "channel": LetterChannel.usual(row_values.get("email"))}
        if self.language in self.conference.languages and self.language in texts["name"]:
            values["language"] = self.language
        if kind == DelegationKind.STATE:
            values |= {"kind": kind, "country": country}
        return values

    def skip_row(
        self, instance: Invitee, original: Any, row: dict[str, Any], import_validation_errors: Any = None
    ) -> bool:
        """Skip every valid row: the verbs write, never the library."""
        return not import_validation_errors


class InviteeListImport(PlannedListImport):
    """Adds new invitees, and updates those of the ledger."""

    kind = "invitees"
    permission = "registrations.edit_invitees"
    task = "registrations.invitations.exchange.run_invitee_upload"
    verbs = ("registrations.invitees_imported",)
    # Each is written by its verb.
    max_at_once = 200

    def fields(self, conference: Conference) -> ListFields:
        return INVITEES

    def plan(self, upload: ListUpload, table: ListSheet, progress: Progress) -> InviteeResource:
        if len(table.rows) > MAX_INVITEES:
            raise Refused(_("The file has more than %(limit)d rows; divide it.") % {"limit": MAX_INVITEES})
        choices = upload.choices
        signatory = Signatory.objects.filter(conference=upload.conference, pk=choices["signatory"]).first()
        resource = InviteeResource(
            upload.conference,
            table,
            self.mapping(upload),
            language=choices["language"],
            usual={
                "kind": choices["kind"],
                "places": choices["places"],
                "deadline": choices["deadline"] and dt.date.fromisoformat(choices["deadline"]),
                "signatory": signatory,
            },
            progress=progress,
        )
        resource.read_rows()
        return resource

    def write(self, upload: ListUpload, plan: InviteeResource, turn: UploadTurn) -> None:
        """No mail can be sent. Raises Refused, ValidationError."""
        conference, by, planned = upload.conference, upload.user, plan.plan
        new, changed = planned.in_state("new"), planned.in_state("changed")
        report = InviteeReport(
            len(new), len(changed), len(planned.in_state("unchanged")), planned.wrong_lines
        )
        with transaction.atomic():
            turn.take()
            for row in new:
                add_invitee(conference, by=by, **row.fields)
            for row in changed:
                change_invitee(row.invitee, by=by, **row.fields)
            record_audit(
                "registrations.invitees_imported",
                by=by,
                target=conference,
                details={"lines": len(plan.table.rows), "added": report.added, "changed": report.changed},
            )
            turn.done(report)


INVITEE_LISTS = InviteeListImport()
# The task of the worker.
run_invitee_upload = INVITEE_LISTS.run


def _known_languages(conference: Conference) -> dict[str, str]:
    """Map folded codes and names, in English and in the language itself, to codes of the conference's languages."""
    codes: dict[str, str] = {}
    for code in conference.languages:
        names = {code, language_name(code), language_name(code, code)}
        with override("en"):
            names.add(language_name(code))
        codes.update({fold(name): code for name in names})
    return codes


def _in_words(name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = (getattr(value, "code", value) or "") if name == "country" else value
    return "" if text is None else str(text)


# --- Out -----------------------------------------------------------------------------------------------------


def export_invitees(conference: Conference, *, format: str, rows: InviteeQuerySet | None = None) -> bytes:
    """Return the ledger as a file. Raises ValueError for a format that is not in SPREADSHEET_FORMATS. Two queries."""
    if format not in RENDERERS:
        raise ValueError(f"{format!r} is not one of {tuple(RENDERERS)}.")
    invitees = list((Invitee.objects.of(conference) if rows is None else rows).with_letters())
    first = conference.default_language
    texts = [
        (name, language)
        for name in _TEXTS
        for language in languages_of(conference, [getattr(row, name) for row in invitees])
    ]
    head = [
        "confman_id", *(f"{name}_{language}" for name, language in texts), *_PLAIN,
        "letter", "sent_on", "reply", "replied_on", "reply_note", "delegation",
    ]  # fmt: skip
    lines = [
        [
            str(row.pk),
            *(getattr(row, name).get(language, "") for name, language in texts),
            *(_cell(row, name, first) for name in _PLAIN),
            row.letter_number or "", _day(row.sent_on), row.reply, _day(row.replied_on), row.reply_note,
            row.delegation.name.in_language(first) if row.delegation else "",
        ]
        for row in invitees
    ]  # fmt: skip
    return RENDERERS[format](Sheet(str(conference.title), head, lines))


def _cell(row: Invitee, name: str, language: str) -> object:
    value = getattr(row, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "country":
        return country_cell(value.code)
    if name == "signatory":
        return value.name.in_language(language) if value else ""
    return _day(value) if name == "deadline" else "" if value is None else value


def _day(value: dt.date | None) -> str:
    return value.isoformat() if value else ""
