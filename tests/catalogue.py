"""The English catalogue: find every text of the product, merge, compile.

`python -m tests.catalogue` brings locale/en up to the sources and compiles both catalogues;
no gettext tools are needed. Portuguese is the language of the sources.
"""

import ast
import io
import re
import subprocess
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
PORTUGUESE = ROOT / "locale" / "pt_BR" / "LC_MESSAGES" / "django.po"
STRING = re.compile(r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")""")
CALL = re.compile(rf"\b(n?p?gettext)\(((?:{STRING.pattern}|[^()'\"])*)\)")
FOLDERS = ("contacts/", "complaints/", "disputes/", "config/", "templates/")
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "N_": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}


def sources():
    """Return the paths of all files with texts for people."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    wanted = [name for name in listed if name.endswith((".py", ".html", ".txt"))]
    return [
        ROOT / name for name in sorted(set(wanted))
        if name.startswith(FOLDERS) and (ROOT / name).exists()
    ]


def found():
    """Return {(context, msgid): msgid_plural or ""} of every text in the sources."""
    texts = {}
    for path in sources():
        code = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            messages = [
                (context, message if isinstance(message, tuple) else (message, ""))
                for _line, message, _comments, context in extract(
                    "python", io.BytesIO(code.encode()), KEYWORDS, options={"encoding": "utf-8"})
            ] + list(in_formatted(code))
        else:
            messages = list(in_template(code, path)) if "{%" in code else []
        for context, (singular, plural) in messages:
            if singular:
                texts[context, singular] = texts.get((context, singular)) or plural
    return texts


def in_formatted(code):
    """Yield (context, (singular, plural)) of each text that stands inside an f-string, which Babel does not read."""
    strings = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.JoinedStr)]
    for call in (node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", "")
        texts = [part.value for part in call.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if name in KEYWORDS and texts:
            context = texts.pop(0) if name in ("pgettext", "npgettext") else None
            yield context, (texts[0], texts[1] if name.startswith("n") else "")


def in_template(code, path):
    """Yield (context, (singular, plural)) of each text of a template."""
    for name, arguments in CALL.findall(templatize(code, origin=str(path))):
        strings = [ast.literal_eval(literal) for literal in STRING.findall(arguments)]
        context = strings.pop(0) if name in ("pgettext", "npgettext") else None
        yield context, (strings[0], strings[1] if name.startswith("n") else "")


def catalogue(path):
    if path.exists():
        return polib.pofile(str(path), wrapwidth=100)
    made = polib.POFile(wrapwidth=100)
    language = path.parent.parent.name
    made.metadata = {
        "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit", "Language": language,
        "Plural-Forms": "nplurals=2; plural=(n != 1);" if language == "en" else "nplurals=2; plural=(n > 1);",
    }
    return made


def merge():
    """Add new texts to the English catalogue and drop those no longer used; return what is untranslated."""
    english, texts = catalogue(ENGLISH), found()
    known = {(entry.msgctxt, entry.msgid): entry for entry in english}
    for (context, msgid), plural in texts.items():
        entry = known.get((context, msgid))
        if entry is None or bool(entry.msgid_plural) != bool(plural):
            if entry is not None:
                english.remove(entry)
            entry = polib.POEntry(msgid=msgid, msgctxt=context, msgid_plural=plural)
            if plural:
                entry.msgstr_plural = {0: "", 1: ""}
            english.append(entry)
    for key, entry in known.items():
        if key not in texts:
            english.remove(entry)
    english.sort(key=lambda entry: entry.msgid)
    english.save(str(ENGLISH))
    return [entry.msgid for entry in english.untranslated_entries()]


def compile_all():
    for path in (ENGLISH, PORTUGUESE):
        if path.exists():
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


if __name__ == "__main__":
    missing = merge()
    compile_all()
    print(f"{len(missing)} texts without English")
