"""Static files of any version: while an update is under way, a process is asked for those of the other one."""

import os
import re

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

from confman import __version__

# A name with a digest of the content: what lies under it never changes.
_HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


class VersionedFilesStorage(CompressedManifestStaticFilesStorage):
    """Names files by their content; each version keeps its own list of the names, in a folder that they share."""

    manifest_name = f"staticfiles-{__version__}.json"


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """Also serves what was collected after the process started, and calls it immutable whichever version it is of.

    WhiteNoise alone lists the files when it starts: a page of the newer version would get no styles from a process
    of the older one.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # Folders in which find_file looks.
        self.directories = [(os.path.join(os.path.abspath(self.static_root), ""), self.static_prefix)]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        url = request.path_info
        if url not in self.files and url.startswith(self.static_prefix) and _HASHED.search(url):
            file = self.find_file(url)
            if file is not None:
                self.files[url] = file
        return super().__call__(request)

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Tell whether browsers may keep it for ever."""
        return url.startswith(self.static_prefix) and bool(_HASHED.search(url))
