"""The settings of a store of files that all machines share: a bucket of a server that speaks S3."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_OPTIONS = {"region", "tls"}
_SCHEMES = {"yes": "https", "no": "http"}


def shared_files(url: str) -> dict[str, Any]:
    """Return the entry of STORAGES for the bucket at s3://KEY:SECRET@host:port/bucket?region=…&tls=no.

    Files are private: nobody gets a link into the bucket. Raises ImproperlyConfigured, without the secret.
    """
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        scheme = _SCHEMES[options.get("tls", "yes")]
        bucket = parts.path.strip("/")
        if parts.scheme != "s3" or not (parts.hostname and parts.username and parts.password and bucket):
            raise ValueError
        if "/" in bucket or options.keys() - _OPTIONS or (parts.port is not None and not parts.port):
            raise ValueError
    except (ValueError, KeyError):
        raise ImproperlyConfigured(
            "CONFMAN_FILES_URL is no address of a bucket. Write s3://KEY:SECRET@host:port/bucket?region=NAME, and "
            "&tls=no for a server without TLS; in key and secret, / is written %2F and + is written %2B."
        ) from None
    return {
        "BACKEND": "confman.machines.shared_files.SharedFiles",
        "OPTIONS": {
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "bucket_name": bucket,
            "endpoint_url": f"{scheme}://{parts.netloc.rpartition('@')[2]}",
            "region_name": options.get("region", "us-east-1"),
            # With the bucket in the name of the host, the server needs a certificate for every bucket.
            "addressing_style": "path",
            "default_acl": None,
            "querystring_auth": False,
            "file_overwrite": False,
            # Larger files are copied to the disk of this machine, not into memory.
            "max_memory_size": 1024 * 1024,
        },
    }
