from registrations.domain.attendance import (
    add_checkpoint,
    change_checkpoint,
    delete_checkpoint,
    find_for_check_in,
    present_today,
    record_scan,
    withdraw_scan,
)
from registrations.domain.categories import add_category, change_category, delete_category
from registrations.domain.changing import change_own_details, change_registration, may_change_own
from registrations.domain.deciding import (
    accept_offer,
    approve_registration,
    decline_registration,
    expire_offers,
    offer_place,
    wait_registration,
)
from registrations.domain.delegations import (
    add_delegation,
    add_focal_point,
    approve_delegation_name,
    change_delegation,
    delete_delegation,
    remove_focal_point,
)
from registrations.domain.figures import ParticipationFigures, participation_figures
from registrations.domain.leaving import cancel_registration, replace_registration
from registrations.domain.nominating import (
    change_nominee,
    nominate,
    nominate_together,
    replace_member,
    set_function,
)
from registrations.domain.papers import look_at_papers, send_in_paper, set_credentials
from registrations.domain.places import NoPlace
from registrations.domain.registering import (
    begin_registration,
    complete_registration,
    confirm_email,
    register_publicly,
    registration_is_open,
    send_links,
    submit_registration,
)
from registrations.domain.seats import accept_seat, give_seat, give_up_seat, take_seat

__all__ = [
    "NoPlace",
    "ParticipationFigures",
    "accept_offer",
    "accept_seat",
    "add_category",
    "add_checkpoint",
    "add_delegation",
    "add_focal_point",
    "approve_delegation_name",
    "approve_registration",
    "begin_registration",
    "cancel_registration",
    "change_category",
    "change_checkpoint",
    "change_delegation",
    "change_nominee",
    "change_own_details",
    "change_registration",
    "complete_registration",
    "confirm_email",
    "decline_registration",
    "delete_category",
    "delete_checkpoint",
    "delete_delegation",
    "expire_offers",
    "find_for_check_in",
    "give_seat",
    "give_up_seat",
    "look_at_papers",
    "may_change_own",
    "nominate",
    "nominate_together",
    "offer_place",
    "participation_figures",
    "present_today",
    "record_scan",
    "register_publicly",
    "registration_is_open",
    "remove_focal_point",
    "replace_member",
    "replace_registration",
    "send_in_paper",
    "send_links",
    "set_credentials",
    "set_function",
    "submit_registration",
    "take_seat",
    "wait_registration",
    "withdraw_scan",
]
