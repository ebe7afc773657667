"""What readers could not open, in every file field of every page: a clear answer there, and nothing typed is lost."""
import io
import pikepdf
import re, json
from lxml import html
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.fuzz.answers import taken_back
from tests.access.actors import client_of
from tests.fuzz.test_files import Upload, forms_on, sent, ways
from tests.outcomes.recommendation_samples import pdf_of
from docx import Document
from docx.oxml import OxmlElement
TYPED = "Typed beside"

def locked_pdf():
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of(1))) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(user="secret", owner="owner"))
    return target.getvalue()


def word_with_changes():
    document = Document()
    change, run, text = (OxmlElement(tag) for tag in ("w:ins", "w:r", "w:t"))
    text.text = "hotline."
    run.append(text)
    change.append(run)
    document.add_paragraph("1. Fund the ")._p.append(change)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()

BAD = {
    "locked": ("paper.pdf", locked_pdf),
    "tracked": ("paper.docx", word_with_changes),
    "program": ("paper.pdf", lambda: b"MZ\x90\0" + b"\0" * 500),
    "large": ("paper.pdf", lambda: b"%PDF-1.7" + bytes(51*1024*1024)),
    "empty": ("paper.pdf", lambda: b""),
    "oddname": ('..\\"<b>Протокол\u202e\x00\'; ‮x' + "é"*300 + ".pdf", lambda: pdf_of(1)),
}

def typed_in(page, field):
    [form, *_] = page.xpath(f"//form[.//input[@type='file' and @name='{field}']]")
    return {
        one.get("name"): TYPED
        for one in form.xpath(".//textarea|.//input[@type='text']")
        if one.get("name") and one.get("readonly") is None and not one.get("hidden")
    }

def test_explore(world):
    found = {}
    for way in ways(world):
        up = way.bring
        if not isinstance(up, Upload): continue
        client = client_of(up.actor, world)
        page = client.get(up.url)
        form = next(f for f in forms_on(page) if up.field in f.files)
        typed = typed_in(html.fromstring(page.content), up.field)
        keep = {k: v for k, v in typed.items() if k not in up.more}
        for bad, (name, content) in BAD.items():
            with taken_back(world):
                r = client.post(form.action if form.action.startswith("/") else up.url, {**sent(form), **keep, **up.more, up.field: SimpleUploadedFile(name, content())})
                out = {"status": r.status_code}
                if r.status_code in (301, 302): out["to"] = r["Location"]
                else:
                    t = html.fromstring(r.content) if r.content else None
                    out["errors"] = [" ".join(e.text_content().split()) for e in t.xpath("//*[contains(@class,'error') or contains(@class,'alert') or contains(@role,'alert')]")][:4]
                    out["typed"] = (len(keep), sum(1 for e in t.xpath("//textarea|//input") if (e.get("value") or e.text or "").strip()==TYPED))
                found[f"{way.name} {bad}"] = out
    open("/tmp/uploads-found.json","w").write(json.dumps(found, indent=0, ensure_ascii=False))
