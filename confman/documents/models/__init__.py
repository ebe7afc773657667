from confman.documents.models.job import DocumentJob, JobStatus
from confman.documents.models.word_template import CustomTemplate, OrganizationTemplate, WordTemplate

__all__ = ["CustomTemplate", "DocumentJob", "JobStatus", "OrganizationTemplate", "WordTemplate"]
