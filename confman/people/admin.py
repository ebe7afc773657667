"""People in /admin/, read-only for the operator."""

from django.contrib import admin

from confman.accounts.admin_site import ReadOnlyAdmin
from confman.people.models import Consent, Person


class ConsentInline(admin.TabularInline):
    model = Consent
    readonly_fields = ("at",)


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    list_display = ("name", "conference", "organization", "country", "listing", "is_practice")
    list_filter = ("conference", "listing", "sector", "is_practice")
    search_fields = ("search_text", "email")
    readonly_fields = ("is_practice", "forgotten_at", "created_at")
    inlines = (ConsentInline,)
