// The questions that rule tests name: every kind of answer, with missing choices and a list.

import Surveys

/// One question of each kind and some more, without rules between them.
let sampleQuestions: [QuestionSketch] = [
  .one("safe", ["high", "middle", "low", "prefer_not"], missing: ["prefer_not"]),
  .one("mood", ["middle", "low", "odd"]),
  .yesNo("helped"),
  QuestionSketch("told", "yes_no", ["or_prefer_not": .flag(true)]),
  .many(
    "reasons",
    ["lighting", "falls", "people", ChoiceSketch("nothing", exclusive: true), "prefer_not"],
    missing: ["prefer_not"]),
  QuestionSketch("score", "scale", ["from": .wholeNumber(0), "to": .wholeNumber(10)]),
  QuestionSketch("visits", "whole_number"),
  QuestionSketch("cost", "number"),
  QuestionSketch("welcome", "note"),
  QuestionSketch("story", "long_text"),
  QuestionSketch("word", "text"),
  QuestionSketch("born", "date"),
  QuestionSketch("moved", "date"),
  QuestionSketch("home", "place"),
  .list(
    "places",
    [
      QuestionSketch("spot", "text"), QuestionSketch("trips", "whole_number"),
      QuestionSketch("hours", "number"), .one("light", ["high", "low"]),
      QuestionSketch("seen", "date"),
    ]),
  .calculate("total", "visits + score"),
  .calculate("label", "if(answered(safe), \"told\")"),
  QuestionSketch("began", "month"),
  QuestionSketch("woke", "time"),
  .ranked("order", ["buses", "parks", "shops"], top: 2),
  QuestionSketch("corner", "point", ["precision": .wholeNumber(1)]),
  QuestionSketch("picture", "photo"),
]

/// Where the list stands among the sample questions.
let placesIndex = 14
