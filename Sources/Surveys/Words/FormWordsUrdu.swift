// The fixed words in Urdu: a draft that needs checking by a native speaker, as the surveys say of theirs.
// Arrows point the way the text is read, from right to left.

extension FormWord {
  static let urdu: [FormWord: String] = [
    .yes: "ہاں", .no: "نہیں", .onlyThis: "صرف یہ", .goTo: "← سوال {number} پر جائیں",
    .goToEnd: "← آخر پر جائیں", .stopHere: "← یہاں رک جائیں، کچھ محفوظ نہیں رکھا جاتا",
    .needsAnswer: "* والے سوال کا جواب ضروری ہے۔",
    .noConsent: "اجازت نہیں مانگی جاتی: {reason}",
    .inRole: "آپ اپنی ذمہ داری کی حیثیت سے جواب دیتے ہیں، ذاتی طور پر نہیں۔",
    .keptMonths: "جوابات {count} مہینے رکھے جاتے ہیں۔", .consent: "اجازت",
    .noticeAt: "ہم آپ کے ڈیٹا کا خیال کیسے رکھتے ہیں: {place}",
    .noticeAsk:
      "ہم آپ کے ڈیٹا کا خیال کیسے رکھتے ہیں: جواب دینے سے پہلے ہمارا رازداری کا نوٹس مانگیں۔",
    .takeBackAt:
      "آپ کو چھ الفاظ ملتے ہیں۔ ان سے آپ اپنی کہی ہوئی بات دیکھ، بدل یا واپس لے سکتے ہیں: {place}",
    .takeBackAsk:
      "آپ کو چھ الفاظ ملتے ہیں۔ ان سے آپ اپنی کہی ہوئی بات دیکھ، بدل یا واپس لے سکتے ہیں: کہاں، یہ اس سے"
      + " پوچھیں جس نے آپ کو یہ فارم دیا۔",
    .questions: "سوالات", .tickAll: "جو بھی درست ہوں سب پر نشان لگائیں۔",
    .tickAtLeast: "{low} یا زیادہ پر نشان لگائیں۔",
    .tickAtMost: "زیادہ سے زیادہ {high} پر نشان لگائیں۔", .tickExactly: "{low} پر نشان لگائیں۔",
    .tickBetween: "{low} سے {high} تک پر نشان لگائیں۔",
    .rankFirst: "سب سے اہم کے ساتھ 1 لکھیں؛ زیادہ سے زیادہ {count}۔",
    .rankMore: "سب سے اہم کے ساتھ 1 لکھیں، پھر 2؛ زیادہ سے زیادہ {count}۔",
    .forEach: "ان میں سے ہر ایک کے لیے، زیادہ سے زیادہ {count}:",
    .itemNumber: "{list}، نمبر {number}", .addOne: "ایک شامل کریں؟",
    .addAnother: "اب تک {count}۔ ایک اور شامل کریں؟", .day: "دن", .month: "مہینہ",
    .year: "سال", .forResearcher: "محقق کے لیے: {hint}",
    .emptySlot: "(یہاں ایک سوال ہے جس کا متن اس کے مالک کو ڈالنا ہے: {id}۔)",
    .onlyIfYes: "صرف اگر آپ نے {name} پر ہاں کہا۔", .answerIf: "اس کا جواب دیں اگر {rule}۔",
    .or: "{one} یا {other}", .and: "{one} اور {other}", .notSo: "یہ درست نہ ہو کہ {rule}",
    .answered: "آپ نے {name} کا جواب دیا", .notAnswered: "آپ نے {name} کا جواب نہیں دیا",
    .answeredOther: "آپ نے {name} کا جواب دیا، لیکن \u{201C}{choice}\u{201D} نہیں",
    .said: "آپ نے {name} پر {choices} کہا", .saidYes: "آپ نے {name} پر ہاں کہا",
    .saidNo: "آپ نے {name} پر نہیں کہا", .isEqual: "{one} {other} ہے",
    .isNotEqual: "{one} {other} نہیں ہے", .isLess: "{one} {other} سے کم ہے",
    .isAtMost: "{one} زیادہ سے زیادہ {other} ہے", .isMore: "{one} {other} سے زیادہ ہے",
    .isAtLeast: "{one} کم از کم {other} ہے", .question: "سوال {number}",
    .yourAnswer: "{name} پر آپ کا جواب", .numberOfAnswers: "{name} کے جوابات کی تعداد",
    .numberOfLetters: "{name} کے حروف کی تعداد",
  ]
}
