"""Called by script/check-schema: surveys that are right must fit the schema, the broken examples must not."""

import pathlib
import re
import sys

import jsonschema
import ruamel.yaml
import ruamel.yaml.constructor
import ruamel.yaml.error
import yaml

# What a schema can see in a file alone. All the other codes need the whole survey.
SEEN = {
    "S001", "S002", "S003", "S004", "S005", "S007", "S008", "S009", "S010", "S012", "S015", "S027", "S035", "S039",
    "S041", "S042", "S043", "S044", "S045", "S050", "S070", "S076",
}
# Right for the schema: these need more than one file or place.
UNSEEN = {"S006", "S011", "S013", "S014", "S016", "S017", "S018", "S019", "S020", "S021", "S022", "S023", "S024",
          "S025", "S026", "S028", "S029", "S030", "S031", "S032", "S033", "S034", "S036", "S037", "S038", "S040", "S046",
          "S048", "S051", "S071", "S072", "S073"}
# No example of these is a file that a schema reads.
BESIDE = {"S047", "S049"}

schemas = pathlib.Path(sys.argv[1])


def validator(name):
    import json
    document = json.loads((schemas / f"{name}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document)


VALIDATORS = {name: validator(name) for name in ["survey", "block", "translation", "tests"]}


def marked(text):
    """Puts in what docs/problems.md marks, such as a line that stands there a thousand times."""
    def put(match):
        count, _, what = match[1].partition(" × ")
        return what.replace("⏎", "\n") * int(count) if what else match[0]
    return re.sub("⟨([^⟩]*)⟩", put, text)


class Texts(ruamel.yaml.constructor.SafeConstructor):
    """A day is a text in JSON and in the core schema of YAML 1.2, whether it exists or not."""


Texts.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def read(text):
    # YAML 1.2, as editors read it: `no` is a text, `12` a number.
    reader = ruamel.yaml.YAML(typ="safe", pure=True)
    reader.Constructor = Texts
    reader.version = (1, 2)
    return reader.load(text)


def texts(text):
    """Every value as a text, as Hark reads it."""
    return ruamel.yaml.YAML(typ="base", pure=True).load(text)


def kind(path):
    if path.name == "survey.yaml":
        return "survey"
    if path.name == "block.yaml":
        return "block"
    return {"translations": "translation", "tests": "tests"}.get(path.parent.name)


def faults(name, value):
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message[:160]}"
            for error in VALIDATORS[name].iter_errors(value)]


def check_files():
    bad = count = 0
    for folder in sys.argv[2:]:
        for path in sorted(pathlib.Path(folder).rglob("*.yaml")):
            name = kind(path)
            if name is None or ".schema" in path.parts:
                continue
            count += 1
            text = path.read_text()
            try:
                other = yaml.load(text, Loader=yaml.BaseLoader)
                if other != texts(text):
                    raise yaml.YAMLError("two YAML readers read it differently")
            except yaml.YAMLError as error:
                bad += 1
                print(f"error: {path} cannot be read by other YAML readers: {error}", file=sys.stderr)
            for fault in faults(name, read(text)):
                bad += 1
                print(f"error: {path} does not fit the schema: {fault}", file=sys.stderr)
    return bad, count


def sections():
    page = pathlib.Path("docs/problems.md").read_text()
    introduction, *rest = re.split(r"^## (?=[A-Z]\d{3} )", page, flags=re.M)
    fence = re.compile(r"^```yaml ?([^\n]*)\n(.*?)^```$", flags=re.M | re.S)
    small = next(text for path, text in fence.findall(introduction) if not path)
    for section in rest:
        yield section[:4], small, [(path, text) for path, text in fence.findall(section)]


def check_examples():
    bad = count = 0
    for code, small, examples in sections():
        if code.startswith("S") and code not in SEEN | UNSEEN | BESIDE:
            bad += 1
            print(f"error: nobody said whether a schema can see {code}", file=sys.stderr)
        if code not in SEEN | UNSEEN or not examples:
            continue
        found = []
        try:
            for path, text in examples:
                name = kind(pathlib.Path(path or "survey.yaml"))
                if name is None:
                    continue
                value = read(marked(text))
                if name == "survey" and not text.startswith("hark: 1"):
                    value = {**read(small), **value}
                found += faults(name, value)
        except ruamel.yaml.error.YAMLError:
            continue
        count += 1
        if code in SEEN and not found:
            bad += 1
            print(f"error: the broken example of {code} fits the schema", file=sys.stderr)
        if code in UNSEEN and found:
            bad += 1
            print(f"error: the schema finds fault with the example of {code}: {found[:3]}", file=sys.stderr)
    return bad, count


bad_files, files = check_files()
bad_examples, examples = check_examples()
if bad_files or bad_examples or files < 10 or examples < 20:
    sys.exit(f"error: the schema is wrong about {bad_files} of {files} files and {bad_examples} of {examples} examples")
print(f"check-schema: {files} files fit the schema, and {examples} examples do or do not as they should")
