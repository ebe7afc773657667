from confman.api.models.idempotent_answer import IdempotentAnswer
from confman.api.models.request import ApiRequest
from confman.api.models.token import ApiToken

__all__ = ["ApiRequest", "ApiToken", "IdempotentAnswer"]
