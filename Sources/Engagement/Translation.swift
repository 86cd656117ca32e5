// The one place where errors of the database and of JSON become problems.

public import JSON
internal import Postgres
internal import Sealing
internal import Storage
internal import Surveys

extension Problem {
  /// The problem that an error means; errors that nobody foresaw say so and nothing else.
  public init(translating error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as StorageError: self = Problem(storage: error)
    case let error as SealingError: self = Problem(sealing: error)
    case let error as PostgresError: self = Problem(postgres: error)
    case is StartUpRefusal, is MigrationError:
      self = Problem(.wrongConfiguration, String(describing: error))
    case is CancellationError:
      self = Problem(.databaseUnavailable, "the work was stopped before it was done; try again")
    default:
      self = Problem(.failed, "try again; if it stays, tell the operator the time")
    }
  }

  private init(storage error: StorageError) {
    switch error {
    case .notAllowed: self = Problem(.notAllowed, error.description)
    case .alreadyExists: self = Problem(.alreadyThere, error.description)
    case .refused(.surveyClosed, _): self = Problem(.surveyClosed, error.description)
    case .refused(.linkTakesNoMore, _): self = .linkClosed
    case .refused(.erased, _): self = .erased
    case .refused(.receiptTakenBack, let message), .refused(.conversationTakenBack, let message):
      self = Problem(.withdrawn, message)
    case .refused(.attachedAsItWas, let message):
      self = Problem(refused: [
        AnswerProblem(
          question: "people", code: .badField,
          message: message
            + ": one person cannot become several, nor several one. Leave it as it is and say so in the note;"
            + " if it was logged wrongly, have a steward erase the conversation and what belongs to it, and"
            + " record it anew")
      ])
    case .refused(.scopesTakenBack, _):
      self = Problem(
        .tooBusy,
        "the person is just changing what they allow under this receipt code; try again in a moment"
      )
    case .refused(.unknownEvent, _):
      self = Problem(refused: [
        AnswerProblem(
          question: "event", code: .badField,
          message: "there is no event with this id; `hark event list` shows them")
      ])
    case .refused(.held, _): self = Problem(.held, error.description)
    case .refused(.surveyNotPublished, _): self = Problem(.notPublished, error.description)
    case .unknownReference, .invalid, .refused: self = Problem(.databaseRefused, error.description)
    }
  }

  private init(postgres error: PostgresError) {
    switch error {
    case .poolTimeout: self = Problem(.tooBusy, error.description)
    case .connectionLost, .connectFailed, .closed:
      self = Problem(.databaseUnavailable, error.description)
    case .server(let server):
      switch server.sqlState.errorClass {
      case "08", "40", "53", "57", "58":
        self = Problem(.databaseUnavailable, error.description)
      case "55" where server.sqlState == .lockNotAvailable:
        self = Problem(.tooBusy, error.description)
      case "25" where server.sqlState == "25006":
        self = Problem(.databaseUnavailable, "the database is read-only just now; try again later")
      case "42", "3F":
        self = Problem(
          .wrongConfiguration,
          "the database lacks tables or rights of this version; run `hark database migrate`")
      default: self = Problem(.failed, error.description)
      }
    case .nulInText:
      self = Problem(.badRequest, "a text holds a NUL character; take it out")
    case .decode: self = Problem(.failed, error.description)
    }
  }

  /// What is wrong with a text that should be JSON: 400 where it is none, 422 where it says what
  /// Hark cannot keep.
  public init(json problem: JSONProblem) {
    let detail =
      "line \(problem.line), column \(problem.column): \(problem.message) \(problem.suggestion)"
    let isWellFormed: Set<JSONProblem.Code> = [
      .duplicateKey, .wholeNumberTooLarge, .numberTooLarge, .nul, .loneSurrogate,
    ]
    self =
      isWellFormed.contains(problem.code)
      ? Problem(code: problem.code.rawValue, title: "This content cannot be kept", detail: detail)
      : Problem(.notJSON, detail)
  }
}

/// Runs work whose errors become problems.
func translating<Value: Sendable>(
  isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
) async throws -> Value {
  do { return try await work() } catch { throw Problem(translating: error) }
}
