// Where Hark's settings come from: flags win over the environment, the environment over hark.yaml, and
// that over what was set for the installation.

internal import Engagement
internal import Foundation
internal import Surveys
internal import YAML

/// The settings of one run.
struct Configuration: Sendable {
  /// Any libpq connection string for hark_app; nil: the private PostgreSQL.
  var databaseURL: String?
  /// The owner's connection string.
  var adminURL: String?
  /// Folders with survey modules.
  var surveys: [String]
  /// Where the private PostgreSQL lives; nil: the usual place.
  var home: String?
  /// The folder with backups; nil: in the home.
  var backups: String?
  /// The file with the master keys; nil: in the home.
  var keys: String?
  /// HOST:PORT of the HTTP service.
  var listen: String
  /// Limits of the HTTP service, as `name=number …`; nil: the defaults.
  var limits: String?
  /// The most memory for answers that were counted, in megabytes; nil: the default.
  var columnMegabytes: Int?
  /// The partnership's slug.
  var partnership: String?
  /// The account that the operator works as.
  var account: String?
  /// How alerts of concerns leave.
  var alerts = AlertSettings()

  /// The keys of hark.yaml with the variable that each stands for.
  static let keys = [
    "database_url": "HARK_DATABASE_URL", "database_url_file": "HARK_DATABASE_URL_FILE",
    "database_admin_url": "HARK_DATABASE_ADMIN_URL",
    "database_admin_url_file": "HARK_DATABASE_ADMIN_URL_FILE",
    "surveys": "HARK_SURVEYS", "home": "HARK_HOME",
    "backups": "HARK_BACKUPS", "keys": "HARK_KEYS", "listen": "HARK_LISTEN",
    "limits": "HARK_LIMITS", "column_megabytes": "HARK_COLUMN_MEGABYTES",
    "partnership": "HARK_PARTNERSHIP", "account": "HARK_ACCOUNT",
  ].merging(AlertSettings.keys) { own, _ in own }

  /// Settings of the environment and of hark.yaml in the current folder.
  static func load(
    _ environment: [String: String] = ProcessInfo.processInfo.environment, folder: String = "."
  ) throws -> Configuration {
    let file = try readFile(folder + "/hark.yaml")
    let installation = Installation(
      hasOtherHome: environment["HARK_HOME"] != nil || file["home"] != nil)
    func value(_ key: String) -> String? {
      let text =
        keys[key].flatMap { environment[$0] } ?? file[key]
        ?? keys[key].flatMap { installation.variables[$0] }
      return text?.isEmpty == false ? text : nil
    }
    let surveys = value("surveys").map { $0.split(separator: ":").map(String.init) }
    return Configuration(
      databaseURL: try secret("database_url", environment, file, installation),
      adminURL: try secret("database_admin_url", environment, file, installation),
      surveys: surveys ?? defaultSurveys(), home: value("home"),
      backups: value("backups"), keys: value("keys"),
      listen: value("listen") ?? "127.0.0.1:8080", limits: value("limits"),
      columnMegabytes: try megabytes(value("column_megabytes")), partnership: value("partnership"),
      account: value("account"),
      alerts: try AlertSettings(handedOver: environment["CREDENTIALS_DIRECTORY"], value))
  }

  private static func megabytes(_ text: String?) throws -> Int? {
    guard let text else { return nil }
    guard let number = Int(text), (0...1_000_000).contains(number) else {
      throw Problem(
        .wrongConfiguration,
        "HARK_COLUMN_MEGABYTES is a whole number from 0 to 1000000, not '\(text)'")
    }
    return number
  }

  /// A connection string: itself or the name of its file, in the environment, handed over by the
  /// service manager (systemd's LoadCredential), in hark.yaml, or of the installation, in this order.
  private static func secret(
    _ key: String, _ environment: [String: String], _ file: [String: String],
    _ installation: Installation
  ) throws -> String? {
    let name = keys[key] ?? key
    func either(_ text: String?, _ path: String?, _ names: String) throws -> String? {
      let given = [text, path].map { $0?.isEmpty == false ? $0 : nil }
      if given[0] != nil && given[1] != nil {
        throw Problem(.wrongConfiguration, "\(names) are both set; keep the one with the file")
      }
      return try given[0] ?? given[1].map { try SecretFile.read($0) }
    }
    let set = try either(
      environment[name], environment[name + "_FILE"], "\(name) and \(name)_FILE")
    let handedOver = try environment["CREDENTIALS_DIRECTORY"].flatMap { folder in
      let path = "\(folder)/hark_\(key)"
      return FileManager.default.fileExists(atPath: path)
        ? try SecretFile.read(path, isHandedOver: true) : nil
    }
    let url =
      try set ?? handedOver
      ?? either(file[key], file[key + "_file"], "\(key) and \(key)_file of hark.yaml")
      ?? installation.secret(key).map { try SecretFile.read($0) }
    return try url.map { try SecretFile.checked($0, name) }
  }

  /// The surveys of this checkout or installation: beside the current folder, or above the program.
  private static func defaultSurveys() -> [String] {
    if FileManager.default.fileExists(atPath: "surveys") { return ["surveys"] }
    return shippedSurveys().map { [$0] } ?? []
  }

  /// The surveys that came with the program: above it, or beside it in share.
  static func shippedSurveys() -> String? {
    guard let program = executablePath else { return nil }
    var folder = URL(fileURLWithPath: program).deletingLastPathComponent()
    for _ in 0..<5 {
      for candidate in ["surveys", "share/hark/surveys"] {
        let path = folder.appendingPathComponent(candidate).path
        if FileManager.default.fileExists(atPath: path + "/blocks") { return path }
      }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// The running program's own file.
  static var executablePath: String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }

  private static func readFile(_ path: String) throws -> [String: String] {
    guard FileManager.default.fileExists(atPath: path) else { return [:] }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Problem(.wrongConfiguration, "hark.yaml cannot be read; check its permissions")
    }
    let (node, problems) = YAML.read(Array(data))
    if let problem = problems.first {
      throw Problem(
        .wrongConfiguration,
        "hark.yaml:\(problem.position.line):\(problem.position.column): \(problem.message)")
    }
    guard case .mapping(let entries) = node?.content else {
      throw Problem(.wrongConfiguration, "hark.yaml holds lines of the form key: value")
    }
    var values: [String: String] = [:]
    for entry in entries {
      let place = "hark.yaml:\(entry.keyPosition.line)"
      guard keys[entry.key] != nil else {
        let nearest = didYouMean(entry.key, keys.keys).map { "; \($0)" } ?? ""
        throw Problem(
          .wrongConfiguration,
          "\(place): there is no setting '\(entry.key)'\(nearest); the settings are "
            + keys.keys.sorted().joined(separator: ", "))
      }
      guard case .scalar(let scalar) = entry.value.content else {
        throw Problem(.wrongConfiguration, "\(place): '\(entry.key)' takes one text")
      }
      values[entry.key] = scalar.text
    }
    try refuseReadableSecrets(values, path)
    return values
  }

  /// A password that everybody on the machine can read is none.
  private static func refuseReadableSecrets(_ values: [String: String], _ path: String) throws {
    let hasSecret = ["database_url", "database_admin_url"].contains {
      values[$0].map { $0.contains("password") || $0.contains("@") } ?? false
    }
    if hasSecret { try SecretFile.refuseOpen(path) }
  }

  /// HOST and PORT of `listen`.
  func address() throws -> (host: String, port: Int) {
    guard let colon = listen.lastIndex(of: ":"),
      let port = Int(listen[listen.index(after: colon)...]),
      (0...65_535).contains(port)
    else {
      throw Problem(
        .wrongConfiguration, "the address to listen on is HOST:PORT, such as 127.0.0.1:8080")
    }
    let named = listen[..<colon].trimmingCharacters(in: ["[", "]"])
    let host = named.isEmpty ? "127.0.0.1" : named
    guard Port.isKnown(host: host) else {
      throw Problem(
        .wrongConfiguration,
        "'\(host)' is no address that this machine knows; listen on one of its own, such as"
          + " 127.0.0.1:\(port)")
    }
    return (host, port)
  }
}
