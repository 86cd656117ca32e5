// `hark privacy notice`: what people are told about their data when they are asked.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage
internal import Surveys

/// `hark privacy`
struct PrivacyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "privacy", abstract: "What people are told about their data.",
    subcommands: [NoticeCommand.self])
}

/// `hark privacy notice`
struct NoticeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notice", abstract: "The partnership's privacy notice.",
    subcommands: [Show.self, Set.self, Template.self], defaultSubcommand: Show.self)

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows the privacy notice; it needs no account.",
      discussion: "Example: hark privacy notice show --partnership plymouth")

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        var slug = work.configuration.partnership
        if slug == nil { slug = try await work.account()?.partnershipSlug }
        guard let slug else {
          throw Problem(.badRequest, "say which partnership with --partnership")
        }
        NoticeCommand.show(try await work.engagement.privacyNotice(of: slug), format.format)
      }
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: "Writes a new notice from a file; for stewards.",
      discussion: """
        Example: hark privacy notice template > privacy-notice.md, fill it in, then
        hark privacy notice set privacy-notice.md
        Every part needs words. The notice before stays known.
        """)

    @Argument(help: "The file, as `hark privacy notice template` begins it; - is standard input.")
    var file: String

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      guard let text = String(validating: try InputFile.bytes(file), as: UTF8.self) else {
        throw Problem(.cannotRead, "'\(file)' is no UTF-8 text; save it as UTF-8")
      }
      let fields = try PrivacyNotice.read(text)
      try await Workplace.with(options) { work in
        let notice = try await work.engagement.setPrivacyNotice(
          fields, as: work.principal(.steward), origin: .cli)
        let pointer = NoticePointer(
          partnership: notice["partnership"]?.string ?? "", revision: notice["revision"]?.int)
        Output.line("the privacy notice is number \(notice["revision"]?.int ?? 0)")
        Output.note(pointer.line(work.configuration))
      }
    }
  }

  struct Template: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "template",
      abstract: "Prints a notice to fill in.",
      discussion: "Example: hark privacy notice template > privacy-notice.md")

    func run() { Output.text(PrivacyNotice.template) }
  }

  fileprivate static func show(_ notice: JSONObject, _ format: OutputFormat) {
    let parts = notice["parts"]?.array ?? []
    guard format == .table else {
      return Output.list(
        format == .json ? [notice] : parts.compactMap(\.object), columns: ["id", "title", "text"],
        format: format, empty: "")
    }
    Output.line(
      "\(notice["name"]?.string ?? ""): privacy notice, number \(notice["revision"]?.int ?? 0)")
    for part in parts {
      Output.line("\n\(part["title"]?.string ?? "")\n\(part["text"]?.string ?? "")")
    }
    if let contact = notice["data_protection"], let mail = contact["email"]?.string {
      Output.line("\nWho answers for data protection\n\(contact["name"]?.string ?? ""): \(mail)")
    }
  }
}

extension NoticePointer {
  /// A line that says where the notice stands.
  func line(_ configuration: Configuration, _ words: FormWords = .english) -> String {
    guard revision != nil else {
      return "Privacy notice: the partnership has none yet; tell a steward (hark privacy notice)."
    }
    let place =
      configuration.alerts.publicURL.map { $0 + path }
      ?? "hark privacy notice show --partnership \(partnership)"
    return words(.noticeAt, ["place": place])
  }

  /// A line that says where people take back what they said: an address, or the command of those who have no
  /// address and who does it for them.
  func takeBack(_ configuration: Configuration, _ words: FormWords) -> String {
    words(
      .takeBackAt,
      [
        "place": configuration.alerts.publicURL
          ?? "hark receipt show --partnership \(partnership)"
      ])
  }
}
