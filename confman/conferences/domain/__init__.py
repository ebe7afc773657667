from confman.conferences.domain.changing import (
    announce_conference,
    change_conference,
    change_registration_mode,
    change_status,
)
from confman.conferences.domain.checklist import assign_line, checklist
from confman.conferences.domain.contact import answer_message, delete_message, receive_message
from confman.conferences.domain.founding import found_conference, free_slug
from confman.conferences.domain.parts import (
    add_part,
    change_part,
    delete_part,
    publish_page,
    tick_task,
    withdraw_page,
)
from confman.conferences.domain.practice import clear_practice_data, practice_counts
from confman.conferences.domain.team import change_role, invite_member, remove_member

__all__ = [
    "add_part",
    "announce_conference",
    "answer_message",
    "assign_line",
    "change_conference",
    "change_part",
    "change_registration_mode",
    "change_role",
    "change_status",
    "checklist",
    "clear_practice_data",
    "delete_message",
    "delete_part",
    "found_conference",
    "free_slug",
    "invite_member",
    "practice_counts",
    "publish_page",
    "receive_message",
    "remove_member",
    "tick_task",
    "withdraw_page",
]
