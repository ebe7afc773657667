"""Unexpected values: texts, numbers, days, keys and bytes. One list for files and for requests."""

from random import Random

# In a search, each word is a condition of the query.
MANY_WORDS = ("w " * 3000, " ".join(f"w{number}" for number in range(1300)))
TEXTS = (
    "", " ", "\t", "\n", "\x00", "a\x00b", "\x1b", "\x85", "\u2028", "\ufeff", "\ufffe", "\uffff", "\u202e", "\u0301",
    "ʻ", "٣", "²", "Ⅷ", "İ", "ß", "ﬀ", "👩🏽‍🚀", "\U0010ffff", "0", "-0", "-1", "1", "00", "1.5", "1,5", "1e9", "1e400",
    "-1e400", "NaN", "Infinity", "-Infinity", "0x10", "1_000", "32768", "2147483648", "9223372036854775808",
    "-9223372036854775809", "99999999999999999999", "9" * 400, "9" * 5000, "true", "false", "on", "null", "None",
    "undefined", "[]", "{}", '""', "'", '"', "';--", "\\", "%", "%00", "%s", "%(a)s", "{0}", "{{ a }}", "{% a %}",
    "${a}", "<", "<a", "<!--", "</script>", "&", "&#0;", "&#xD800;", "]]>", "../../etc/passwd", "/", "//", "a/b",
    "\\\\a", "http://[", "http://a:99999999/", "javascript:alert(1)", "mailto:a@b", "data:,", "a@b", "a@b@c", "@",
    "a@example.org", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2027-02-30", "2027-03-30",
    "2027-03-30T09:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59:59-14:00", "2027-03-30T24:00",
    "2027-03-28T02:30", "24:00", "25:61", "09:00", "09:00:00.000000001", "-09:00", "P1D", "PT99999999999H",
    "99999999:00", "UTC", "Europe/Nowhere", "en", "xx", "x-y-z", "e" * 40, "uz-Latn-UZ",
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-1fff-bfff-ffffffffffff",
    "00000000000000000000000000000000", "{00000000-0000-0000-0000-000000000000}", "=1+1", "@SUM(1)", "+1", "-", "—",
    "NA", "#REF!", "a" * 256, "ъ" * 3000, "a" * 70_000, "[" * 2000, "(" * 500, "*" * 500, "> " * 200, "[a](" * 50,
    "a\r\nb: c", "__class__", "-__class__", "pk", "?", "-pk", "name__password", "status=approved&status=",
    "999999999", "last", "2147483647", "-2147483649", "18446744073709551616", "2027-W13", "2027-13-01", "20270330",
    "2027-03-30T09:00:00+99:99", "2027-03-30T09:00+05:00[Asia/Tashkent]", "1900-01-01T00:00", "٢٠٢٧-٠٣-٣٠", "a,b",
    "00000000-0000-0000-0000-00000000000g", "urn:uuid:00000000-0000-0000-0000-000000000000", "{\"a\": 1}", "[1]",
    "#" * 7, "#fff", "rgb(0,0,0)", "a@xn--", "a@" + "b" * 300 + ".org", "\"a b\"@example.org", "a@[127.0.0.1]",
    "+998 90 123-45-67", "tel:1", "ftp://a", "https://" + "a" * 3000, "https://[::1", "https://a\x00b/",
    "//evil.example", *MANY_WORDS,
)  # fmt: skip
BYTES = (
    b"", b"\x00", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80",
    b"\xf4\x90\x80\x80", b"\x80", b"\xe9", b"\x1a", b"\r", b"\r\n", b"PK\x03\x04", b"%PDF-", b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff", b"GIF8",
)  # fmt: skip


def odd_text(random: Random) -> str:
    """Return an odd text."""
    return random.choice(TEXTS)


def odd_bytes(random: Random) -> bytes:
    """Return a few bytes, preferring those that readers treat specially."""
    return random.choice(BYTES) if random.random() < 0.6 else random.randbytes(random.randrange(1, 9))


def odd_value(random: Random, depth: int = 3) -> object:
    """Return any JSON value."""
    kind = random.randrange(9 if depth else 6)
    if kind == 0:
        return random.choice((None, True, False))
    if kind == 1:
        return random.choice(
            (0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**400, 1.5, 1e308, float("inf"), float("nan"))
        )
    if kind == 2:
        return random.choice(("\ud800", "a\udfffb", "\x00", "\ufffe"))
    if kind <= 5:
        return odd_text(random)
    if kind == 6:
        return [odd_value(random, depth - 1) for _each in range(random.randrange(4))]
    if kind == 7:
        return {odd_text(random)[:50]: odd_value(random, depth - 1) for _each in range(random.randrange(4))}
    nested: object = []
    for _level in range(random.choice((5, 90, 1000))):
        nested = [nested] if random.random() < 0.5 else {"a": nested}
    return nested
