"""The linter finds what it is there for, in whatever script of the pages it stands."""

import json
import shutil
import subprocess
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FAULTS = {
    "modules/inner.js": ("plugin", "export const put = (part, words) => {\n  part.innerHTML = words;\n};\n"),
    "modules/adjacent.js": (
        "plugin",
        'export const put = (p, words) => p.insertAdjacentHTML("afterend", words);\n',
    ),
    "modules/write.js": ("plugin", "export const put = (words) => document.write(words);\n"),
    "modules/undeclared.js": ("noUndeclaredVariables", "export const words = () => sentences[0];\n"),
    "modules/global.js": ("noRestrictedGlobals", "export const greeting = () => `Dear ${name}`;\n"),
    "modules/unused.js": ("noUnusedVariables", "const left = 1;\nexport const right = 2;\n"),
    "modules/equal.js": ("noDoubleEquals", "export const isNone = (value) => value == 0;\n"),
    "modules/coerced.js": ("noImplicitCoercions", "export const number = (text) => +text;\n"),
    "modules/let.js": ("useConst", "let fixed = 1;\nexport const read = () => fixed;\n"),
    "modules/eval.js": ("noGlobalEval", "export const run = (text) => eval(text);\n"),
    "modules/await.js": ("useAwait", "export async function ask() {\n  return 1;\n}\n"),
    "modules/before.js": ("noInvalidUseBeforeDeclaration", "export const one = two;\nconst two = 1;\n"),
    "sample-worker.js": (
        "noUndeclaredVariables",
        'self.addEventListener("fetch", () => caches.match(request));\n',
    ),
}
SOUND = 'self.addEventListener("fetch", ({ request }) => console.warn(request.url ?? location.href));\n'


def test_a_fault_is_found_and_what_is_sound_passes(tmp_path):
    for name in ("biome.json", "package.json", "script/tooling/markup.grit"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for name, source in [("sound.js", SOUND), *((name, source) for name, (_rule, source) in FAULTS.items())]:
        path = tmp_path / "static" / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    [program] = ROOT.glob("node_modules/@biomejs/cli-*/biome*")
    command = [program, "lint", "--reporter=json", "--max-diagnostics=none"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    found = {
        (Path(each["location"]["path"]).relative_to("static/src").as_posix(), each["category"].split("/")[-1])
        for each in json.loads(answer.stdout)["diagnostics"]
        if each["location"]["path"].startswith("static/src")
    }
    assert found == {(name, rule) for name, (rule, _source) in FAULTS.items()}
