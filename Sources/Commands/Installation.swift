// What script/install has set on this machine. The services get it from systemd; root's own commands read
// it here, so that they work on the same database, the same backups and the same surveys.

internal import Foundation
internal import Glibc

/// The settings of an installation, in a folder such as /etc/hark.
struct Installation: Sendable {
  /// Where script/install puts them.
  static let folder = "/etc/hark"

  /// The variables of hark.env.
  let variables: [String: String]
  private let folder: String?

  /// Reads the settings; there are none for anybody but root, and none where a home is named, because
  /// that is another place than the installation's.
  init(_ folder: String = Self.folder, isRoot: Bool = geteuid() == 0, hasOtherHome: Bool) {
    guard isRoot, !hasOtherHome else {
      (variables, self.folder) = ([:], nil)
      return
    }
    let text = (try? String(contentsOfFile: folder + "/hark.env", encoding: .utf8)) ?? ""
    variables = Dictionary(
      text.split(whereSeparator: \.isNewline).compactMap(Self.variable), uniquingKeysWith: { $1 })
    self.folder = folder
  }

  /// The file with a secret, if it is there.
  func secret(_ name: String) -> String? {
    folder.map { "\($0)/secrets/\(name)" }.flatMap {
      FileManager.default.fileExists(atPath: $0) ? $0 : nil
    }
  }

  /// A line as systemd reads it: NAME=VALUE, the value perhaps in quotes.
  private static func variable(_ line: Substring) -> (String, String)? {
    let parts = line.split(separator: "=", maxSplits: 1).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard parts.count == 2, !parts[0].hasPrefix("#"), !parts[0].hasPrefix(";") else { return nil }
    let value = parts[1]
    if let quote = value.first, quote == "\"" || quote == "'", value.count > 1, value.last == quote
    {
      return (parts[0], String(value.dropFirst().dropLast()))
    }
    return (parts[0], value)
  }
}
