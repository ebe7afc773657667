"""Addresses of the outbox and of the texts of mails."""

from django.urls import path

from confman.mail.web import outbox, templates

app_name = "mail_secretariat"
urlpatterns = [
    path("mail/", outbox.OutboxView.as_view(), name="outbox"),
    path("mail/retry-failed/", outbox.RetryFailedView.as_view(), name="retry-failed"),
    path("mail/templates/", templates.TemplateListView.as_view(), name="template-list"),
    path("mail/templates/<str:key>/", templates.TemplateEditView.as_view(), name="template-edit"),
    path("mail/templates/<str:key>/reset/", templates.TemplateResetView.as_view(), name="template-reset"),
    path("mail/<uuid:message_id>/", outbox.OutboxMessageView.as_view(), name="message"),
    path("mail/<uuid:message_id>/<str:action>/", outbox.MessageActionView.as_view(), name="message-action"),
]
