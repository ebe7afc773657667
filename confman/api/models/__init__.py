from confman.api.models.kept_answer import KeptAnswer
from confman.api.models.request import ApiRequest
from confman.api.models.token import ApiToken

__all__ = ["ApiRequest", "ApiToken", "KeptAnswer"]
