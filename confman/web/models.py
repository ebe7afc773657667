"""The base of every model."""

from uuid import uuid4

from django.db import models


class UUIDModel(models.Model):
    """A row known by a UUID: addresses never carry running numbers, and a bulk insert knows its keys."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True
