"""The models of registration, for Django to find. Import a model from its package instead."""

import registrations.attendance.models
import registrations.badges.models
import registrations.bulk.models
import registrations.certificates.models
import registrations.core.models.category
import registrations.core.models.change_request
import registrations.core.models.delegation
import registrations.core.models.invitation
import registrations.core.models.registration
import registrations.core.models.settings
import registrations.correspondence.models
import registrations.delegations.models
import registrations.protocol.models
import registrations.questionnaire.models
import registrations.seats.models
import registrations.source_systems.models
import registrations.spreadsheets.models
import registrations.statistics.models
import registrations.surveys.models  # noqa: F401
