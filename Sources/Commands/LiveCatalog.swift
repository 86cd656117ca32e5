// The modules of the folders as a running server has them: read once, and again when a file changes.
// Requests go on with the catalogue that stands until the next one is whole.

internal import Dispatch
internal import Logging
internal import ServiceLifecycle
internal import SurveyModules
internal import Surveys
internal import Synchronization

/// The modules of the folders, read when first asked for: reading runs their tests.
final class LiveCatalog: Sendable {
  private struct State {
    var catalog: ModuleCatalog
    var folders: FolderState
  }

  private let folders: [String]
  private let state = Mutex<State?>(nil)

  init(folders: [String]) { self.folders = folders }

  /// The catalogue that stands.
  var current: ModuleCatalog {
    state.withLock { state in
      if let state { return state.catalog }
      // Looked at before it is read, so that a change in between is seen later.
      let look = FolderState(folders)
      let catalog = ModuleCatalog.load(folders: folders)
      state = State(catalog: catalog, folders: look)
      return catalog
    }
  }

  /// What the files look like now.
  func look() -> FolderState { FolderState(folders) }

  /// Whether the catalogue was read from files that looked like this.
  func isRead(from look: FolderState) -> Bool {
    state.withLock { $0.map { $0.folders == look } ?? true }
  }

  /// Reads the folders again. A module that is broken now goes on as it was. Says what changed.
  func reload() -> [CatalogChange] {
    let look = FolderState(folders)
    let before = current
    let next = ModuleCatalog.load(folders: folders, after: before).keeping(before)
    state.withLock { $0 = State(catalog: next, folders: look) }
    return CatalogChange.all(from: before, to: next)
  }
}

/// What became of one module when the folders were read again.
struct CatalogChange: Sendable, Hashable {
  let message: String
  let isProblem: Bool

  static func all(from before: ModuleCatalog, to next: ModuleCatalog) -> [CatalogChange] {
    let known = Dictionary(before.modules.map { ($0.survey.id, $0) }) { first, _ in first }
    let failed = Set(before.failures.map(\.id))
    var changes: [CatalogChange] = []
    for failure in next.failures {
      let first = failure.problems.first { $0.severity == .error }.map { "\($0)" } ?? ""
      let stands = next[failure.id] == nil ? "" : "; the server goes on with what it had before"
      changes.append(
        CatalogChange(
          message: "the survey module '\(failure.id)' does not load\(stands): \(first)",
          isProblem: true))
    }
    let broken = Set(next.failures.map(\.id))
    for module in next.modules where !broken.contains(module.survey.id) {
      let id = module.survey.id
      guard known[id]?.bundle != module.bundle || failed.contains(id) else { continue }
      changes.append(
        CatalogChange(
          message: "the survey module '\(id)' \(module.survey.version) is read from its folder",
          isProblem: false))
    }
    for id in known.keys.sorted() where next[id] == nil {
      changes.append(
        CatalogChange(message: "the survey module '\(id)' is gone", isProblem: true))
    }
    return changes
  }
}

/// Looks at the folders each second while `hark serve` runs, and reads them again when they changed
/// and then stayed the same for a second: whoever writes a file is not read in the middle of it.
struct CatalogWatch: Service {
  let catalog: LiveCatalog
  private let queue = DispatchQueue(label: "hark.surveys", qos: .utility)

  init(catalog: LiveCatalog) { self.catalog = catalog }

  func run() async throws {
    let logger = Logger(label: "hark")
    await cancelWhenGracefulShutdown {
      var last: FolderState?
      while !Task.isCancelled {
        let seen = last
        let (look, changes) = await off { catalog in
          let look = catalog.look()
          return (look, look == seen && !catalog.isRead(from: look) ? catalog.reload() : [])
        }
        last = look
        for change in changes {
          logger.log(level: change.isProblem ? .warning : .notice, "\(change.message)")
        }
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }

  /// Reading files and running tests would hold up the threads that answer requests.
  private func off<Value: Sendable>(
    _ work: @escaping @Sendable (LiveCatalog) -> Value
  ) async -> Value {
    await withCheckedContinuation { continuation in
      queue.async { [catalog] in continuation.resume(returning: work(catalog)) }
    }
  }
}
