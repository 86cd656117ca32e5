// `hark plan`, `hark cycle` and `hark experiment`: what a partnership writes down of its own work.

internal import ArgumentParser
internal import Practice

/// `hark plan`
struct PlanCommand: AsyncParsableCommand, PracticeNoun {
  static let kind = PracticeKind.plan
  static let columns = ["id", "title", "survey", "level", "feedback_on", "stage", "obstacles"]
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Engagement plans: what is decided, who is asked, how people hear back.",
    subcommands: [
      PracticeAdd<Self>.self, PracticeList<Self>.self, PracticeShow<Self>.self,
      PracticeEdit<Self>.self, PlanAdvise.self, PracticeHistory<Self>.self,
      PracticeTemplate<Self>.self,
    ])
}

/// `hark cycle`
struct CycleCommand: AsyncParsableCommand, PracticeNoun {
  static let kind = PracticeKind.cycle
  static let columns = ["id", "title", "place", "stage", "next_review_on"]
  static let configuration = CommandConfiguration(
    commandName: "cycle",
    abstract: "Cycles of work on one or two areas: inception, work, review, lessons.",
    subcommands: [
      PracticeAdd<Self>.self, PracticeList<Self>.self, PracticeShow<Self>.self,
      PracticeEdit<Self>.self, PracticeHistory<Self>.self, PracticeTemplate<Self>.self,
    ])
}

/// `hark experiment`
struct ExperimentCommand: AsyncParsableCommand, PracticeNoun {
  static let kind = PracticeKind.experiment
  static let columns = ["id", "title", "owner", "review_month", "stage"]
  static let configuration = CommandConfiguration(
    commandName: "experiment",
    abstract: "Adaptive action: what, so what, now what, and what became of it.",
    subcommands: [
      PracticeAdd<Self>.self, PracticeList<Self>.self, PracticeShow<Self>.self,
      PracticeEdit<Self>.self, PracticeHistory<Self>.self, PracticeTemplate<Self>.self,
    ])
}

/// A noun of the command line that stands for one kind of record.
protocol PracticeNoun: Sendable {
  static var kind: PracticeKind { get }
  /// What a list shows.
  static var columns: [String] { get }
}

extension PracticeNoun {
  static var word: String { kind.rawValue }
}
