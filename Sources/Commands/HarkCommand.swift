// The root of the command line: its commands, and what becomes of errors.

internal import ArgumentParser
internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Logging
internal import Storage

/// `hark`
struct HarkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hark",
    abstract: "Turns what communities say into evidence that counts.",
    discussion: """
      Try it: hark demo
      Start here: hark survey check surveys
      Settings come from flags, HARK_… variables and hark.yaml, in this order.
      """,
    version:
      "hark, not released yet; its tables are of migration \(Migration.all.last?.number ?? 0)",
    subcommands: [
      DemoCommand.self, ServeCommand.self, DatabaseCommand.self, PartnershipCommand.self,
      PlaceCommand.self, DoctorCommand.self, AccountCommand.self, SurveyCommand.self,
      ConversationCommand.self, FollowUpCommand.self, ConcernCommand.self, ResponseCommand.self,
      LinkCommand.self,
      ListCommand.self, PopulationCommand.self, FindingsCommand.self, LocalAccountCommand.self,
      PlanCommand.self, CycleCommand.self, ExperimentCommand.self, EventCommand.self,
      ReceiptCommand.self, WithdrawalCommand.self, RetentionCommand.self, SearchCommand.self,
      EstimateCommand.self, AuditCommand.self, KeysCommand.self, PrivacyCommand.self,
      ComplaintCommand.self, QuoteCommand.self,
    ])
}

/// Runs the command line.
public enum CommandLineTool {
  /// Runs the command that the arguments name and ends with its exit status.
  public static func run(_ arguments: [String]? = nil) async -> Never {
    LoggingSystem.bootstrap { _ in JSONLogHandler() }
    do {
      var command = try HarkCommand.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      exit(0)
    } catch {
      exit(report(error))
    }
  }

  private static func report(_ error: any Error) -> Int32 {
    switch error {
    case let error as EmbeddedPostgresError:
      let problem = Problem(
        error.isConfiguration ? .wrongConfiguration : .databaseUnavailable, "\(error)")
      Output.note("error: \(problem)")
      return problem.exitStatus
    case let error where isUsage(error):
      let text = HarkCommand.fullMessage(for: error)
      let code = HarkCommand.exitCode(for: error)
      if code == .success { Output.line(text) } else if !text.isEmpty { Output.note(text) }
      return code.rawValue
    default:
      let problem = Problem(translating: error)
      Output.note("error: \(problem)")
      return problem.exitStatus
    }
  }

  /// Whether ArgumentParser threw it: help, wrong usage, or an exit status.
  private static func isUsage(_ error: any Error) -> Bool {
    error is ExitCode || error is CleanExit || error is ValidationError
      || String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
  }
}
