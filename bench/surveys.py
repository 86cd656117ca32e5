"""The surveys that are measured with: plainly made up, written anew for each run."""

CONSENT = """hark: 1
block: consent-bench@1
title: Consent
opening: This is a measurement.
safeguarding: Nobody is asked anything here.
scopes:
  analyse: {ask: May we count your answers?}
  quote: {ask: May we quote you?}
"""

HEAD = """hark: 1
module: NAME
version: 1.0.0
title: Measurement (made up)
about_this_survey: Made up for measurements; nobody is asked.
languages: {en: English}
unit: person
population: nobody
sample: open
collected_by: both
consent: {wording: consent-bench@1, scopes: [analyse, quote], keep_months: 24}
questions:
"""

KINDS = 5


def question(number):
    """One of five kinds in turn, every fifth under a rule."""
    lines = [f"  - id: q{number}", f"    ask: Made-up question number {number}?"]
    kind = number % KINDS
    if kind in (0, 1):
        lines += ["    type: choose_one", "    choices:"]
        lines += [f"      - {code} c{code}: Choice {code}" for code in range(1, 6)]
    elif kind == 2:
        lines += ["    type: yes_no"]
    elif kind == 3:
        lines += ["    type: whole_number", f"    check: q{number} >= 0 and q{number} <= 120",
                  "    check_message: Between 0 and 120."]
    else:
        lines += ["    type: choose_many", f"    show_if: q{number - 2} = yes", "    choices:"]
        lines += [f"      - {code} m{code}: Part {code}" for code in range(1, 5)]
    return "\n".join(lines)


def answer(number, seed):
    """An answer to a question that is accepted, as JSON's values."""
    kind = number % KINDS
    if kind in (0, 1):
        return f"c{(seed + number) % 5 + 1}"
    if kind == 2:
        return True
    if kind == 3:
        return (seed * 7 + number) % 121
    return [f"m{(seed + number) % 4 + 1}"]


def survey(name, questions):
    """A module of so many questions."""
    return HEAD.replace("NAME", name) + "\n".join(question(n) for n in range(questions)) + """
indicators:
  - id: first
    label: People whose first answer is the first choice
    show: percent
    count: q0 = c1
    out_of: answered(q0)
    by: []
"""


def write_survey(folder, name, questions):
    """Writes a module and the consent it needs."""
    for path, text in (
        (folder / name / "survey.yaml", survey(name, questions)),
        (folder / "blocks" / "consent-bench@1" / "block.yaml", CONSENT),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / name


def write_surveys(folder):
    """The survey that most lines answer: 13 questions, as in performance.md."""
    write_survey(folder, "bench-neighbours", 13)


# Sounds that made-up words are put together from; none is a word of English.
SOUNDS = ["ba", "ke", "li", "mo", "nu", "ra", "si", "to", "vu", "ze"]


def made_up_word(number):
    """A word for each number."""
    return "q" + "".join(SOUNDS[int(digit)] for digit in f"{number:06d}")


def sought_words(number):
    """Two words that ten conversations hold: the first 600 have them in turn, 60 pairs."""
    return f"{made_up_word(900_000 + number)} {made_up_word(910_000 + number)}"


def conversation(number):
    """A conversation of plainly made-up words, as `hark conversation import` takes it."""
    words = [made_up_word((number * 7919 + place * 104_729) % 20_000) for place in range(60)]
    if number < 600:
        words.append(sought_words(number % 60))
    return {
        "held_on": f"2026-0{number % 9 + 1}-1{number % 10}", "setting": "home", "how": "in_person", "people": 1,
        "language": "en", "consent": {"form": "spoken", "scopes": {"analyse": True, "quote": False}},
        "answers": {"what_matters": " ".join(words)}}
