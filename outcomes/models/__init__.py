from outcomes.models.addressee import Addressee, AddresseeKind
from outcomes.models.adoption import Adoption, AdoptionOutcome, Method, Position
from outcomes.models.concerned import ConcernedGroup
from outcomes.models.document import OutcomeDocument, ReferenceCounter, Section
from outcomes.models.follow_up import (
    Evidence,
    FollowUpAction,
    Indicator,
    IndicatorValue,
    ProgressUpdate,
    Response,
)
from outcomes.models.follow_up_status import OPEN_STATUSES, FollowUpStatus
from outcomes.models.paragraphs import Paragraph, Text, TextStatus, new_paragraph_id
from outcomes.models.recommendation import (
    ADOPTED_STAGES,
    CLOSED_STAGES,
    Priority,
    Recommendation,
    RecommendationVersion,
    Stage,
    Visibility,
)
from outcomes.models.session_record import SessionRecord

__all__ = [
    "ADOPTED_STAGES",
    "CLOSED_STAGES",
    "OPEN_STATUSES",
    "Addressee",
    "AddresseeKind",
    "Adoption",
    "AdoptionOutcome",
    "ConcernedGroup",
    "Evidence",
    "FollowUpAction",
    "FollowUpStatus",
    "Indicator",
    "IndicatorValue",
    "Method",
    "OutcomeDocument",
    "Paragraph",
    "Position",
    "Priority",
    "ProgressUpdate",
    "Recommendation",
    "RecommendationVersion",
    "ReferenceCounter",
    "Response",
    "Section",
    "SessionRecord",
    "Stage",
    "Text",
    "TextStatus",
    "Visibility",
    "new_paragraph_id",
]
