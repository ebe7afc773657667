from confman.documents.models.job import DocumentJob
from confman.documents.models.word_template import CustomTemplate, OrganizationTemplate, WordTemplate

__all__ = ["CustomTemplate", "DocumentJob", "OrganizationTemplate", "WordTemplate"]
