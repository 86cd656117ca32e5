// The six words on the command line, from the conversation to the moment when nothing is left.

import Foundation
import JSON
import Receipts
import Storage
import TestSupport
import Testing

@Suite struct ReceiptCommandTests {
  @Test func `R36 with six words a person sees, changes and takes back what they said`()
    async throws
  {
    try await withDatabase { database in
      let settings = [
        "HARK_DATABASE_URL": database.applicationURL,
        "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
      ]
      _ = try await database.addPartnership(slug: "east", accountName: "kim")
      _ = try await hark("survey", "publish", "open-conversation", environment: settings)
      let code = ReceiptCode(randomBytes: { count in (0..<count).map { UInt8($0 * 7) } })
      let hash = try code.hash(partnership: "east").map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
      let record = """
        {"id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "held_on": "2026-10-01", "setting": "home",
         "how": "phone", "answers": {"what_matters": "A made-up bench."},
         "consent": {"form": "spoken", "receipt_hash": "\(hash)", "partners": ["age-concern"],
           "scopes": {"analyse": true, "quote": true, "share_partners": true}}}
        """
      func receipt(_ verb: String, _ more: String...) async throws -> Outcome {
        try await hark(
          arguments: ["receipt", verb, "--partnership", "east"] + more, environment: settings,
          input: "\(code)\n")
      }
      func log() async throws -> Outcome {
        try await hark(
          arguments: ["conversation", "log", "--from", "-"], environment: settings, input: record)
      }
      func exported(for partner: String) async throws -> String {
        try await hark(
          "conversation", "export", "--for", "partners", "--partner", partner, "--with-personal",
          environment: settings
        ).output
      }
      #expect(try await log().status == 0)
      let shown = try await receipt("show", "--format", "json")
      #expect(shown.output.contains("\"share\""))
      #expect(shown.output.contains("A made-up bench."))
      #expect(try await exported(for: "age-concern").contains("A made-up bench."))
      #expect(try await !exported(for: "newcomer").contains("A made-up bench."))
      let changed = try await receipt("change", "--no", "quote", "--format", "csv")
      #expect(changed.output.contains(",quote,no,"))
      let written = ",what_matters,A made-up bench.,What matters most to you?,A made-up bench."
      #expect(changed.output.contains(written), "\(changed.output)")
      // The words alone will do where there is one partnership.
      let alone = try await hark(
        arguments: ["receipt", "show"], environment: settings, input: "\(code)\n")
      #expect(alone.output.contains("A made-up bench."), "\(alone.errors)")
      // A person reads what they were asked, and no id of a question or a choice.
      for words in ["  What matters most to you?\n    = A made-up bench.\n", "how: phone", "= Yes"]
      {
        #expect(alone.output.contains(words), "\(alone.output)")
      }
      #expect(!alone.output.contains("what_matters"))
      let bundle = try await receipt("bundle")
      #expect(try JSONValue.parse(bundle.output)["records"]?[0]?["stored"]?["response"] != nil)
      // A lead who has a concern reads what was said, for a reason.
      let id = "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35"
      let raised = try await hark("concern", "raise", "--record", id, environment: settings)
      let concern = raised.output.split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
      let look = try await hark(
        "concern", "show", concern, "--record", "--reason", "A made-up worry.",
        environment: settings)
      #expect(look.status == 0 && look.output.contains("  A made-up bench."), "\(look)")
      let idle = try await hark("concern", "show", concern, "--record", environment: settings)
      #expect(idle.status == 64 && !idle.output.contains("bench"))
      // What a legal hold keeps is said to be kept, until the hold ends.
      let hold = try await hark(
        "retention", "hold", "--record", id, "--reason", "A court asked", environment: settings)
      #expect(hold.status == 0)
      #expect(try await receipt("withdraw").errors.contains("A legal hold keeps it"))
      let kept = try await receipt("show")
      #expect(
        kept.errors.contains("You took this back") && kept.output.contains("A made-up bench."))
      let holds = try await hark("retention", "holds", "--format", "json", environment: settings)
      let holding = try JSONValue.parse(holds.output)[0]?["id"]?.string ?? ""
      #expect(try await hark("retention", "lift", holding, environment: settings).status == 0)
      let gone = try await receipt("withdraw")
      #expect(gone.status == 0 && gone.errors.contains("It is erased here"))
      let late = try await log()
      #expect(late.status == 1 && late.errors.contains("H034"))
      let list = try await hark(
        "withdrawal", "list", "--format", "json", environment: settings)
      #expect(try JSONValue.parse(list.output)[0]?["reason"] == "withdrawn")
      let unknown = try await hark(
        arguments: ["receipt", "show", "--partnership", "east"], environment: settings,
        input: "zoo zoo zoo zoo zoo zoo\n")
      #expect(unknown.status == 1 && unknown.errors.contains("H056"))
      let admin = settings.merging(["HARK_DATABASE_ADMIN_URL": database.superuserURL]) { $1 }
      let clean = try await hark("database", "clean", environment: admin)
      #expect(clean.status == 0 && clean.output.hasPrefix("clean; "), "\(clean)")
    }
  }
}
