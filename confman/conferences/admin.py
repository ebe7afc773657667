"""Conferences in /admin/, for whoever runs the server. Changes made here pass by the verbs and their history."""

from __future__ import annotations

from django.contrib import admin

from confman.conferences.models import (
    Conference,
    ContactMessage,
    Membership,
    Page,
    Partner,
    Series,
    Task,
    Theme,
)


@admin.register(Series)
class SeriesAdmin(admin.ModelAdmin):
    list_display = ("name", "slug")
    search_fields = ("name", "slug")


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(Conference)
class ConferenceAdmin(admin.ModelAdmin):
    list_display = ("slug", "title", "starts_on", "ends_on", "status", "registration_mode", "is_sample")
    list_filter = ("status", "profile", "is_sample")
    search_fields = ("slug", "title")
    date_hierarchy = "starts_on"
    readonly_fields = ("taken", "is_sample", "created_at")
    inlines = (MembershipInline,)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ("user", "conference", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "conference")
    search_fields = ("user__email", "user__name", "conference__slug")
    autocomplete_fields = ("user", "conference")


class ConferencePartAdmin(admin.ModelAdmin):
    """What belongs to a conference by its own key."""

    list_filter = ("conference",)
    list_select_related = ("conference",)
    autocomplete_fields = ("conference",)


@admin.register(Theme)
class ThemeAdmin(ConferencePartAdmin):
    list_display = ("name", "conference", "colour", "position")


@admin.register(Partner)
class PartnerAdmin(ConferencePartAdmin):
    list_display = ("name", "conference", "role", "position")
    list_filter = ("conference", "role")


@admin.register(Page)
class PageAdmin(ConferencePartAdmin):
    list_display = ("title", "conference", "kind", "slug", "published_at")
    list_filter = ("conference", "kind")


@admin.register(Task)
class TaskAdmin(ConferencePartAdmin):
    list_display = ("__str__", "conference", "owner", "days_before", "done_at")
    autocomplete_fields = ("conference", "owner")


@admin.register(ContactMessage)
class ContactMessageAdmin(ConferencePartAdmin):
    list_display = ("subject", "conference", "received_at", "answered_at", "is_practice")
    list_filter = ("conference", "is_practice")
    readonly_fields = ("received_at", "answered_at", "answered_by")
