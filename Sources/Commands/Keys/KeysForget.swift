// `hark keys forget`: a master key that nobody has any more. What it sealed is given up, and Hark works on.

internal import ArgumentParser
internal import Engagement
internal import Sealing

extension KeysCommand {
  struct Forget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "forget",
      abstract: "Gives up what was sealed by a master key that nobody has any more, for good.",
      discussion: """
        Example: hark keys forget 1f0a3c5e7b9d --lost-for-good
        Look for a copy of the key file first: in backups of the machine, with whoever set Hark up. \
        Afterwards the notes and names that this key sealed open for nobody; everything else works on. \
        Where the file is gone altogether, forget each key that `hark keys list` shows, then make a new \
        file with `hark keys new`.
        """)

    @Argument(help: "The key's id, as `hark keys list` shows it.")
    var id: String

    @Flag(help: "There is no copy of it anywhere.")
    var lostForGood = false

    func validate() throws {
      guard lostForGood else {
        throw ValidationError(
          "Say --lost-for-good when you have looked everywhere: what the key sealed is given up.")
      }
    }

    func run() async throws {
      try await Workplace.with { work in
        if work.keyFile.exists, try work.keyFile.read().all.contains(where: { $0.id == id }) {
          throw Problem(
            .keyInUse, "the key \(id) is in the key file, so nothing is lost; nothing was changed")
        }
        let count = try await work.engagement.forgetKeys(of: id)
        guard count > 0 else {
          throw Problem(
            .notFound, "nothing needs a key of this id; `hark keys list` shows what is needed")
        }
        Output.line("gave up the texts of \(count) records, concerns or complaints")
      }
    }
  }
}
