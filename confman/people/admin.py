"""People in /admin/, for whoever runs the server."""

from __future__ import annotations

from django.contrib import admin

from confman.people.models import Consent, Person


class ConsentInline(admin.TabularInline):
    """The record of consents: read only, for it is a record."""

    model = Consent
    extra = 0
    readonly_fields = ("kind", "given", "text_version", "at", "source")
    can_delete = False

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ("name", "conference", "organization", "country", "listing", "is_practice")
    list_filter = ("conference", "listing", "sector", "is_practice")
    list_select_related = ("conference",)
    search_fields = ("search_text", "email")
    autocomplete_fields = ("conference", "contact", "user")
    readonly_fields = ("is_practice", "forgotten_at", "created_at")
    inlines = (ConsentInline,)
