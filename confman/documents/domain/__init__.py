from confman.documents.domain.building import RenderedDocument, build_document
from confman.documents.domain.dates import document_date, document_dates, document_day, ended_once
from confman.documents.domain.jobs import request_document, run_document_job
from confman.documents.domain.mastheads import document_meta, logo_picture
from confman.documents.domain.purging import expire_documents, purge_documents

__all__ = [
    "RenderedDocument",
    "build_document",
    "document_date",
    "document_dates",
    "document_day",
    "document_meta",
    "ended_once",
    "expire_documents",
    "logo_picture",
    "purge_documents",
    "request_document",
    "run_document_job",
]
