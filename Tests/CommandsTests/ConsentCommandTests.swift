// Every command, and what it says of what people said. A command that is added and is not listed fails
// here: whoever adds one that shows or writes records sends it through the rule of consent first.

import ArgumentParser
import Testing

@testable import Commands

@Suite struct ConsentCommandTests {
  /// Commands that show or write what people said, with the route whose use case they share: the matrix
  /// of routes runs it against every combination of scopes and bases.
  private static let outputs = [
    "response export": "GET surveys/{survey}/responses.csv",
    "response edit": "PUT responses/{id}",
    "conversation export": "GET surveys/{survey}/responses.csv",
    "conversation edit": "PUT conversations/{id}",
    "conversation show": "GET conversations/{id}", "response show": "GET responses/{id}",
    "conversation history": "GET conversations/{id}/history",
    "response history": "GET responses/{id}/history", "receipt withdraw": "POST withdrawals",
    "receipt show": "POST receipts/show", "receipt change": "POST receipts/scopes",
    "receipt bundle": "POST receipts/bundle",
  ]

  @Test func `every command is listed as an output, or known to say nothing of what people said`() {
    var commands: Set<String> = []
    func walk(_ command: any ParsableCommand.Type, _ path: [String]) {
      let parts = command.configuration.subcommands
      if parts.isEmpty { commands.insert(path.joined(separator: " ")) }
      for part in parts { walk(part, path + [part._commandName]) }
    }
    walk(HarkCommand.self, [])
    let listed = Set(Self.outputs.keys).union(Self.silent)
    #expect(commands.subtracting(listed) == [], "list them, or send them through the rule")
    #expect(Set(Self.outputs.keys).intersection(Self.silent) == [])
    #expect(listed.subtracting(commands) == [], "these commands are gone")
  }

  /// Commands that show surveys, figures, headings, settings or nothing.
  private static let silent: Set<String> = [
    "demo", "serve", "database start", "database stop", "database status", "database migrate",
    "database backup", "database restore", "database check", "database clean", "partnership add",
    "partnership list", "place import", "place list", "doctor", "account add", "account list",
    "account token", "account export allow", "account export refuse", "survey new",
    "survey check", "survey test", "survey format", "survey schema", "survey list", "survey show",
    "survey try", "survey diff", "survey publish", "survey close", "survey reopen",
    "survey progress", "survey asked-before",
    "conversation log", "conversation drafts", "conversation import",
    "conversation list", "follow-up list", "follow-up done", "concern list", "response record",
    "response drafts", "response import", "response list",
    "link add", "link list", "link close", "findings show", "findings release", "findings export",
    "findings audit", "findings explore", "findings noise make", "findings noise show",
    "population import", "population show",
    "population drop", "estimate weight", "estimate difference", "estimate trend",
    "estimate paired",
    "estimate means", "estimate agreement",
    "local-account",
    "audit list",
    "audit verify", "audit seal", "audit head", "withdrawal list", "search",
    "plan add", "plan list", "plan show", "plan edit", "plan advise", "plan history",
    "plan template", "cycle add", "cycle list", "cycle show", "cycle edit", "cycle history",
    "cycle template", "experiment add", "experiment list", "experiment show", "experiment edit",
    "experiment history", "experiment template", "list add", "list import", "list show",
    "list order",
    "list retire", "list offer", "event add", "event list", "event show", "event edit",
    "event tables", "event seat", "event history", "event template",
    "conversation transcript", "conversation minutes", "partnership safeguarding show",
    "partnership safeguarding set", "partnership safeguarding phrases",
    "partnership safeguarding checked", "partnership safeguarding webhook-key",
    "account disable", "concern show", "concern raise", "concern acknowledge", "concern note",
    "concern close", "concern send",
    "keys list", "keys new", "keys rotate", "keys retire", "keys forget", "keys seal",
    "keys replay",
    "privacy notice show", "privacy notice set", "privacy notice template",
    "complaint raise", "complaint list", "complaint show", "complaint acknowledge",
    "complaint answer", "complaint close", "complaint send",
    "partnership data-protection show", "partnership data-protection set", "quote check",
    "retention run", "retention erase", "retention hold", "retention holds", "retention lift",
  ]
}
