"""Import and export of tables of recommendations."""

from outcomes.drafting.web.group_base import secretariat_path
from outcomes.imports.web import views

secretariat = [
    secretariat_path("recommendations/import/", views.SpreadsheetImportView, "table-import"),
    secretariat_path(
        "recommendations/import/<uuid:key>/", views.SpreadsheetColumnsView, "table-import-columns"
    ),
    secretariat_path("recommendations/export/", views.SpreadsheetExportView, "table-export"),
]
