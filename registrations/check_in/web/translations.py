"""The sentences of the check-in app, in every language of the interface.

The app uses the language of its device, which it learns after the page was made, and without a network: so
the page includes all of them. The template writes those of the page's own language under the same keys.
"""

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.translation.languages import language_direction, language_name

DOOR_WORDS: dict[str, str | Promise] = {
    # Before anything else
    "title": _("Check-in"),
    "insecure_title": _("This address is not secure"),
    "insecure": _(
        "A browser gives the camera and the storage that check-in needs only to pages that come by https. Open"
        " this page by its address that begins with https, or ask the secretariat for it."
    ),
    "no_storage_title": _("This browser keeps nothing"),
    "no_storage": _(
        "Check-in keeps its scans in the browser until they are sent. Leave the private window, or use another"
        " browser."
    ),
    "elsewhere_title": _("Check-in is open in another window"),
    "elsewhere": _("One device scans in one window at a time. Go on there, or go on here."),
    "elsewhere_button": _("Go on here"),
    # Enrolling
    "welcome": _("Enrol this device"),
    "welcome_how": _(
        "The secretariat shows a QR code for this device. Scan it with the camera, or enter the address that stands"
        " beside it."
    ),
    "enrol_camera": _("Scan the code"),
    "enrol_code": _("Address or code from the secretariat"),
    "enrol": _("Enrol"),
    "enrolling": _("This device is being enrolled."),
    "enrolled": _("This device is enrolled."),
    "enrol_no_network": _("The server was not reached. Enrolling needs a network; try again."),
    "enrol_refused": _("The server did not enrol this device. Ask the secretariat for a new code."),
    "enrol_again_title": _("Enrol this device again?"),
    "enrol_again": _(
        "It is enrolled already. With the new code it gets the checkpoint and the end that the secretariat has set"
        " there; scans that are waiting are sent first."
    ),
    "enrol_again_unsent": _(
        "There are scans that have not been sent. Wait for the network, then open the code once more."
    ),
    "wiped_title": _("There are no data of the conference on this device"),
    "wiped_expired": _("The enrolment of this device has expired. Its data have been removed."),
    "wiped_revoked": _("The secretariat has revoked this device. Its data have been removed."),
    "wiped_unknown": _("The server does not know this device. Its data have been removed."),
    "wiped_by_hand": _("The data on this device have been removed."),
    "wiped_unsent": _("Scans that could not be sent before"),
    "wiped_waiting": _("Scans that are handed in as soon as there is a network"),
    # Scanning
    "scan_prompt": _("Hold the code of a badge or a ticket in front of the camera."),
    "camera_start": _("Start the camera"),
    "camera_stop": _("Stop the camera"),
    "camera_starting": _("The camera is starting."),
    "camera_denied": _(
        "The browser may not use the camera. Allow it in the settings of the browser for this page, or use a hand"
        " scanner."
    ),
    "camera_none": _("This device has no camera. Use a hand scanner, or type the code."),
    "camera_failed": _("The camera did not start. Another program may be using it; try again."),
    "torch": _("Light"),
    "code_field": _("Code, or hand scanner"),
    "code_send": pgettext_lazy("button: a code that was typed", "Check"),
    "direction": _("Direction"),
    "direction_in": pgettext_lazy("direction at a door", "In"),
    "direction_out": pgettext_lazy("direction at a door", "Out"),
    "inside": pgettext_lazy("head count of a room", "Inside"),
    "recorded_here": pgettext_lazy("head count of a checkpoint", "Recorded"),
    "of_capacity": pgettext_lazy("head count: 41 of 60", "of"),
    "capacity_alarm": _("The room is full"),
    "last_scan": _("Last"),
    "online": _("Connected"),
    "offline": _("No network: scans are kept and sent later"),
    "waiting": _("Waiting to be sent"),
    "synchronised": _("Synchronised"),
    "never": pgettext_lazy("synchronised", "not yet"),
    "clock_fast": _("The clock of this device is ahead. Times are corrected by it; please set the clock."),
    "clock_slow": _("The clock of this device is behind. Times are corrected by it; please set the clock."),
    "minutes": _("minutes"),
    "stale_list": _("The list on this device is of"),
    "not_kept": _("A scan could not be kept on this device. Write the name down."),
    # The answer
    "ok": pgettext_lazy("answer at the door", "Admitted"),
    "ok_out": pgettext_lazy("answer at the door", "Goodbye"),
    "amber": pgettext_lazy("answer at the door", "Check"),
    "red": pgettext_lazy("answer at the door", "Stop"),
    "next": pgettext_lazy("at the door", "Next person"),
    "before": _("Recorded here before"),
    "before_in": _("Went in before and has not come out"),
    "before_out": _("Went out before and has not come in"),
    "unknown": _("This ticket is not in the list of this device."),
    "foreign": _("This ticket is of another conference."),
    "torn": _(
        "The code is damaged or not complete. Type the letters that stand under it, or look for the name."
    ),
    "no_ticket": _("This is not the code of a ticket."),
    "enrolment": _("This is a code to enrol a device, not a ticket."),
    "revoked": _("This badge is no longer good: a newer one was printed, or the place has gone."),
    "not_admitted": _("The registration is not approved."),
    "look_at": _("Send the person to the help desk."),
    "note": pgettext_lazy("four letters with which a person goes to the help desk", "Help desk:"),
    "corrected": _("The server has corrected this answer"),
    # Search
    "search": _("Look for a name"),
    "search_field": _("Name, delegation or institution"),
    "search_none": _("There is no person of that name."),
    "search_offline": _("No network: names are looked for in the list on this device."),
    "search_more": _("Type at least two letters."),
    "record": pgettext_lazy("at the door", "Record"),
    "close": _("Close"),
    # Answered otherwise
    "differences": _("Answered otherwise by the server"),
    "differences_about": _(
        "These scans were shown differently on this device before the server had seen them."
    ),
    "differences_seen": _("I have seen this"),
    "shown_here": _("Shown here"),
    "server_says": _("Server"),
    "other_door": _("Admitted at another door, too"),
    # Settings
    "settings": _("This device"),
    "device": _("Device"),
    "checkpoint": _("Checkpoint"),
    "expires": _("Enrolled until"),
    "people": _("People in the list"),
    "trusted": _("Search by name and photographs"),
    "yes": _("yes"),
    "no": _("no"),
    "language": _("Language"),
    "camera": _("Camera"),
    "sound": _("Sound and vibration"),
    "try_sounds": _("Hear the three sounds"),
    "synchronise": _("Synchronise now"),
    "install": _("Install on this device"),
    "wipe": _("Remove everything from this device"),
    "wipe_title": _("Remove everything from this device?"),
    "wipe_about": _(
        "Scans that are waiting are sent first. Then the list and the enrolment are removed; to scan again, the"
        " device needs a new code."
    ),
    "wipe_unsent": _("Without a network these scans will be lost"),
    "wipe_confirm": _("Remove everything"),
    "cancel": _("Cancel"),
    "kept_offline": _("Works without a network"),
}


def door_translations() -> dict[str, dict[str, object]]:
    """Map language codes to the language's own name, its direction and its sentences by key."""
    spoken: dict[str, dict[str, object]] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            spoken[code] = {
                "name": language_name(code),
                "direction": language_direction(code),
                "words": {key: str(text) for key, text in DOOR_WORDS.items()},
            }
    return spoken
