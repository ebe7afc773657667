"""Lists of people that a user uploads on the page of imports."""

from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.web.uploads.imports import UploadTurn
from registrations.core.models.category import Category
from registrations.imports.exchange.plan import write_people
from registrations.imports.exchange.resource import PeopleResource
from registrations.tables.exchange.columns import PEOPLE, ListFields
from registrations.tables.exchange.table import ListTable
from registrations.tables.exchange.uploads import PlannedListImport, Progress
from registrations.tables.models import ListUpload


class PeopleListImport(PlannedListImport):
    """Imports persons, their registrations and the delegations they name."""

    kind = "people"
    permission = "registrations.import_people"
    task = "registrations.imports.tasks.run_people_upload"
    verbs = ("registrations.people_imported",)
    max_at_once = 1000

    def fields(self, conference: Conference) -> ListFields:
        return PEOPLE

    def plan(self, upload: ListUpload, table: ListTable, progress: Progress) -> PeopleResource:
        language = upload.choices["language"]
        resource = PeopleResource(
            upload.conference, table, self.mapping(upload), language=language, progress=progress
        )
        resource.read()
        return resource

    def write(self, upload: ListUpload, plan: PeopleResource, turn: UploadTurn) -> None:
        category = Category.objects.of(upload.conference).filter(pk=upload.choices["category"]).first()
        write_people(
            plan,
            by=upload.user,
            category=category,
            approve=upload.choices["approve"],
            first=turn.take,
            along=turn.done,
        )

    def counts(self, plan: Any) -> list[tuple[Any, int]]:
        *others, wrong = super().counts(plan)
        return [*others, (_("New delegations"), len(plan.delegations)), wrong]


PEOPLE_LISTS = PeopleListImport()
