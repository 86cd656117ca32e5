// Compiled surveys by the hash of their frozen bytes: a version is compiled once, when first used.

internal import Surveys
internal import SurveyModules
internal import Synchronization

/// The compiled versions used lately, at most 64 of them.
final class FrozenSurveys: Sendable {
  private static let limit = 64
  private let kept = Mutex<[(hash: [UInt8], survey: Survey)]>([])

  /// The survey with that hash; `bytes` fetches what was frozen when it is not compiled yet.
  func survey(hash: [UInt8], bytes: () throws -> [UInt8]?) throws -> Survey {
    if let survey = kept.withLock({ $0.first { $0.hash == hash }?.survey }) { return survey }
    guard let bundle = try bytes(), let module = try? ModuleBundle.load(bundle) else {
      throw Problem.doesNotLoad
    }
    kept.withLock { kept in
      guard !kept.contains(where: { $0.hash == hash }) else { return }
      if kept.count >= Self.limit { kept.removeFirst() }
      kept.append((hash, module.survey))
    }
    return module.survey
  }
}
