// The one catalogue of what can go wrong in a use case. Its codes carry the HTTP status and the
// exit status; docs/problems.md explains each.

public import Surveys

/// What can go wrong, by its stable code.
public enum ProblemCode: String, Sendable, CaseIterable {
  case notSignedIn = "H001"
  case notAllowed = "H002"
  case notFound = "H003"
  case notJSON = "H004"
  case tooLarge = "H005"
  case wrongMediaType = "H006"
  case otherContent = "H007"
  case badRequest = "H008"
  case surveyClosed = "H009"
  case alreadyPublished = "H010"
  case notPublished = "H011"
  case moduleRefused = "H012"
  case releaseRefused = "H013"
  case noRelease = "H014"
  case notProtected = "H015"
  case databaseUnavailable = "H016"
  case databaseRefused = "H017"
  case wrongConfiguration = "H018"
  case methodNotAllowed = "H019"
  case failed = "H020"
  case cannotRead = "H021"
  case rowsRefused = "H022"
  case alreadyThere = "H023"
  case noDraftFolder = "H024"
  case noDraft = "H025"
  case draftInUse = "H026"
  case mapRefused = "H027"
  case noExportRight = "H030"
  case cannotWrite = "H031"
  case noRevision = "H032"
  case editedMeanwhile = "H033"
  case withdrawn = "H034"
  case linkClosed = "H035"
  case tooMany = "H036"
  case tooSlow = "H037"
  case addressTooLong = "H038"
  case headersTooLarge = "H039"
  case tooBusy = "H040"
  case auditBroken = "H042"
  case backupUnusable = "H046"
  case backupFailed = "H047"
  case restoreRefused = "H048"
  case restoreDiffers = "H049"
  case planInTheWay = "H050"
  case noReceipt = "H056"
  case tooManyTries = "H057"
  case held = "H058"
  case exploringRefused = "H061"
  case helpLinesOld = "H062"
  case settingRefused = "H063"
  case concernMoved = "H064"
  case changeRefused = "H065"
  case versionTooLow = "H066"
  case surveyOpen = "H067"
  case alertsNotOut = "H068"
  case keyMissing = "H070"
  case notOpened = "H071"
  case noticeIncomplete = "H072"
  case complaintMoved = "H073"
  case complaintsTooMany = "H074"
  case keyInUse = "H075"
  case noNoiseTable = "H076"
  case secondLookNeeded = "H077"
  case noiseThere = "H078"
  case populationRefused = "H079"
  case toldUnsealed = "H082"

  /// A few words that stay the same for every problem of the code.
  public var title: String {
    switch self {
    case .notSignedIn: "Not signed in"
    case .notAllowed: "Not allowed"
    case .notFound: "Not found"
    case .notJSON: "Not JSON"
    case .tooLarge: "Too large"
    case .wrongMediaType: "Wrong media type"
    case .otherContent: "The id stands for another record"
    case .badRequest: "The request cannot be understood"
    case .surveyClosed: "The survey is closed"
    case .alreadyPublished: "Already published"
    case .notPublished: "Not published"
    case .moduleRefused: "The survey module does not load"
    case .releaseRefused: "The release is refused"
    case .noRelease: "No release yet"
    case .notProtected: "Its protection is not built yet"
    case .databaseUnavailable: "The database is not available"
    case .databaseRefused: "The database refused it"
    case .wrongConfiguration: "The configuration is wrong"
    case .methodNotAllowed: "Method not allowed"
    case .failed: "Something went wrong in Hark"
    case .cannotRead: "The file cannot be read"
    case .rowsRefused: "Rows were refused"
    case .alreadyThere: "Already there"
    case .noDraftFolder: "Drafts cannot be kept"
    case .noDraft: "No such draft"
    case .draftInUse: "The draft is in use"
    case .mapRefused: "The column map has mistakes"
    case .noExportRight: "No right to export"
    case .cannotWrite: "The file cannot be written"
    case .noRevision: "It is not said which version is edited"
    case .editedMeanwhile: "Edited meanwhile"
    case .withdrawn: "The record was taken back or erased"
    case .linkClosed: "The link takes no more answers"
    case .tooMany: "Too many at once"
    case .tooSlow: "Too slow"
    case .addressTooLong: "The address is too long"
    case .headersTooLarge: "The headers are too large"
    case .tooBusy: "Too busy just now"
    case .auditBroken: "The audit trail does not hold"
    case .backupUnusable: "The backup cannot be used"
    case .backupFailed: "The backup was not made"
    case .restoreRefused: "Nothing is restored there"
    case .restoreDiffers: "What was restored differs"
    case .planInTheWay: "A plan is in the way"
    case .noReceipt: "Nothing is held under this code"
    case .tooManyTries: "Too many tries"
    case .held: "A legal hold keeps it"
    case .exploringRefused: "Exploring is refused"
    case .helpLinesOld: "Numbers to call are too old"
    case .settingRefused: "The setting is refused"
    case .concernMoved: "The concern has moved on"
    case .changeRefused: "A published survey cannot change so"
    case .versionTooLow: "The version is too low for the change"
    case .surveyOpen: "The survey is open"
    case .alertsNotOut: "Alerts did not go out"
    case .keyMissing: "A key is missing"
    case .notOpened: "A sealed text does not open"
    case .noticeIncomplete: "The privacy notice is not complete"
    case .complaintMoved: "The complaint has moved on"
    case .complaintsTooMany: "Too many complaints at once"
    case .keyInUse: "The key is in use"
    case .noNoiseTable: "There is no table of noise"
    case .noiseThere: "There is a table of noise already"
    case .secondLookNeeded: "These words wait for a second look"
    case .populationRefused: "The table of the population is refused"
    case .toldUnsealed: "The lead is told, and nothing is stored"
    }
  }

  /// The status of the HTTP response.
  public var httpStatus: Int {
    switch self {
    case .notJSON, .badRequest, .cannotRead, .cannotWrite: 400
    case .notSignedIn: 401
    case .notAllowed, .noExportRight: 403
    case .notFound, .notPublished, .noRelease, .noDraft, .noReceipt, .noNoiseTable: 404
    case .methodNotAllowed: 405
    case .tooSlow: 408
    case .otherContent, .surveyClosed, .alreadyPublished, .releaseRefused, .alreadyThere,
      .draftInUse, .withdrawn, .held, .planInTheWay, .changeRefused, .surveyOpen, .helpLinesOld,
      .concernMoved, .secondLookNeeded, .complaintMoved, .keyInUse, .noiseThere:
      409
    case .linkClosed: 410
    case .editedMeanwhile: 412
    case .tooLarge: 413
    case .addressTooLong: 414
    case .wrongMediaType: 415
    case .moduleRefused, .notProtected, .databaseRefused, .rowsRefused, .mapRefused, .versionTooLow,
      .settingRefused, .noticeIncomplete, .populationRefused, .exploringRefused:
      422
    case .noRevision: 428
    case .tooMany, .tooManyTries, .complaintsTooMany: 429
    case .headersTooLarge: 431
    case .wrongConfiguration, .failed, .noDraftFolder, .auditBroken, .backupUnusable,
      .backupFailed, .restoreRefused, .restoreDiffers, .alertsNotOut, .notOpened:
      500
    case .databaseUnavailable, .tooBusy, .keyMissing, .toldUnsealed: 503
    }
  }

  /// The exit status of a command.
  public var exitStatus: Int32 {
    switch self {
    case .badRequest: 64
    case .databaseUnavailable, .tooBusy: 69
    case .failed: 70
    case .wrongConfiguration, .noDraftFolder, .keyMissing, .toldUnsealed: 78
    default: 1
    }
  }
}

/// Something that went wrong, in words for the person who has to act; never with their answers.
public struct Problem: Error, Sendable, CustomStringConvertible {
  /// The stable code: of the catalogue, or of the first refused answer.
  public let code: String
  /// A few words that stay the same.
  public let title: String
  /// What is wrong here and what to do.
  public let detail: String
  /// The status of the HTTP response.
  public let httpStatus: Int
  /// The exit status of a command.
  public let exitStatus: Int32
  /// Refused answers, by question.
  public let answers: [AnswerProblem]
  /// After how many seconds it is worth another try.
  public internal(set) var retryAfter: Int?

  /// Whether somebody was refused what they may not do, which the audit trail keeps.
  public var isForAudit: Bool {
    [ProblemCode.notAllowed, .noExportRight].contains { $0.rawValue == code }
  }

  /// A problem of the catalogue.
  public init(_ code: ProblemCode, _ detail: String) {
    (self.code, title, self.detail) = (code.rawValue, code.title, detail)
    (httpStatus, exitStatus, answers) = (code.httpStatus, code.exitStatus, [])
  }

  /// Nobody reads more refused answers at once.
  private static let mostShown = 100

  /// Answers that were refused; the first gives its code.
  public init(refused answers: [AnswerProblem]) {
    code = answers.first?.code.rawValue ?? ProblemCode.badRequest.rawValue
    title = answers.count == 1 ? "An answer is refused" : "\(answers.count) answers are refused"
    let isCut = answers.count > Self.mostShown
    detail =
      "nothing was stored; mend what is named and send it again"
      + (isCut ? ". The first \(Self.mostShown) are named" : "")
    (httpStatus, exitStatus) = (422, 1)
    self.answers = Array(answers.prefix(Self.mostShown))
  }

  /// A body that is JSON and says what Hark cannot keep, under the code of the JSON reader.
  init(code: String, title: String, detail: String) {
    (self.code, self.title, self.detail) = (code, title, detail)
    (httpStatus, exitStatus, answers) = (422, 1, [])
  }

  /// Code, title and detail, then a line for each refused answer.
  public var description: String {
    ([("\(code): \(title): \(detail)")]
      + answers.map { "  \($0.question): \($0.message) (\($0.code.rawValue))" })
      .joined(separator: "\n")
  }
}
