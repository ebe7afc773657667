"""Outcomes in /admin/, for the operator to view and export."""

from typing import Any

from django.contrib import admin

from confman.accounts.admin_site import ReadOnlyAdmin
from confman.conferences.models import Conference
from outcomes.follow_up.models.follow_up import Evidence, FollowUpAction, Indicator, ProgressUpdate, Response
from outcomes.plenary.models import Adoption, Position
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation, RecommendationVersion
from outcomes.records.models import SessionRecord
from registrations.admin_tables import TableAdmin


@admin.register(Addressee)
class AddresseeAdmin(ReadOnlyAdmin):
    list_display = ("name", "conference", "kind", "position")
    list_filter = ("conference", "kind")
    list_select_related = ("conference",)
    search_fields = ("search_text",)


@admin.register(OutcomeDocument)
class OutcomeDocumentAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "conference", "kind", "symbol", "status", "last_number")
    list_filter = ("conference", "kind", "status")
    list_select_related = ("conference",)


@admin.register(Recommendation)
class RecommendationAdmin(TableAdmin):
    table_of = "recommendations"
    table_verb = "outcomes.recommendations_exported"
    import_url_name = "outcomes_secretariat:table-import"
    list_display = ("working_ref", "number", "conference", "stage", "follow_up", "due_on")
    list_filter = ("conference", "stage", "follow_up")
    list_select_related = ("conference",)
    search_fields = ("search_text", "working_ref")

    def table(self, rows: Any, conference: Conference, *, format: str) -> bytes:
        from outcomes.imports.exchange.resource import export_recommendations

        return export_recommendations(rows.in_document_order(), conference, format=format)


@admin.register(RecommendationVersion)
class RecommendationVersionAdmin(ReadOnlyAdmin):
    list_display = ("recommendation", "number", "author", "created_at", "reason")
    list_select_related = ("recommendation", "author")


@admin.register(Adoption)
class AdoptionAdmin(ReadOnlyAdmin):
    list_display = ("recommendation", "outcome", "method", "decided_on", "session")
    list_filter = ("outcome", "method")
    list_select_related = ("recommendation", "session")


@admin.register(Position, Response)
class StatementAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "recommendation")
    list_select_related = ("recommendation",)


@admin.register(FollowUpAction)
class FollowUpActionAdmin(ReadOnlyAdmin):
    list_display = ("what", "recommendation", "lead", "due_on", "status", "percent")
    list_filter = ("status",)
    list_select_related = ("recommendation", "lead")


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    list_display = ("name", "recommendation", "baseline", "target", "frequency")
    list_select_related = ("recommendation",)


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(ReadOnlyAdmin):
    list_display = ("action", "period_to", "state", "percent", "self_assessment", "verified_assessment")
    list_filter = ("state",)
    list_select_related = ("action",)


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    list_display = ("title", "update", "is_private")
    list_filter = ("is_private",)


@admin.register(SessionRecord)
class SessionRecordAdmin(ReadOnlyAdmin):
    list_display = ("item", "capacity", "not_for_attribution", "created_at")
    list_select_related = ("item",)
