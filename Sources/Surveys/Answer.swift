// What a person answered, once it has been read by its question's type.

/// An answer that its question accepts in form.
public enum Answer: Sendable, Hashable {
  /// The id of the choice: yes_no, choose_one.
  case choice(String)
  /// Ids in the order of the question's choices: choose_many.
  case choices([String])
  /// scale, whole_number, number, calculate.
  case number(Double)
  /// text, long_text, calculate.
  case text(String)
  /// date.
  case day(CalendarDay)
  /// month.
  case month(CalendarMonth)
  /// time.
  case time(TimeOfDay)
  /// The code of a place.
  case place(String)
  /// Ids in a person's own order: rank.
  case ranked([String])
  /// The id of an entry of a partnership's list: choose_one with `list`.
  case listed(String)
  /// Ids of entries of a partnership's list: choose_many with `list`.
  case listedSet([String])
  /// point, as coarse as it is kept.
  case point(GeographicPoint)
  /// The name of a file: photo, voice.
  case attachment(String)
  /// The items of a repeat, in order; each from question id to answer.
  case items([[String: Answer]])
}

/// How answers arrive: JSON is typed, files for people give text, tables also codes and labels.
public enum AnswerReading: Sendable {
  /// JSON: a number is a number.
  case typed
  /// YAML and `--answers`: text that the question's type reads.
  case text
  /// CSV: as text; choices also by code or label, sets as one cell with `;`.
  case table
}

/// Something wrong with one answer, in words for the person who gave or typed it.
public struct AnswerProblem: Error, Sendable, Hashable {
  /// The kinds of problem, with codes that never change.
  public enum Code: String, Sendable, CaseIterable {
    case unknownQuestion = "A001"
    case notAsked = "A002"
    case required = "A003"
    case notAChoice = "A004"
    case wrongForm = "A005"
    case outOfRange = "A006"
    case checkFailed = "A007"
    case exclusiveWithOthers = "A008"
    case numberOfChoices = "A009"
    case tooLong = "A010"
    case noConsent = "A011"
    case calculatedDiffers = "A012"
    case tooManyItems = "A013"
    case unknownPlace = "A014"
    case unknownScope = "A015"
    case forbiddenCharacter = "A016"
    case unknownField = "A017"
    case missingField = "A018"
    case badField = "A019"
  }

  /// The question, as people write it: `safe`, `places[2].spot`, `consent.quote`.
  public let question: String
  /// The stable code.
  public let code: Code
  /// What is wrong and what to do, without the answer itself.
  public let message: String

  /// A problem of one question.
  public init(question: String, code: Code, message: String) {
    (self.question, self.code, self.message) = (question, code, message)
  }
}
