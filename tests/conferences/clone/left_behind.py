"""The models that never come along to the next conference, and why: every other one is in a CloneStep."""

# The models of each app, separated by spaces, by the reason.
LEFT_BEHIND: dict[str, dict[str, str]] = {
    "People register, answer and sign up again; what they said was for that conference alone.": {
        "registrations": (
            "Registration ProtectedAnswer AnswerFile ChangeRequest Invitation OwnMessage Seat "
            "SurveyInvitation SurveyResponse SurveyAnswer"
        ),
        "agenda": "StarredSession PersonalCalendar",
        "outcomes": "DocumentSubscription",
    },
    "Anyone who spoke, chaired, interpreted or represented someone is asked again.": {
        "agenda": "GroupRole SessionRole SpeakerProfile BoothShift Material Cue",
        "registrations": "FocalPoint DelegationPaper",
    },
    "It was done for, or happened to, people who were there.": {
        "registrations": "Travel VisaCase Allowance Honours BadgePrint Certificate Scan CaseClosure"
    },
    "Letters, mails and messages were written once, to whom they were written to.": {
        "conferences": "ContactMessage",
        "mail": "Message MessageAttachment",
        "mailings": "Mailing MailingRecipient MailingFile",
        "registrations": "Correspondence",
        "agenda": "ReleaseNotice",
    },
    "Texts that were drafted, decided and recorded belong to the conference that did so; open "
    "recommendations are carried over on a page of their own.": {
        "outcomes": (
            "OutcomeDocument Section Annex DocumentIssue ReferenceCounter Recommendation "
            "Recommendation_proposers Recommendation_themes Recommendation_addressees RecommendationVersion "
            "RecommendationVersion_merged_from Amendment Amendment_co_sponsors Circulation "
            "Circulation_recommendations Objection Comment Adoption DelegationVote Position SessionRecord "
            "SpeakersList SpeakingRequest RegisteredDocument DocumentFile Statement"
        ),
        "agenda": "AgendaRelease",
    },
    "Follow-up of what was adopted there goes on there, or is carried over with its recommendation.": {
        "outcomes": (
            "Response FollowUpAction FollowUpAction_partners Indicator IndicatorValue ProgressUpdate Evidence "
            "ReportingDate FollowUpReminder FocalPointTerm Transmittal Transmittal_recommendations"
        )
    },
    "Money, targets and reports are of that conference and its agreements.": {
        "outcomes": "Grant CostLine ReportTarget EnteredResult Report ReportParagraph",
        "registrations": "Target",
    },
    "A secret address, a device or another system is let in to one conference.": {
        "api": "ApiToken",
        "webhooks": "Webhook",
        "agenda": "VenueScreen VenueScreen_partners VenueScreen_shows RevokedScreenAddress SpeakerClock",
        "outcomes": "DraftingScreen BoothAddress",
        "registrations": "CheckInDevice",
    },
    "History, undo and work in hand: they tell what was done there.": {
        "audit": "AuditEntry",
        "agenda": "EditingStep ScheduleUpload",
        "registrations": "ListUpload BulkRun Takeover SourceReference",
        "archives": "Archive",
        "documents": "DocumentJob",
        "api": "ApiRequest IdempotentAnswer",
        "webhooks": "WebhookDelivery",
        "readers": "EditionStep",
    },
    "They name rows of that conference, or are a user's own.": {"conferences": "SavedView ListChoice"},
    "It is about people as they were known there.": {"people": "PossibleDuplicate MergeRecord"},
}
