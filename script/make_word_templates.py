#!/usr/bin/env python3
"""Write the standard Word templates of every kind of document into a folder, one for each language.

    .venv/bin/python script/make_word_templates.py FOLDER [--language ru]…

The templates are described in code (<app>/documents/word_templates.py) and made when they are needed; this
script is for looking at them, and for handing them to a designer.
"""

import argparse
import os
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the standard Word templates into a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", action="append", metavar="CODE", help="default: en, ru, uz")
    options = parser.parse_args()

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
    import django

    django.setup()
    from confman.documents.domain.building import standard_template
    from confman.documents.registry import document_kinds

    options.folder.mkdir(parents=True, exist_ok=True)
    for kind in document_kinds:
        if kind.has_word_template:
            for language in options.language or ["en", "ru", "uz"]:
                path = options.folder / f"{kind.key}.{language}.docx"
                path.write_bytes(standard_template(kind.key, language))
                print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
