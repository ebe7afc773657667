"""The code keeps the promises of docs/assessment/asvs.md about all of it: one walk, and lists by hand."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings

from tests.docs.pages import section, text_of

ROOT = Path(settings.BASE_DIR)
APPS = ("agenda", "confman", "outcomes", "registrations")
SCRIPTS = ROOT / "static" / "src"

OPENING = {
    "open", "fdopen", "Popen", "ZipFile", "TarFile", "NamedTemporaryFile", "TemporaryFile", "TemporaryDirectory",
    "SpooledTemporaryFile", "mkdtemp", "mkstemp", "ThreadPoolExecutor", "ProcessPoolExecutor",
}  # fmt: skip
XPATH = {"xpath", "XPath", "ETXPath", "XPathEvaluator"}
LOOKING = {"find", "findall", "findtext", "iterfind"}


@dataclass
class Module:
    """Of one module: what it uses, with dots ("hashlib.sha256"), what it calls, and what it opens outside a `with`."""

    used: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    left_open: list[str] = field(default_factory=list)
    paths_put_together: list[int] = field(default_factory=list)
    algorithms: set[tuple[str, str]] = field(default_factory=set)

    def roots(self) -> set[str]:
        return {name.partition(".")[0] for name in self.used}


@cache
def code() -> dict[str, Module]:
    """Every module that runs with confman."""
    return {
        str(path.relative_to(ROOT)): look(ast.parse(text_of(path)))
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    }


def look(tree: ast.Module) -> Module:
    module, within, opened, looked_for = Module(), set(), [], []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            module.used |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            module.used |= {str(node.module), *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module.used.add(f"{node.value.id}.{node.attr}")
        elif isinstance(node, ast.With | ast.AsyncWith):
            within |= {id(part) for item in node.items for part in ast.walk(item.context_expr)}
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            module.calls.add(
                ast.unparse(node.func) if isinstance(node.func, ast.Name | ast.Attribute) else name
            )
            if name == "enter_context":
                within |= {id(part) for argument in node.args for part in ast.walk(argument)}
            # A method without arguments, such as that of a queryset, opens no file.
            elif name in OPENING and (node.args or name != "open"):
                opened.append(node)
            elif name in XPATH or (name in LOOKING and node.args and not is_fixed(node.args[0])):
                looked_for.append(node)
            for keyword in node.keywords:
                if keyword.arg == "algorithm":
                    module.algorithms.add((name, ast.unparse(keyword.value)))
            if name == "salted_hmac" and "algorithm" not in {keyword.arg for keyword in node.keywords}:
                module.algorithms.add((name, "none said"))
    module.left_open = sorted(ast.unparse(node.func) for node in opened if id(node) not in within)
    if module.roots() & {"lxml", "docx"}:
        module.paths_put_together = [node.lineno for node in looked_for]
    return module


def is_fixed(path: ast.expr) -> bool:
    """True if a path is written down where it is used, or handed on; `qn` writes a name of Word out."""
    if isinstance(path, ast.JoinedStr):
        return all(is_fixed(part) for part in path.values)
    if isinstance(path, ast.FormattedValue):
        return (
            isinstance(path.value, ast.Call)
            and is_fixed(path.value)
            and isinstance(path.value.args[0], ast.Constant)
        )
    if isinstance(path, ast.Call):
        return getattr(path.func, "id", "") == "qn"
    return isinstance(path, ast.Constant | ast.Name)


# The operator's own key signs official documents: it is loaded from a file.
SEALS = frozenset((
    "cryptography.hazmat.primitives.asymmetric", "cryptography.hazmat.primitives.asymmetric.ec",
    "cryptography.hazmat.primitives.asymmetric.padding", "cryptography.hazmat.primitives.asymmetric.rsa",
    "cryptography.hazmat.primitives.serialization", "cryptography.hazmat.primitives.serialization.Encoding",
    "cryptography.hazmat.primitives.serialization.pkcs12", "cryptography.x509", "cryptography.x509.Certificate",
))  # fmt: skip

# The server makes its own certificate for a local network.
OWN_CERTIFICATE = frozenset((
    "cryptography.x509.oid", "cryptography.x509.oid.ExtendedKeyUsageOID", "cryptography.x509.oid.NameOID",
))  # fmt: skip


def test_the_ciphers_and_hashes_are_those_of_the_table_of_keys():
    """All that is used; the person who needs another writes it down in docs/assessment/security.md first."""
    strange = {"Crypto", "nacl", "jwt", "jose", "passlib", "bcrypt", "argon2", "crypt", "ssl", "OpenSSL"}
    found = {
        name
        for module in code().values()
        for name in module.used
        if name.startswith(("hashlib.", "hmac.", "cryptography."))
    }
    # PyJWT reads everything that a provider of single sign-on signs, with the algorithms of the table; the mailbox of
    # returned mails by Python's own TLS, which checks its certificate.
    # What fetches for a PDF is given one that knows nobody.
    assert [path for path, module in code().items() if module.roots() & strange] == [
        "confman/accounts/single_sign_on.py",
        "confman/documents/rendering/pdf.py",
        "confman/mail/domain/bounce_mailbox.py",
    ]
    assert found == {
        "hashlib.sha256", "hashlib.blake2b", "hashlib.blake2s", "hmac.new", "cryptography.fernet",
        "cryptography.fernet.Fernet", "cryptography.fernet.MultiFernet", "cryptography.fernet.InvalidToken",
        "cryptography.hazmat.primitives", "cryptography.hazmat.primitives.hashes",
        "cryptography.hazmat.primitives.kdf.hkdf", "cryptography.hazmat.primitives.kdf.hkdf.HKDF",
        "cryptography.exceptions", "cryptography.exceptions.InvalidTag",
        "cryptography.hazmat.primitives.ciphers.aead", "cryptography.hazmat.primitives.ciphers.aead.AESSIV",
        "cryptography.hazmat.primitives.kdf.scrypt", "cryptography.hazmat.primitives.kdf.scrypt.Scrypt",
        *SEALS, *OWN_CERTIFICATE,
    }  # fmt: skip
    keys = section("security.md", "Keys")
    assert not [
        algorithm
        for algorithm in (
            "Fernet: AES-128-CBC with HMAC-SHA256", "HKDF-SHA256", "PBKDF2-SHA256", "HMAC-SHA1", "SHA-256", "BLAKE2",
            "P-256",
        )
        if algorithm not in keys
    ]  # fmt: skip


def test_what_is_signed_is_signed_with_sha_256():
    """Django's signer does so unless told otherwise, its `salted_hmac` only where it is told."""
    said = set().union(*(module.algorithms for module in code().values()))
    assert {one for one in said if one[0] != "HKDF"} == {("salted_hmac", "'sha256'")}


def test_what_must_not_be_guessed_is_drawn_from_the_system():
    """`secrets`, `uuid4`, Django's `get_random_string`: all the system's. Of `random` only what draws there, too."""
    for path, module in code().items():
        drawn = {name for name in module.calls if name.startswith("random.")}
        assert drawn <= {"random.SystemRandom", "random.SystemRandom().shuffle"}, path
        assert not [
            name for name in module.used if re.match(r"random\.(?!Random|SystemRandom)|uuid\.uuid[13]", name)
        ]
        assert "numpy" not in module.roots(), path
    assert not [path.name for path in SCRIPTS.rglob("*.js") if "Math.random" in text_of(path)]


def test_nobody_is_spoken_to_but_database_and_mail_server():
    """By hand: who opens a connection, or knows how. docs/assessment/security.md says the same in words."""
    ways = re.compile(
        r"(socket|ssl|http\.client|urllib\.request|urllib3|requests|httpx|aiohttp|smtplib|ftplib|imaplib|poplib|xmlrpc|"
        r"websockets|paramiko|redis|boto3|botocore|s3transfer|storages|anymail|asyncio\.open_connection)(\.|$)"
    )
    found = {
        path: {way[1] for name in module.used if (way := ways.match(name))} for path, module in code().items()
    }
    assert {path: names for path, names in found.items() if names} == {
        # Opens nothing: hangs up on a replica that hangs.
        "confman/machines/replica.py": {"socket"},
        # The way in which allauth asks the provider of single sign-on.
        "confman/accounts/provider_session.py": {"requests"},
        # Gives WeasyPrint's fetcher no certificates, for it fetches nothing.
        "confman/documents/rendering/pdf.py": {"ssl"},
        "confman/mail/domain/bounce_mailbox.py": {"imaplib", "ssl"},
        # The type of what a provider reports.
        "confman/mail/domain/bounces.py": {"anymail"},
        "confman/mail/domain/delivery.py": {"socket", "smtplib"},
        # Knows the errors of those who do.
        "confman/mail/domain/faults.py": {"anymail", "smtplib", "urllib3"},
        # Know its settings and what it reports; delivery.py sends.
        "confman/mail/apps.py": {"anymail"},
        "confman/mail/domain/provider_events.py": {"anymail"},
        "confman/mail/provider_settings.py": {"anymail"},
        "confman/machines/cache.py": {"redis"},
        "confman/machines/shared_files.py": {"boto3", "botocore", "s3transfer", "storages"},
        "confman/machines/cache_settings.py": {"redis"},
        # Connects to mail server and provider, and says nothing to them.
        "confman/doctor/services.py": {"socket"},
        # The server looks for a free port and whether its web processes answer; for the network's own addresses.
        "confman/server/certificate.py": {"socket"},
        "confman/server/processes.py": {"socket"},
        "confman/webhooks/domain/addresses.py": {"socket"},
        "confman/webhooks/domain/transport.py": {"aiohttp", "socket"},
    }
    words = (
        "the provider of single sign-on, where one is named, and the addresses of webhooks that owners have added "
        "([webhooks.md](../integration/webhooks.md)), to nobody else"
    )
    assert words in section("security.md", "What leaves the machine")


def test_who_sets_a_cookie_is_known():
    """By hand, beside Django's own. That each is for this host alone: tests/access/test_headers.py."""
    setting = {
        path
        for path, module in code().items()
        if any(name.endswith((".set_cookie", ".set_signed_cookie")) for name in module.calls)
    }
    assert setting == {
        "confman/accounts/known_browsers.py",  # that it has signed in before
        "confman/conferences/web/last_open.py",  # the tab that was open last
        "confman/people/web/my_page.py",  # the language, by Django's name
        "registrations/surveys/web/views/polls.py",  # a ballot
    }


def test_no_path_into_xml_is_put_together():
    """There is no XPath; who looks for elements by name has it written down."""
    assert not {
        path: module.paths_put_together for path, module in code().items() if module.paths_put_together
    }


def test_no_memory_is_handled_by_hand():
    """Python all through; by hand, who shares memory or calls into C: numbers among the worker's processes."""
    native = {
        path for path, module in code().items() if module.roots() & {"ctypes", "cffi", "mmap", "_ctypes"}
    }
    # The server has the kernel end its processes with it.
    assert native == {"confman/mail/cluster.py", "confman/server/processes.py"}
    kinds = {path.suffix for app in (*APPS, "script", "static/src") for path in (ROOT / app).rglob("*.*")}
    assert not kinds & {".c", ".cc", ".cpp", ".h", ".pyx", ".pxd", ".rs", ".so", ".wasm"}


# By hand: what is opened in one place and closed in another, or lies in memory alone.
CLOSED_ELSEWHERE = {
    "confman/archives/domain/bag.py": "the writer of a bag, and its reader, are a `with` themselves",
    "confman/archives/domain/restore.py": "a folder, taken away in a `finally`",
    "confman/backups/domain/archive.py": "the writer of a backup is a `with` itself; its folder, in a `finally`",
    "confman/backups/domain/backup.py": "in a `with`, the line after it was found to be there",
    "confman/machines/metrics.py": "a mark that this process runs, for as long as it lives",
    "confman/machines/files.py": "a folder, taken away in a `finally`",
    "confman/documents/rendering/card_loop.py": "a process that is asked again and again, ended with its object",
    "confman/documents/domain/jobs.py": "by the answer that sends it",
    "confman/server/processes.py": "processes, ended in a `finally`",
    "confman/web/uploads/stored_files.py": "by the answer that sends it",
    "confman/web/readiness.py": "one thread, for as long as the process lives",
    "confman/web/uploads/fields.py": "in memory",
    "confman/web/uploads/pdfs.py": "in memory; in a `with` of who asks for it",
    "outcomes/drafting/exchange/word_text.py": "with the archive in memory, which is in a `with`",
}


def test_what_is_opened_is_closed():
    """Files, processes and folders for a time stand in a `with`; whatever does not, stands here with who closes it."""
    assert {path for path, module in code().items() if module.left_open} == CLOSED_ELSEWHERE.keys()


def lines(written: re.Pattern[str]) -> Iterator[str]:
    for path in sorted(SCRIPTS.rglob("*.js")):
        for line in text_of(path).splitlines():
            if written.search(line):
                yield f"{path.relative_to(SCRIPTS)}: {line.strip()}"


def test_no_script_writes_under_a_name_that_it_was_told():
    """Foreign names are keys of a Map, a Set or IndexedDB: an object that is filled by them can lose its prototype."""
    under_a_name = re.compile(r"[\w)]\[(?![\"'])[^\]\n]+\]\s*(?:=(?![=>])|\+\+|--|[-+*/|&?]{1,2}=)")
    assert [line.partition(" = ")[0] for line in lines(under_a_name)] == [
        'badge-designer.js: box.style[isMirrored(frame) ? "right" : "left"]'
    ]
    merging = re.compile(
        r"__proto__|\.prototype\b|setPrototypeOf|Object\.assign\((?!this,|scan,|detail\.headers,)"
    )
    assert not list(lines(merging))


def test_who_listens_to_messages_is_known():
    """By hand: another's page, to our frame alone (tests/browser/public/test_agenda_readers.py), and workers, whom no
    page of another origin has.
    """
    listening = re.compile(r"addEventListener\(\"message\"|onmessage\b|BroadcastChannel")
    assert sorted({line.partition(":")[0] for line in lines(listening)}) == [
        "agenda-widget.js", "agenda-worker.js", "documents-worker.js", "door-worker.js", "modules/offline.js",
        "portal-worker.js", "venue-screen-worker.js",
    ]  # fmt: skip
