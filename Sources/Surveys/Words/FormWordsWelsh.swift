// The fixed words in Welsh: a draft that needs checking by a native speaker, as the surveys say of theirs.

extension FormWord {
  static let welsh: [FormWord: String] = [
    .yes: "Ie", .no: "Na", .onlyThis: "hwn yn unig",
    .goTo: "→ ewch i {number}", .goToEnd: "→ ewch i'r diwedd",
    .stopHere: "→ stopiwch yma, ni chedwir dim",
    .needsAnswer: "Mae angen ateb i gwestiwn sydd â *.",
    .noConsent: "Ni ofynnir am gydsyniad: {reason}",
    .inRole: "Rydych yn ateb yn rhinwedd eich swydd neu'ch rôl, nid fel unigolyn.",
    .keptMonths: "Cedwir yr atebion am {count} mis.", .consent: "Cydsyniad",
    .noticeAt: "Sut rydym yn gofalu am eich data: {place}",
    .noticeAsk:
      "Sut rydym yn gofalu am eich data: gofynnwch am ein hysbysiad preifatrwydd cyn ateb.",
    .takeBackAt:
      "Cewch chwe gair. Gyda nhw gallwch weld, newid neu dynnu'n ôl yr hyn a ddywedoch: {place}",
    .takeBackAsk:
      "Cewch chwe gair. Gyda nhw gallwch weld, newid neu dynnu'n ôl yr hyn a ddywedoch: gofynnwch ble i'r"
      + " sawl a roddodd y ffurflen hon i chi.",
    .questions: "Cwestiynau", .tickAll: "Ticiwch bob un sy'n addas.",
    .tickAtLeast: "Ticiwch {low} neu fwy.", .tickAtMost: "Ticiwch {high} ar y mwyaf.",
    .tickExactly: "Ticiwch {low}.", .tickBetween: "Ticiwch rhwng {low} a {high}.",
    .rankFirst: "Ysgrifennwch 1 wrth ochr y pwysicaf; {count} ar y mwyaf.",
    .rankMore: "Ysgrifennwch 1 wrth ochr y pwysicaf, yna 2; {count} ar y mwyaf.",
    .forEach: "Ar gyfer pob un, {count} ar y mwyaf:", .itemNumber: "{list}, rhif {number}",
    .addOne: "Ychwanegu un?", .addAnother: "{count} hyd yma. Ychwanegu un arall?",
    .day: "Diwrnod", .month: "Mis", .year: "Blwyddyn", .forResearcher: "I'r ymchwilydd: {hint}",
    .emptySlot: "(Mae cwestiwn yma y mae'n rhaid i'w berchennog lwytho ei destun: {id}.)",
    .onlyIfYes: "Dim ond os cytunoch i {name}.", .answerIf: "Atebwch hwn os {rule}.",
    .or: "{one} neu {other}", .and: "{one} ac {other}", .notSo: "nid yw'n wir: {rule}",
    .answered: "ateboch {name}", .notAnswered: "nad ateboch {name}",
    .answeredOther: "ateboch {name}, ond nid â \u{201C}{choice}\u{201D}",
    .said: "dywedoch {choices} wrth ateb {name}", .saidYes: "cytunoch i {name}",
    .saidNo: "gwrthodoch {name}", .isEqual: "yw {one} yn {other}",
    .isNotEqual: "nad yw {one} yn {other}", .isLess: "yw {one} yn llai na {other}",
    .isAtMost: "yw {one} yn {other} ar y mwyaf", .isMore: "yw {one} yn fwy na {other}",
    .isAtLeast: "yw {one} yn {other} o leiaf", .question: "cwestiwn {number}",
    .yourAnswer: "eich ateb i {name}", .numberOfAnswers: "nifer yr atebion i {name}",
    .numberOfLetters: "nifer y llythrennau yn {name}",
  ]
}
