"""The models of the outcomes, for Django to find. Import each from its package."""

import outcomes.amendments.models
import outcomes.circulations.models
import outcomes.drafting.models
import outcomes.follow_up.models.follow_up
import outcomes.follow_up.models.reporting
import outcomes.follow_up.models.transmittal
import outcomes.plenary.models
import outcomes.recommendations.models.addressee
import outcomes.recommendations.models.document
import outcomes.recommendations.models.paragraphs
import outcomes.recommendations.models.recommendation
import outcomes.recommendations.models.stages
import outcomes.recommendations.models.version
import outcomes.records.models
import outcomes.register.models
import outcomes.reports.models
import outcomes.speakers_lists.models
import outcomes.statements.models  # noqa: F401
