"""The store of files in a bucket that all machines share, by django-storages.

Nothing is answered by halves: opening a file copies the whole of it and compares sizes. A store that is gone, slow or
refuses is a FilesUnreachable, which pages answer with 503; one that does not answer at all is left alone for a while.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from os.path import splitext
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.utils.encoding import filepath_to_uri
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from confman.machines.files import FilesUnreachable
from confman.machines.jobs import queue_job
from confman.machines.metrics import count

logger = logging.getLogger(__name__)
# Seconds: until a connection stands, and between two pieces of an answer.
CONNECTED, ANSWERED = 3, 10
# Seconds for which a server is left alone that did not answer, so that not each request waits for it.
PAUSE = 5
# Seconds of a check that runs while others wait.
GLANCE = 0.5
_MISSING = {"404", "NoSuchKey"}


def _guarded(call: Callable[..., Any]) -> Callable[..., Any]:
    """Make a call of S3 raise FileNotFoundError or FilesUnreachable, and nothing of its libraries."""

    @wraps(call)
    def called(self: "SharedFiles", *args: Any, **kwargs: Any) -> Any:
        with self.faults(call.__name__.lstrip("_")):
            return call(self, *args, **kwargs)

    return called


class SharedFiles(S3Storage):
    """The backend for STORAGES."""

    # Shared by all threads, because there is one server.
    paused_until = 0.0

    def __init__(self, **options: Any) -> None:
        options.setdefault("client_config", self._config(CONNECTED, ANSWERED, attempts=2))
        options.setdefault("transfer_config", TransferConfig(use_threads=False, num_download_attempts=2))
        super().__init__(**options)

    @staticmethod
    def _config(connected: float, answered: float, *, attempts: int) -> Config:
        return Config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            connect_timeout=connected,
            read_timeout=answered,
            retries={"mode": "standard", "total_max_attempts": attempts},
            # Servers other than Amazon's do not all know the newer ones.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )

    @contextmanager
    def faults(self, action: str) -> Iterator[None]:
        """Turn errors of the libraries into ours, logged and counted."""
        if time.monotonic() < SharedFiles.paused_until:
            raise FilesUnreachable("The store of files did not answer a moment ago.")
        try:
            yield
        except FilesUnreachable as error:
            self._note(action, "HalfAFile", error)
            raise
        except (BotoCoreError, ClientError, Boto3Error, RetriesExceededError) as error:
            code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""
            if code in _MISSING:
                raise FileNotFoundError(str(error)) from error
            if isinstance(error, ConnectionError | HTTPClientError):
                SharedFiles.paused_until = time.monotonic() + PAUSE
            self._note(action, code or type(error).__name__, error)
            raise FilesUnreachable(f"The store of files does not {action}: {error}") from error

    @staticmethod
    def _note(action: str, fault: str, error: Exception) -> None:
        logger.warning("The store of files does not %s: %s", action, error)
        count("confman_file_faults", fault)

    @_guarded
    def _open(self, name: str, mode: str = "rb") -> Any:
        opened = super()._open(name, mode)
        if "r" in mode:
            # The whole of it, into memory or a temporary file.
            copy = opened.file
            received, expected = copy.seek(0, 2), opened.obj.content_length
            copy.seek(0)
            if received != expected:
                opened.close()
                raise FilesUnreachable(f"{name}: {received} of {expected} bytes came.")
        return opened

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return the name with a part drawn at random: two that ask at once whether it is free both hear that it is."""
        root, extension = splitext(name)
        return str(super().get_available_name(self.get_alternative_name(root, extension), max_length))

    def save_as(self, name: str, content: Any) -> None:
        """Save under this very name. Raises FileExistsError."""
        if self.exists(name):
            raise FileExistsError(f"{name}: another file has the name already.")
        self._save(name, content)

    def delete(self, name: str) -> None:
        """Delete a file; while the server does not answer, have a worker do it later: its row is gone already."""
        try:
            self.delete_now(name)
        except FilesUnreachable:
            # In a transaction that is being rolled back no job can be queued; such a file is swept.
            with suppress(DatabaseError):
                queue_job("confman.machines.shared_files.delete_later", name)

    delete_now = _guarded(S3Storage.delete)

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        """Return what a folder without an address returns, which leads nowhere: files leave through our views alone.

        Forms, and the admin, ask for it to learn whether there is a file.
        """
        return filepath_to_uri(name)

    _save = _guarded(S3Storage._save)
    exists = _guarded(S3Storage.exists)
    size = _guarded(S3Storage.size)
    listdir = _guarded(S3Storage.listdir)
    get_modified_time = _guarded(S3Storage.get_modified_time)

    def all_files(self) -> Iterator[tuple[str, int, float]]:
        """Yield name, size and time of every file, a thousand for each question to the server."""
        with self.faults("list"):
            for stored in self.bucket.objects.all():
                if not any(part.startswith(".") for part in stored.key.split("/")):
                    yield stored.key, stored.size, stored.last_modified.timestamp()

    def fault(self) -> str:
        """Return the name of what is wrong with the bucket, asked for a moment; "" if it answers."""
        import boto3

        client = boto3.client(
            "s3",
            endpoint_url=self.endpoint_url,
            region_name=self.region_name,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=self._config(GLANCE, GLANCE, attempts=1),
        )
        try:
            client.head_bucket(Bucket=self.bucket_name)
        except ClientError as error:
            return str(error.response.get("Error", {}).get("Code", "")) or type(error).__name__
        except BotoCoreError as error:
            return type(error).__name__
        return ""


def delete_later(name: str) -> None:
    """Delete a file, for the worker. Raises FilesUnreachable: then the queue hands it out again."""
    store: Any = default_storage
    store.delete_now(name)
