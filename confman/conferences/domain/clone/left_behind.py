"""What never comes along to the next conference, and why: every model of a conference is here or in a CloneStep."""

LEFT_BEHIND: dict[str, frozenset[str]] = {
    "People register, answer and sign up anew; what they said was for that conference alone.": frozenset(
        {
            "registrations.Registration",
            "registrations.ProtectedAnswer",
            "registrations.AnswerFile",
            "registrations.ChangeRequest",
            "registrations.Invitation",
            "registrations.OwnMessage",
            "registrations.Seat",
            "registrations.SurveyInvitation",
            "registrations.SurveyResponse",
            "registrations.SurveyAnswer",
            "agenda.StarredSession",
            "agenda.PersonalCalendar",
            "outcomes.DocumentSubscription",
        }
    ),
    "Whoever spoke, chaired, interpreted or represented someone is asked anew.": frozenset(
        {
            "agenda.GroupRole",
            "agenda.SessionRole",
            "agenda.SpeakerProfile",
            "agenda.BoothShift",
            "agenda.Material",
            "agenda.Cue",
            "registrations.FocalPoint",
            "registrations.DelegationPaper",
        }
    ),
    "It was done for, or happened to, people who were there.": frozenset(
        {
            "registrations.Travel",
            "registrations.VisaCase",
            "registrations.Allowance",
            "registrations.Honours",
            "registrations.BadgePrint",
            "registrations.Certificate",
            "registrations.Scan",
            "registrations.CaseClosure",
        }
    ),
    "Letters, mails and messages were written once, to whom they were written to.": frozenset(
        {
            "conferences.ContactMessage",
            "mail.Message",
            "mail.MessageAttachment",
            "mailings.Mailing",
            "mailings.MailingRecipient",
            "mailings.MailingFile",
            "registrations.Correspondence",
            "agenda.ReleaseNotice",
        }
    ),
    "Texts that were drafted, decided and recorded belong to the conference that did so; open recommendations are "
    "carried over on a page of their own.": frozenset(
        {
            "outcomes.OutcomeDocument",
            "outcomes.Section",
            "outcomes.Annex",
            "outcomes.DocumentIssue",
            "outcomes.ReferenceCounter",
            "outcomes.Recommendation",
            "outcomes.Recommendation_proposers",
            "outcomes.Recommendation_themes",
            "outcomes.Recommendation_addressees",
            "outcomes.RecommendationVersion",
            "outcomes.RecommendationVersion_merged_from",
            "outcomes.Amendment",
            "outcomes.Amendment_co_sponsors",
            "outcomes.Circulation",
            "outcomes.Circulation_recommendations",
            "outcomes.Objection",
            "outcomes.Comment",
            "outcomes.Adoption",
            "outcomes.DelegationVote",
            "outcomes.Position",
            "outcomes.SessionRecord",
            "outcomes.SpeakersList",
            "outcomes.SpeakingRequest",
            "outcomes.RegisteredDocument",
            "outcomes.DocumentFile",
            "outcomes.Statement",
            "agenda.AgendaRelease",
        }
    ),
    "Follow-up of what was adopted there goes on there, or is carried over with its recommendation.": frozenset(
        {
            "outcomes.Response",
            "outcomes.FollowUpAction",
            "outcomes.FollowUpAction_partners",
            "outcomes.Indicator",
            "outcomes.IndicatorValue",
            "outcomes.ProgressUpdate",
            "outcomes.Evidence",
            "outcomes.ReportingDate",
            "outcomes.FollowUpReminder",
            "outcomes.FocalPointTerm",
            "outcomes.Transmittal",
            "outcomes.Transmittal_recommendations",
        }
    ),
    "Money, targets and reports are of that conference and its agreements.": frozenset(
        {
            "outcomes.Grant",
            "outcomes.CostLine",
            "outcomes.ReportTarget",
            "outcomes.EnteredResult",
            "outcomes.Report",
            "outcomes.ReportParagraph",
            "registrations.Target",
        }
    ),
    "A secret address, a device or another system is let in to one conference.": frozenset(
        {
            "api.ApiToken",
            "webhooks.Webhook",
            "agenda.VenueScreen",
            "agenda.VenueScreen_partners",
            "agenda.VenueScreen_shows",
            "agenda.RevokedScreenAddress",
            "agenda.SpeakerClock",
            "outcomes.DraftingScreen",
            "registrations.CheckInDevice",
        }
    ),
    "History, undo and work in hand: they tell what was done there.": frozenset(
        {
            "audit.AuditEntry",
            "agenda.EditingStep",
            "agenda.ScheduleUpload",
            "registrations.ListUpload",
            "registrations.BulkRun",
            "archives.Archive",
            "documents.DocumentJob",
            "api.ApiRequest",
            "api.KeptAnswer",
            "webhooks.WebhookDelivery",
            "readers.EditionStep",
            "registrations.Takeover",
            "registrations.SourceReference",
        }
    ),
    "They name rows of that conference, or are a user's own.": frozenset(
        {"conferences.SavedView", "conferences.ListChoice"}
    ),
    "It is about people as they were known there.": frozenset(
        {"people.PossibleDuplicate", "people.MergeRecord"}
    ),
}


def labels_left_behind() -> set[str]:
    """Return the labels of all models that never come along."""
    return {label for labels in LEFT_BEHIND.values() for label in labels}
