"""Forms of rooms and working groups."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.core.web.forms import PersonRoleForm
from agenda.rooms.models.room import Room
from agenda.rooms.models.working_group import GroupRole, WorkingGroup
from confman.conferences.web.forms import ConferenceModelForm
from confman.web.forms.revisions import RevisionMixin


class GroupRoleRowForm(PersonRoleForm):
    """Gives a person a role in a working group."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=GroupRole.Role.choices)


class RoomForm(RevisionMixin, ConferenceModelForm):
    fields_template = "agenda/rooms/room_fields.html"
    later = ("position",)
    fieldsets = (
        ("", ("name",)),
        (
            gettext_lazy("Equipment"),
            (("capacity", "layout", "booths"), "accessible", "parallel_use", "photography"),
        ),
    )

    class Meta:
        model = Room
        fields = "name capacity layout booths accessible parallel_use photography position".split()


class GroupForm(RevisionMixin, ConferenceModelForm):
    fields_template = "agenda/rooms/group_fields.html"
    later = ("position",)
    fieldsets = (("", (("code", "position"), "name", "mandate", ("capacity", "drafts_for_seats"))),)

    class Meta:
        model = WorkingGroup
        help_texts = {
            "capacity": gettext_lazy(
                "Participants then choose the group on their own pages. Empty: nobody signs up; you put people in."
            ),
            "drafts_for_seats": gettext_lazy(
                "Participants with a confirmed place read and comment as members do, until they give the place up."
            ),
        }

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        others = WorkingGroup.objects.of(self.conference).exclude(pk=self.instance.pk)
        if others.filter(code=code).exists():
            raise ValidationError(_("Another working group has this code."))
        return code
