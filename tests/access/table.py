"""Who gets what, written by hand: never computed from the rules that it tests.

A row is: name of the address | parts of the address | what each actor gets, in the order of actors.ACTORS.

    ok  the page, or the way on from it (an address that takes POST alone answers GET with 405)
    in  is asked to sign in          no  403: the role is missing
    --  404: does not exist for them  me  is shown where to ask for the personal link
"""

from __future__ import annotations

#                      visitor stranger part. other focal | owner prog. reg. prot. rapp. check obs. | foreign
EVERYONE = "               ok     ok    ok    ok    ok      ok    ok   ok   ok    ok    ok   ok      ok"
SIGNED_IN = "              in     ok    ok    ok    ok      ok    ok   ok   ok    ok    ok   ok      ok"
MEMBERS = "                in     no    no    no    no      ok    ok   ok   ok    ok    ok   ok      no"
TEAM = "                   in     no    no    no    no      ok    ok   ok   ok    ok    ok   no      no"
OWNER = "                  in     no    no    no    no      ok    no   no   no    no    no   no      no"
PROGRAMME = "              in     no    no    no    no      ok    ok   no   no    no    no   no      no"
THEMES = "                 in     no    no    no    no      ok    ok   no   no    ok    no   no      no"
REGISTRATION = "           in     no    no    no    no      ok    no   ok   no    no    no   no      no"
PROTOCOL = "               in     no    no    no    no      ok    no   no   ok    no    no   no      no"
ADMISSION = "              in     no    no    no    no      ok    no   ok   ok    no    no   no      no"
PARTICIPANT_LIST = "       in     no    no    no    no      ok    no   ok   ok    ok    no   no      no"
PEOPLE = "                 in     no    no    no    no      ok    ok   ok   ok    no    no   no      no"
LETTERHEAD = "             in     no    no    no    no      ok    ok   ok   ok    ok    no   no      no"
NO_LETTERHEAD = "          in     no    no    no    no      --    --   --   --    --    no   no      no"
RAPPORTEUR = "             in     no    no    no    no      ok    no   no   no    ok    no   no      no"
DOOR = "                   in     no    no    no    no      ok    no   ok   no    no    ok   no      no"
OWN_REGISTRATION = "       me     --    ok    --    --      --    --   --   --    --    --   --      --"
OWN_DELEGATION = "         me     --    --    --    ok      --    --   --   --    --    --   --      --"
ANNOUNCED_ONLY = "         --     --    --    --    --      ok    ok   ok   ok    ok    ok   ok      --"
NOT_HERE = "               --     --    --    --    --      --    --   --   --    --    --   --      --"

ROWS = [
    ("healthz", "", EVERYONE),
    ("readyz", "", EVERYONE),
    ("styleguide", "", EVERYONE),
    ("styleguide-theme", "", EVERYONE),
    ("styleguide-secretariat", "", EVERYONE),
    ("styleguide-portal", "", EVERYONE),
    ("styleguide-public", "language", EVERYONE),
    ("accounts:account", "", SIGNED_IN),
    ("set_language", "", EVERYONE),
    ("conferences_site:conference-list", "", EVERYONE),
    ("conferences_site:new", "", SIGNED_IN),
    ("conferences_site:best-language", "slug", EVERYONE),
    ("conferences_site:stylesheet", "slug", EVERYONE),
    # Neither the conference nor the partner has a logo here; what has none is 404 for all alike.
    ("conferences_site:logo", "slug", NOT_HERE),
    ("conferences_site:partner-logo", "slug pk=partner", NOT_HERE),
    ("conferences_secretariat:dashboard", "slug", MEMBERS),
    ("conferences_secretariat:checklist", "slug", TEAM),
    ("conferences_secretariat:task-add", "slug", TEAM),
    ("conferences_secretariat:task-change", "slug pk=task", TEAM),
    ("conferences_secretariat:task-tick", "slug pk=task", TEAM),
    ("conferences_secretariat:task-delete", "slug pk=task", TEAM),
    ("conferences_secretariat:line-change", "slug key='agenda.rooms", TEAM),
    ("conferences_secretariat:history", "slug", TEAM),
    ("conferences_secretariat:settings", "slug", OWNER),
    ("conferences_secretariat:status", "slug", OWNER),
    ("conferences_secretariat:registration-mode", "slug", OWNER),
    ("conferences_secretariat:practice", "slug", OWNER),
    ("conferences_secretariat:team", "slug", OWNER),
    ("conferences_secretariat:member-role", "slug pk=member", OWNER),
    ("conferences_secretariat:member-remove", "slug pk=member", OWNER),
    ("conferences_secretariat:theme-list", "slug", THEMES),
    ("conferences_secretariat:theme-add", "slug", THEMES),
    ("conferences_secretariat:theme-change", "slug pk=theme", THEMES),
    ("conferences_secretariat:theme-delete", "slug pk=theme", THEMES),
    ("conferences_secretariat:partner-list", "slug", OWNER),
    ("conferences_secretariat:partner-add", "slug", OWNER),
    ("conferences_secretariat:partner-change", "slug pk=partner", OWNER),
    ("conferences_secretariat:partner-delete", "slug pk=partner", OWNER),
    ("conferences_secretariat:page-list", "slug", PROGRAMME),
    ("conferences_secretariat:page-add", "slug", PROGRAMME),
    ("conferences_secretariat:page-preview", "slug", PROGRAMME),
    ("conferences_secretariat:page-change", "slug pk=page", PROGRAMME),
    ("conferences_secretariat:page-publish", "slug pk=page", PROGRAMME),
    ("conferences_secretariat:page-delete", "slug pk=page", PROGRAMME),
    ("conferences_secretariat:message-list", "slug", ADMISSION),
    ("conferences_secretariat:message", "slug pk=contact", ADMISSION),
    ("conferences_secretariat:message-delete", "slug pk=contact", ADMISSION),
    ("people_secretariat:person-list", "slug", TEAM),
    ("people_secretariat:person-add", "slug", PEOPLE),
    ("people_secretariat:person-quick-add", "slug", PEOPLE),
    ("people_secretariat:person", "slug pk=hidden", TEAM),
    ("people_secretariat:person-change", "slug pk=hidden", PEOPLE),
    ("people_secretariat:person-data", "slug pk=hidden", ADMISSION),
    ("people_secretariat:person-merge", "slug pk=person other=duplicate", PEOPLE),
    ("people_secretariat:person-forget", "slug pk=person", OWNER),
    ("documents_secretariat:document-list", "slug", MEMBERS),
    ("documents_secretariat:job", "slug job_id=job", TEAM),
    ("documents_secretariat:word-template", "slug key='agenda.agenda", LETTERHEAD),
    ("documents_secretariat:word-template-file", "slug key='agenda.agenda template_language='en", LETTERHEAD),
    ("mail_secretariat:outbox", "slug", REGISTRATION),
    ("mail_secretariat:outbox-bulk", "slug", REGISTRATION),
    ("mail_secretariat:retry-failed", "slug", REGISTRATION),
    ("mail_secretariat:template-list", "slug", REGISTRATION),
    ("mail_secretariat:template-edit", "slug key='registrations.approved", REGISTRATION),
    ("mail_secretariat:template-reset", "slug key='registrations.approved", REGISTRATION),
    ("mail_secretariat:message", "slug message_id=message", REGISTRATION),
    ("mail_secretariat:message-act", "slug message_id=message act='cancel", REGISTRATION),
    ("agenda_secretariat:session-list", "slug", TEAM),
    ("agenda_secretariat:session-add", "slug", PROGRAMME),
    ("agenda_secretariat:session-change", "slug pk=session", PROGRAMME),
    ("agenda_secretariat:session-delete", "slug pk=session", PROGRAMME),
    ("agenda_secretariat:role-list", "slug", TEAM),
    ("agenda_secretariat:room-list", "slug", TEAM),
    ("agenda_secretariat:room-add", "slug", PROGRAMME),
    ("agenda_secretariat:room-change", "slug pk=room", PROGRAMME),
    ("agenda_secretariat:room-delete", "slug pk=room", PROGRAMME),
    ("agenda_secretariat:group-list", "slug", TEAM),
    ("agenda_secretariat:group-add", "slug", PROGRAMME),
    ("agenda_secretariat:group-change", "slug pk=group", PROGRAMME),
    ("agenda_secretariat:group-delete", "slug pk=group", PROGRAMME),
    ("agenda_secretariat:checks", "slug", TEAM),
    ("agenda_secretariat:severities", "slug", PROGRAMME),
    ("agenda_secretariat:publish", "slug", PROGRAMME),
    ("agenda_secretariat:release-list", "slug", TEAM),
    ("agenda_secretariat:release", "slug pk=release", TEAM),
    ("outcomes_secretariat:recommendation-list", "slug", TEAM),
    ("outcomes_secretariat:recommendation-add", "slug", RAPPORTEUR),
    ("outcomes_secretariat:merge", "slug", RAPPORTEUR),
    ("outcomes_secretariat:recommendation", "slug pk=draft", TEAM),
    ("outcomes_secretariat:details", "slug pk=draft", RAPPORTEUR),
    ("outcomes_secretariat:discard", "slug pk=draft", RAPPORTEUR),
    ("outcomes_secretariat:text", "slug pk=draft language", TEAM),
    ("outcomes_secretariat:compare", "slug pk=draft", TEAM),
    ("outcomes_secretariat:submit", "slug pk=draft", RAPPORTEUR),
    ("outcomes_secretariat:return", "slug pk=draft", RAPPORTEUR),
    ("outcomes_secretariat:agree", "slug pk=draft", RAPPORTEUR),
    ("outcomes_secretariat:consolidate", "slug pk=draft", RAPPORTEUR),
    ("outcomes_secretariat:table", "slug pk=draft", RAPPORTEUR),
    ("outcomes_secretariat:adopt", "slug pk=draft", RAPPORTEUR),
    ("outcomes_secretariat:reject", "slug pk=draft", RAPPORTEUR),
    ("outcomes_secretariat:withdraw", "slug pk=draft", RAPPORTEUR),
    ("outcomes_secretariat:defer", "slug pk=draft", RAPPORTEUR),
    ("outcomes_secretariat:refer", "slug pk=draft", RAPPORTEUR),
    ("outcomes_secretariat:publish", "slug pk=draft", RAPPORTEUR),
    ("outcomes_secretariat:position-add", "slug pk=published", RAPPORTEUR),
    ("outcomes_secretariat:recommendation-follow-up", "slug pk=published", TEAM),
    ("outcomes_secretariat:follow-up-status", "slug pk=published", RAPPORTEUR),
    ("outcomes_secretariat:action-add", "slug pk=published", RAPPORTEUR),
    ("outcomes_secretariat:action-change", "slug pk=published action", RAPPORTEUR),
    ("outcomes_secretariat:action-remove", "slug pk=published action", RAPPORTEUR),
    ("outcomes_secretariat:progress", "slug pk=published action", RAPPORTEUR),
    ("outcomes_secretariat:response", "slug pk=published addressee", RAPPORTEUR),
    ("outcomes_secretariat:indicator-add", "slug pk=published", RAPPORTEUR),
    ("outcomes_secretariat:indicator-change", "slug pk=published indicator", RAPPORTEUR),
    ("outcomes_secretariat:indicator-value", "slug pk=published indicator", RAPPORTEUR),
    ("outcomes_secretariat:plenary-desk", "slug", RAPPORTEUR),
    ("outcomes_secretariat:document", "slug", TEAM),
    ("outcomes_secretariat:document-edit", "slug", RAPPORTEUR),
    ("outcomes_secretariat:document-publish", "slug", RAPPORTEUR),
    ("outcomes_secretariat:addressee-list", "slug", TEAM),
    ("outcomes_secretariat:addressee-add", "slug", RAPPORTEUR),
    ("outcomes_secretariat:addressee-change", "slug pk=addressee", RAPPORTEUR),
    ("outcomes_secretariat:addressee-remove", "slug pk=addressee", RAPPORTEUR),
    ("outcomes_secretariat:follow-up", "slug", TEAM),
    ("outcomes_secretariat:report", "slug", MEMBERS),
    ("registrations_secretariat:registration-list", "slug", ADMISSION),
    ("registrations_secretariat:decide-many", "slug", REGISTRATION),
    ("registrations_secretariat:registration-add", "slug", ADMISSION),
    ("registrations_secretariat:import", "slug", ADMISSION),
    ("registrations_secretariat:export", "slug", ADMISSION),
    ("registrations_secretariat:figures", "slug", MEMBERS),
    ("registrations_secretariat:registration", "slug pk=registration", ADMISSION),
    ("registrations_secretariat:registration-change", "slug pk=registration", ADMISSION),
    ("registrations_secretariat:send-link", "slug pk=registration", REGISTRATION),
    ("registrations_secretariat:decide", "slug pk=registration act='cancel", REGISTRATION),
    ("registrations_secretariat:card", "slug pk=registration kind='badges", REGISTRATION),
    ("registrations_secretariat:category-list", "slug", REGISTRATION),
    ("registrations_secretariat:category-add", "slug", REGISTRATION),
    ("registrations_secretariat:category-change", "slug pk=category", REGISTRATION),
    ("registrations_secretariat:category-delete", "slug pk=category", REGISTRATION),
    ("registrations_secretariat:delegation-list", "slug", ADMISSION),
    ("registrations_secretariat:delegation-add", "slug", ADMISSION),
    ("registrations_secretariat:delegation", "slug pk=delegation", ADMISSION),
    ("registrations_secretariat:delegation-change", "slug pk=delegation", ADMISSION),
    ("registrations_secretariat:delegation-delete", "slug pk=delegation", ADMISSION),
    ("registrations_secretariat:approve-name", "slug pk=delegation", PROTOCOL),
    ("registrations_secretariat:focal-point-add", "slug pk=delegation", ADMISSION),
    ("registrations_secretariat:focal-point", "slug pk=delegation focal_point act='link", ADMISSION),
    ("registrations_secretariat:attendance", "slug", DOOR),
    ("registrations_secretariat:checkpoint-add", "slug", REGISTRATION),
    ("registrations_secretariat:checkpoint-change", "slug pk=checkpoint", REGISTRATION),
    ("registrations_secretariat:checkpoint-delete", "slug pk=checkpoint", REGISTRATION),
    ("registrations_secretariat:scan-withdraw", "slug pk=scan", REGISTRATION),
    ("registrations_portal:index", "slug", EVERYONE),
    ("registrations_portal:registration", "slug pk=registration", OWN_REGISTRATION),
    ("registrations_portal:confirm", "slug pk=registration", OWN_REGISTRATION),
    ("registrations_portal:accept", "slug pk=registration", OWN_REGISTRATION),
    ("registrations_portal:complete", "slug pk=registration", OWN_REGISTRATION),
    ("registrations_portal:details", "slug pk=registration", OWN_REGISTRATION),
    ("registrations_portal:ticket", "slug pk=registration", OWN_REGISTRATION),
    ("registrations_portal:ticket-file", "slug pk=registration", OWN_REGISTRATION),
    ("registrations_portal:privacy", "slug pk=registration", OWN_REGISTRATION),
    ("registrations_portal:data", "slug pk=registration", OWN_REGISTRATION),
    ("registrations_portal:cancel", "slug pk=registration", OWN_REGISTRATION),
    ("registrations_delegation:index", "slug", EVERYONE),
    ("registrations_delegation:delegation", "slug pk=delegation", OWN_DELEGATION),
    ("registrations_delegation:nominate", "slug pk=delegation", OWN_DELEGATION),
    ("registrations_delegation:replace", "slug pk=delegation member=delegate", OWN_DELEGATION),
    ("registrations_delegation:withdraw", "slug pk=delegation member=delegate", OWN_DELEGATION),
    ("registrations_onsite:index", "slug", DOOR),
    ("registrations_onsite:checkpoint", "slug pk=checkpoint", DOOR),
    ("registrations_onsite:record", "slug pk=checkpoint", DOOR),
    ("registrations_onsite:ticket", "slug token=ticket", DOOR),
    ("conferences_public:home", "slug language", EVERYONE),
    ("conferences_public:page-list", "slug language", EVERYONE),
    ("conferences_public:page", "slug language page_slug='venue", EVERYONE),
    ("conferences_public:news-list", "slug language", EVERYONE),
    ("conferences_public:news", "slug language page_slug='opened", EVERYONE),
    ("conferences_public:contact", "slug language", EVERYONE),
    ("conferences_public:contact-sent", "slug language", EVERYONE),
    ("conferences_public:privacy", "slug language", EVERYONE),
    ("agenda_public:agenda", "slug language", EVERYONE),
    ("agenda_public:calendar", "slug language", EVERYONE),
    ("agenda_public:day-calendar", "slug language day", EVERYONE),
    ("agenda_public:room-calendar", "slug language room", EVERYONE),
    ("agenda_public:schedule-xml", "slug language", EVERYONE),
    ("agenda_public:schedule-json", "slug language", EVERYONE),
    ("agenda_public:csv", "slug language", EVERYONE),
    ("agenda_public:xlsx", "slug language", EVERYONE),
    ("agenda_public:pdf", "slug language", EVERYONE),
    ("agenda_public:docx", "slug language", EVERYONE),
    ("agenda_public:session", "slug language session", EVERYONE),
    ("agenda_public:session-calendar", "slug language session", EVERYONE),
    ("agenda_public:speaker-list", "slug language", EVERYONE),
    ("agenda_public:speaker", "slug language person=speaker", EVERYONE),
    ("registrations_public:register", "slug language", EVERYONE),
    ("registrations_public:registered", "slug language", EVERYONE),
    ("registrations_public:link-request", "slug language", EVERYONE),
    ("registrations_public:link-sent", "slug language", EVERYONE),
    ("outcomes_public:recommendation-list", "slug language", EVERYONE),
    ("outcomes_public:recommendation", "slug language pk=published", EVERYONE),
]

# The same address about something else.
FURTHER_ROWS = [
    # Last of their pages: whoever has opened the link may use what it is about.
    ("registrations_portal:link", "slug token=registration_token", EVERYONE),
    ("registrations_delegation:link", "slug token=focal_point_token", EVERYONE),
    # An import that nobody has begun; a letterhead that was never replaced.
    ("documents_secretariat:word-template-restore", "slug key='agenda.agenda template_language='en", NO_LETTERHEAD),
    ("registrations_secretariat:import-columns", "slug key=missing", NOT_HERE),
    # A person who is hidden, or has no role that is published, has no page.
    ("agenda_public:speaker", "slug language person=hidden", NOT_HERE),
    # What is not published is reached by nobody on the public site, not even by its writers.
    ("outcomes_public:recommendation", "slug language pk=draft", NOT_HERE),
    ("people_secretariat:person-photo", "slug pk=hidden", "in no no no no -- -- -- -- -- -- no no"),
    ("documents_secretariat:job-file", "slug job_id=job", "in no no no no -- -- -- -- -- -- no no"),
    ("outcomes_secretariat:position-remove", "slug pk=published position", RAPPORTEUR),
]  # fmt: skip

# Every document: who may ask for it. Through documents_secretariat:document-request.
DOCUMENTS = {
    "agenda.agenda": TEAM,
    "registrations.participants": PARTICIPANT_LIST,
    "registrations.badges": REGISTRATION,
    "registrations.ticket": REGISTRATION,
    "registrations.name_plates": REGISTRATION,
    "outcomes.recommendations": TEAM,
    "outcomes.recommendation-table": TEAM,
    "outcomes.follow-up": TEAM,
    "outcomes.conference-report": MEMBERS,
    "outcomes.donor-report": MEMBERS,
}

# Every command is run by whoever runs the server, and acts as the system user of commands.
COMMANDS = {
    "demo", "newconference", "importagenda", "publishagenda", "checkagenda", "exportagenda", "importpeople",
    "exportpeople", "badges", "importrecommendations", "exportrecommendations", "report", "forget", "worker",
}  # fmt: skip

# What builds and keeps the installation; run by its own scripts and by the cluster.
MAINTENANCE = {"deliveroutbox"}
