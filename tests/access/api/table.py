"""The callers of each operation of the API, written by hand: never computed from the rules that it tests.

A row is: name of the operation | parts of its address | what each gets who comes, in the order of COMERS.

    ok   it is answered, or refused for what was sent
    401  no token, or one that opens nothing    403  not with this token    404  does not exist for them
"""

# Callers: without a token; with one of nobody; of the owner of another conference; expired; withdrawn; of an owner,
# without the permission; of someone who has left the team; of a participant; of each role, with all permissions; of
# the focal point of a delegation, of the chair of a working group, of the operator of the server.
COMERS = (
    "nobody", "unknown", "elsewhere", "expired", "withdrawn", "narrow", "former", "participant",
    "owner", "programme", "registration", "protocol", "rapporteur", "check-in", "observer",
    "focal-point", "chair", "operator",
)  # fmt: skip

# fmt: off
#              none unk. else exp. wdr. nar. left part  own. pro. reg. prot rap. chk. obs.  foc. cha. ope.
EVERYONE    = "ok   401  ok   401  401  ok   ok   ok    ok   ok   ok   ok   ok   ok   ok    ok   ok   ok"
OPEN_DATA   = "ok   401  403  401  401  ok   ok   ok    ok   ok   ok   ok   ok   ok   ok    ok   ok   ok"
TEAM        = "401  401  403  401  401  403  403  403   ok   ok   ok   ok   ok   ok   403   403  403  ok"
DRAFTS      = "401  401  403  401  401  403  403  403   ok   ok   ok   ok   ok   ok   403   403  ok   ok"
PROGRAMME   = "401  401  403  401  401  403  403  403   ok   ok   403  403  403  403  403   403  403  ok"
DESK        = "401  401  403  401  401  403  403  403   ok   403  ok   ok   403  403  403   403  403  ok"
DECISION    = "401  401  403  401  401  403  403  403   ok   403  ok   403  403  403  403   403  403  ok"
PEOPLE      = "401  401  403  401  401  403  403  403   ok   ok   ok   ok   403  403  403   403  403  ok"
# To announce is a right of the server besides. A token for one conference makes no other.
OWNER       = "401  401  403  401  401  403  403  403   ok   403  403  403  403  403  403   403  403  ok"
NOT_FOR_ONE = "401  401  403  401  401  403  403  403   403  403  403  403  403  403  403   403  403  403"
TO_MEMBERS  = "401  401  403  401  401  403  403  403   ok   ok   ok   ok   ok   ok   ok    403  403  ok"
AT_THE_DOOR = "401  401  403  401  401  403  403  403   ok   403  ok   403  403  ok   403   403  403  ok"
RAPPORTEUR  = "401  401  403  401  401  403  403  403   ok   403  403  403  ok   403  403   403  403  ok"
# Only what is their own exists.
OWN         = "401  401  403  401  401  403  403  403   403  403  403  403  403  403  403   ok   403  404"
# fmt: on

ROWS = [
    ("list_conferences", "", EVERYONE),
    ("show_conference", "", OPEN_DATA),
    ("make_conference", "", NOT_FOR_ONE),
    ("announce", "", OWNER),
    ("list_recommendations", "", OPEN_DATA),
    ("show_recommendation", "number", OPEN_DATA),
    ("show_agenda", "", OPEN_DATA),
    ("show_statistics", "", OPEN_DATA),
    ("list_rooms", "", TEAM),
    ("show_room", "key=room", TEAM),
    ("add_room", "", PROGRAMME),
    ("alter_room", "key=room", PROGRAMME),
    ("remove_room", "key=room", PROGRAMME),
    ("list_groups", "", TEAM),
    ("show_group", "key=group", TEAM),
    ("add_group", "", PROGRAMME),
    ("alter_group", "key=group", PROGRAMME),
    ("remove_group", "key=group", PROGRAMME),
    ("list_sessions", "", TEAM),
    ("show_session", "key=session", TEAM),
    ("add_session", "", PROGRAMME),
    ("alter_session", "key=session", PROGRAMME),
    ("remove_session", "key=session", PROGRAMME),
    ("list_releases", "", TEAM),
    ("publish", "", PROGRAMME),
    ("list_people", "", DESK),
    ("show_person", "key=person", TEAM),
    ("create_person", "", PEOPLE),
    ("alter_person", "key=person", PEOPLE),
    ("list_delegations", "", DESK),
    ("show_delegation", "key=delegation", DESK),
    ("list_categories", "", DESK),
    ("list_registrations", "", DESK),
    ("show_registration", "key=registration", DESK),
    ("add_registration", "", DESK),
    ("alter_registration", "key=registration", DESK),
    ("approve_registration", "key=registration", DECISION),
    ("wait_registration", "key=registration", DECISION),
    ("offer_registration", "key=registration", DECISION),
    ("decline_registration", "key=registration", DECISION),
    ("no_show_registration", "key=registration", DECISION),
    ("restore_registration", "key=registration", DECISION),
    ("cancel_registration", "key=registration", DECISION),
    # Each document asks for the permission of its kind besides: there is an agenda, and badges are ordered.
    ("list_document_kinds", "", TO_MEMBERS),
    ("list_documents", "", TO_MEMBERS),
    ("show_document", "key=job", TEAM),
    ("fetch_document", "key=job", TEAM),
    ("order", "", DECISION),
    ("list_invitees", "", DESK),
    ("show_invitee", "key=invitee", DESK),
    ("list_checkpoints", "", AT_THE_DOOR),
    ("list_attendance", "", DESK),
    ("check_in", "key=checkpoint", AT_THE_DOOR),
    ("list_surveys", "", TO_MEMBERS),
    ("show_survey_totals", "key=released", TO_MEMBERS),
    ("list_members", "key=delegation", DESK),
    ("show_member", "key=delegation member=delegate", DESK),
    ("add_member", "key=delegation", DESK),
    ("alter_member", "key=delegation member=delegate", DESK),
    ("substitute_member", "key=delegation member=delegate", DECISION),
    ("remove_member", "key=delegation member=delegate", DECISION),
    ("list_own_delegations", "", OWN.replace("404", "ok")),
    ("list_own_members", "key=delegation", OWN),
    ("name_member", "key=delegation", OWN),
    ("show_own_member", "key=delegation member=delegate", OWN),
    ("alter_own_member", "key=delegation member=delegate", OWN),
    ("substitute_own_member", "key=delegation member=delegate", OWN),
    ("withdraw_own_member", "key=delegation member=delegate", OWN),
    ("show_release", "key=release", TEAM),
    ("list_working_recommendations", "", DRAFTS),
    ("show_working_recommendation", "key=draft", DRAFTS),
    ("list_versions", "key=draft", DRAFTS),
    ("list_follow_up", "", TEAM),
    ("show_follow_up", "key=published", TEAM),
    ("show_action", "key=action", TEAM),
    ("list_progress", "key=action", TEAM),
    ("add_progress", "key=action", RAPPORTEUR),
    ("list_registered_documents", "", TEAM),
    ("show_registered_document", "key=registered_document", TEAM),
    ("fetch_registered_document", "key=registered_document language='en", TEAM),
]
