// Every command says its name itself. Where it does not, the library of arguments makes one of the name of
// the type, which takes a tenth of a millisecond and more for each of about 150 commands, at every start.

import ArgumentParser
import Testing

@testable import Commands

@Suite struct CommandNameTests {
  @Test func `no command waits at its start for names that others have not said`() {
    var unnamed: [String] = []
    func walk(_ command: any ParsableCommand.Type) {
      if command.configuration.commandName == nil { unnamed.append("\(command)") }
      for part in command.configuration.subcommands { walk(part) }
    }
    walk(HarkCommand.self)
    #expect(unnamed == [], "give each a commandName in its configuration")
  }
}
