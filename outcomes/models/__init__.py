from outcomes.models.addressee import Addressee, AddresseeKind
from outcomes.models.adoption import Adoption, AdoptionOutcome, DelegationVote, Method, Position
from outcomes.models.amendment import Amendment, AmendmentKind, AmendmentState
from outcomes.models.circulation import Circulation, Objection
from outcomes.models.concerned import ConcernedGroup
from outcomes.models.discussion import Comment
from outcomes.models.document import Annex, DocumentIssue, OutcomeDocument, ReferenceCounter, Section
from outcomes.models.donor import CostLine, EnteredResult, Grant, ReportTarget
from outcomes.models.follow_up import (
    Evidence,
    FollowUpAction,
    Indicator,
    IndicatorValue,
    ProgressUpdate,
    Response,
)
from outcomes.models.follow_up_status import OPEN_STATUSES, FollowUpStatus
from outcomes.models.paragraphs import (
    Paragraph,
    Text,
    TextStatus,
    new_paragraph_id,
    stale_languages,
)
from outcomes.models.recommendation import (
    ADOPTED_STAGES,
    CLOSED_STAGES,
    FOLLOWED_STAGES,
    OPEN_TO_ALL_STAGES,
    REPLACED_STAGES,
    Priority,
    Recommendation,
    RecommendationVersion,
    Stage,
    Visibility,
)
from outcomes.models.report import Report, ReportKind, ReportParagraph
from outcomes.models.reporting import FollowUpReminder, FollowUpSettings, ReportingDate
from outcomes.models.screen import DraftingScreen
from outcomes.models.session_record import SessionRecord
from outcomes.models.speakers_list import SpeakersList, SpeakingRequest
from outcomes.models.table_upload import TableUpload
from outcomes.models.transmittal import FocalPointTerm, Transmittal

__all__ = [
    "ADOPTED_STAGES",
    "CLOSED_STAGES",
    "FOLLOWED_STAGES",
    "OPEN_STATUSES",
    "OPEN_TO_ALL_STAGES",
    "REPLACED_STAGES",
    "Addressee",
    "AddresseeKind",
    "Adoption",
    "AdoptionOutcome",
    "Amendment",
    "AmendmentKind",
    "AmendmentState",
    "Annex",
    "Circulation",
    "Comment",
    "ConcernedGroup",
    "CostLine",
    "DelegationVote",
    "DocumentIssue",
    "DraftingScreen",
    "EnteredResult",
    "Evidence",
    "FocalPointTerm",
    "FollowUpAction",
    "FollowUpReminder",
    "FollowUpSettings",
    "FollowUpStatus",
    "Grant",
    "Indicator",
    "IndicatorValue",
    "Method",
    "Objection",
    "OutcomeDocument",
    "Paragraph",
    "Position",
    "Priority",
    "ProgressUpdate",
    "Recommendation",
    "RecommendationVersion",
    "ReferenceCounter",
    "Report",
    "ReportKind",
    "ReportParagraph",
    "ReportTarget",
    "ReportingDate",
    "Response",
    "Section",
    "SessionRecord",
    "SpeakersList",
    "SpeakingRequest",
    "Stage",
    "TableUpload",
    "Text",
    "TextStatus",
    "Transmittal",
    "Visibility",
    "new_paragraph_id",
    "stale_languages",
]
