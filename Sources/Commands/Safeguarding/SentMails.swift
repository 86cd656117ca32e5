// What `hark concern send` and `hark complaint send` say in the end.

internal import Engagement

/// What became of what was sent by hand.
enum SentMails {
  /// Says how much went out; throws where some did not, with each reason once.
  static func tell(_ sent: Int, _ failures: [String]) throws {
    Output.line("sent \(sent)")
    guard failures.isEmpty else {
      throw Problem(
        .alertsNotOut,
        "\(failures.count) did not go out: \(Set(failures).sorted().joined(separator: "; "))")
    }
  }
}
