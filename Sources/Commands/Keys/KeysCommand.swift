// `hark keys`: the master keys that the keys of records are wrapped with. For the operator on the server's
// own machine.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import JSON
internal import Sealing

/// `hark keys`
struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Looks after the keys that seal notes, names and contact details.",
    discussion: """
      The keys lie in a file outside the database and its backups (HARK_KEYS, or keys/master-keys in \
      HARK_HOME). Keep a copy of it apart from the backups: without it what is sealed does not open.
      """,
    subcommands: [
      List.self, New.self, Rotate.self, Retire.self, Forget.self, Seal.self, Replay.self,
    ],
    defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists the master keys, with how many records' keys each wraps.",
      discussion: "Example: hark keys list")

    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with { work in
        let state = try await work.engagement.keyState()
        let keys = work.keyFile.exists ? try work.keyFile.read().all : []
        var rows = keys.map { key -> JSONObject in
          [
            "id": .string(key.id), "made_at": .string(key.madeAt.formatted(.iso8601)),
            "state": key.id == keys.last?.id ? "in use" : "replaced",
            "wraps": .number(Double(state[key.id] ?? 0)),
          ]
        }
        for (id, number) in state.sorted(by: { $0.key < $1.key })
        where !keys.contains(where: { $0.id == id }) {
          rows.append([
            "id": .string(id), "made_at": .null, "state": "missing from the file",
            "wraps": .number(Double(number)),
          ])
        }
        Output.list(
          rows, columns: ["id", "made_at", "state", "wraps"], format: format.format,
          empty: "no key yet; `hark keys new` makes one")
      }
    }
  }

  struct New: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "new",
      abstract: "Makes the key file, where there never was one.",
      discussion: "Example: HARK_KEYS=/etc/hark/secrets/master-keys hark keys new")

    func run() async throws {
      try await Workplace.with { work in
        let needed = try await work.engagement.keyState()
        if !work.keyFile.exists, let id = needed.keys.sorted().first {
          throw Problem(translating: SealingError.unknownKey(id))
        }
        let isNew = try work.keyFile.create(at: work.engagement.surroundings.now())
        let key = try work.keyFile.read().current.id
        Output.line(isNew ? "made \(work.keyFile.path)" : "\(work.keyFile.path) is there already")
        Output.note("its key is \(key); keep a copy of the file apart from the backups")
      }
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate",
      abstract: "Replaces the master key, and wraps every record's key anew.",
      discussion: """
        Example: hark keys rotate
        Everybody goes on working meanwhile. The old key stays in the file until it is retired; if the \
        command is killed, nothing is lost, and `hark keys rotate --finish` goes on.
        """)

    @Flag(help: "Make no new key; wrap what an earlier rotation left.")
    var finish = false

    func run() async throws {
      try await Workplace.with { work in
        // Before the file changes: a new key in an older copy would make two files of one.
        try await work.verifyKeys()
        if !finish {
          let now = work.engagement.surroundings.now()
          let keys = try work.keyFile.change { keys in
            guard let more = MasterKeys(keys.all + [MasterKey(madeAt: now)]) else { return keys }
            return more
          }
          Output.note("the key in use is \(keys.current.id) from now on; copy the key file again")
        }
        let count = try await work.engagement.wrapKeys { number in
          if number % 10_000 == 0 { Output.note("\(number) keys wrapped anew") }
        }
        Output.line("wrapped \(count) keys anew")
      }
    }
  }

  struct Retire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retire",
      abstract: "Takes a replaced key out of the file, for good.",
      discussion: """
        Example: hark keys retire 1f0a3c5e7b9d
        From then on what was sealed opens from no backup that was made before the rotation: also the \
        texts of people who took them back. Do it when those backups are gone anyway.
        """)

    @Argument(help: "The key's id, as `hark keys list` shows it.")
    var id: String

    func run() async throws {
      try await Workplace.with { work in
        try await work.verifyKeys()
        let number = try await work.engagement.keyState()[id] ?? 0
        let now = work.engagement.surroundings.now()
        _ = try work.keyFile.change { keys in
          guard let place = keys.all.firstIndex(where: { $0.id == id }) else {
            throw Problem(.notFound, "there is no key of this id; `hark keys list` shows them")
          }
          guard number == 0, keys.all.indices.contains(place + 1) else {
            throw Problem(
              .keyInUse,
              "the key \(id) is in use\(number > 0 ? ", it wraps \(number) keys" : ""); replace it first"
                + " with `hark keys rotate`")
          }
          // Who wrapped a key by the old one just before it was replaced may still be storing it.
          guard now.timeIntervalSince(keys.all[place + 1].madeAt) >= 3_600 else {
            throw Problem(
              .keyInUse, "the key \(id) was replaced less than an hour ago; retire it later")
          }
          guard let rest = MasterKeys(keys.all.filter { $0.id != id }) else { return keys }
          return rest
        }
        Output.line("retired \(id)")
      }
    }
  }

  struct Seal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "seal",
      abstract: "Seals notes, names and contact details that stand in clear from before.",
      discussion: """
        Example: hark keys seal
        Once after an upgrade; `hark doctor` says when it is due. Everybody goes on working meanwhile, \
        and if it is killed the next run goes on.
        """)

    func run() async throws {
      try await Workplace.with { work in
        let count = try await work.engagement.sealClearTexts { number in
          if number % 5_000 == 0 { Output.note("\(number) rows sealed") }
        }
        Output.line("sealed \(count) rows")
        Output.note("backups made before hold the same texts in clear: remove them when you can")
      }
    }
  }

  struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "replay",
      abstract: "Takes out again what people took back, after a restore.",
      discussion: """
        Example: hark keys replay
        Every command does so by itself when it finds a database that was restored; this one looks at \
        the whole list.
        """)

    func run() async throws {
      try await Workplace.with { work in
        let done = try await work.erasureList.follow(work.engagement, always: true) ?? Replayed()
        Output.line(done.words ?? "erased 0 records again: the database knows the whole list")
        if let failure = done.failure { throw failure }
      }
    }
  }
}
