"""Files damaged in transfer, by an editor, or by another program."""

import io
import json
import re
import zipfile
import zlib
from copy import deepcopy
from random import Random
from typing import Any

from lxml import etree

from tests.fuzz.oddities import odd_bytes, odd_text, odd_value

ENCODINGS = (
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "latin-1",
    "cp1251",
    "mac_roman",
    "koi8-r",
    "utf-7",
)
_WORD = re.compile(r"[^\W_]+(?:[-:.][^\W_]+)*|\d+")


def mutated(content: bytes, random: Random) -> bytes:
    """Apply one to three mutations to a file, depending on its format."""
    for _each in range(random.choice((1, 1, 2, 3))):
        content = _once(content, random)
    return content


def _once(content: bytes, random: Random) -> bytes:
    kind = content[:4]
    chance = random.random()
    if kind == b"PK\x03\x04" and chance < 0.8:
        return _archive(content, random)
    if content.lstrip()[:1] in (b"{", b"[") and chance < 0.5:
        return _json(content, random)
    if content.lstrip()[:1] == b"<" and chance < 0.5:
        return _xml(content, random)
    if _is_text(content) and chance < 0.85:
        return _text(content, random)
    return _bytes(content, random)


def _is_text(content: bytes) -> bool:
    return (
        b"\x00" not in content[:1000]
        and content[:4] not in (b"\x89PNG", b"RIFF", b"%PDF")
        and content[:2] != b"\xff\xd8"
    )


def _bytes(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content) + 1)
    end = min(len(content), start + random.choice((1, 1, 2, 8, 100, 1000)))
    action = random.randrange(6)
    if action == 0:
        return content[:start]
    if action == 1:
        return content[:start] + content[end:]
    if action == 2:
        return content[:start] + odd_bytes(random) + content[start:]
    if action == 3:
        return content[:end] + content[start:end] * random.choice((1, 3)) + content[end:]
    if action == 4:
        return odd_bytes(random) + content
    return content[:start] + random.randbytes(end - start) + content[end:]


def _text(content: bytes, random: Random) -> bytes:
    text = content.decode("utf-8", "surrogateescape")
    action = random.randrange(8)
    lines = text.splitlines(keepends=True)
    place = random.randrange(len(lines)) if lines else 0
    if action <= 3 and (words := list(_WORD.finditer(text))):
        word = random.choice(words)
        return (text[: word.start()] + odd_text(random) + text[word.end() :]).encode(
            "utf-8", "surrogateescape"
        )
    if action == 4 and lines:
        del lines[place]
    elif action == 5 and lines:
        lines.insert(random.randrange(len(lines)), lines[place])
    elif action == 6:
        return text.encode(random.choice(ENCODINGS), "replace")
    else:
        ends = random.choice(("\r\n", "\r", "\u2028", "\x85", ""))
        return text.replace("\n", ends).encode("utf-8", "surrogateescape")
    return "".join(lines).encode("utf-8", "surrogateescape")


def _json(content: bytes, random: Random) -> bytes:
    try:
        value = json.loads(content)
    except ValueError:
        return _bytes(content, random)
    except RecursionError:
        return content
    places = list(_places(value))
    if places:
        holder, key = random.choice(places)
        action = random.randrange(4)
        if action == 0:
            del holder[key]
        elif action == 1 and isinstance(holder, dict):
            holder[odd_text(random)[:100]] = holder.pop(key)
        else:
            holder[key] = odd_value(random)
    try:
        return json.dumps(value, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        return b"[" * 5000


def _places(value: Any, depth: int = 0) -> Any:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield value, key
        if depth < 20:
            yield from _places(one, depth + 1)


def _xml(content: bytes, random: Random) -> bytes:
    if random.random() < 0.1:
        said = random.choice(("utf-16", "latin-1", "ebcdic-cp-us", "nosuch", "utf-7", ""))
        return re.sub(rb'encoding="[^"]*"', f'encoding="{said}"'.encode(), content, count=1)
    if random.random() < 0.05:
        return content.replace(
            b"?>", b'?><!DOCTYPE a [<!ENTITY a "&b;"><!ENTITY b SYSTEM "file:///etc/passwd">]>', 1
        )
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except (etree.XMLSyntaxError, ValueError):
        return _bytes(content, random)
    element = random.choice([one for one in root.iter() if isinstance(one.tag, str)])
    odd = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", odd_text(random))
    action, parent = random.randrange(7), element.getparent()
    if action == 0 and parent is not None:
        parent.remove(element)
    elif action == 1 and parent is not None:
        parent.append(deepcopy(element))
    elif action == 2 and element.attrib:
        element.set(random.choice(list(element.attrib)), odd)
    elif action == 3 and element.attrib:
        del element.attrib[random.choice(list(element.attrib))]
    elif action == 4:
        element.tag = random.choice([one.tag for one in root.iter() if isinstance(one.tag, str)])
    elif action == 5:
        for _level in range(random.choice((3, 300))):
            element = etree.SubElement(element, element.tag)
    else:
        element.text = odd
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _archive(content: bytes, random: Random) -> bytes:
    """Change a word, part or claim in a zip, including what Office writes and what programs make of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return _bytes(content, random)
    if not parts:
        return content
    name = random.choice(sorted(parts))
    action = random.randrange(10)
    if action == 0:
        del parts[name]
    elif action == 1:
        parts[odd_text(random)[:100].replace("\x00", "") or "a"] = parts.pop(name)
    elif action == 2:
        parts[name] = b""
    elif action == 3:
        parts[name] = random.choice(list(parts.values()))
    else:
        parts[name] = (_xml if parts[name].lstrip()[:1] == b"<" else _bytes)(parts[name], random)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
        for one, inner in parts.items():
            archive.writestr(one.encode("utf-8", "replace").decode(), inner)
    return made.getvalue()
