// Keys that are typed and pasted, and how the line looks.

import Testing

@testable import Commands

@Suite struct EditorTests {
  private func type(_ bytes: [UInt8], in pieces: Int = 1) -> (LineEditor, [LineEditor.Outcome]) {
    var (decoder, editor) = (KeyDecoder(), LineEditor())
    var outcomes: [LineEditor.Outcome] = []
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      for key in decoder.decode(bytes[start..<min(bytes.count, start + pieces)]) {
        if let outcome = editor.take(key) { outcomes.append(outcome) }
      }
    }
    return (editor, outcomes)
  }

  @Test func `text of any script arrives whole however its bytes are split`() {
    let text = "Llanfair ŵ 北京 👩‍👩‍👧 é"
    for size in 1...9 {
      #expect(type(Array((text + "\r").utf8), in: size).1 == [.line(text)])
    }
  }

  @Test func `the cursor moves and words are taken out`() {
    #expect(type(Array("saef\u{1B}[D\u{1B}[D\u{7F}\u{1B}[Cf\u{1B}[3~a\r".utf8)).1.count == 1)
    #expect(type(Array("one two\u{17}three\r".utf8)).1 == [.line("one three")])
    #expect(type(Array("world\u{01}hello \u{05}!\r".utf8)).1 == [.line("hello world!")])
    #expect(type(Array("gone\u{15}kept\r".utf8)).1 == [.line("kept")])
    #expect(type(Array("👩‍👩‍👧\u{7F}x\r".utf8)).1 == [.line("x")])
  }

  @Test func `pasted lines come as one text, in which nothing is a command`() {
    let paste = "\u{1B}[200~first\r\n.\r\n:quit\u{1B}[201~"
    for size in [1, 3, 7, 100] {
      #expect(type(Array(paste.utf8), in: size).1 == [.pasted("first\n.\n:quit")])
    }
    #expect(type(Array("\u{1B}[200~one line\u{1B}[201~!\r".utf8)).1 == [.line("one line!")])
  }

  @Test func `Ctrl-D ends the input on an empty line alone`() {
    #expect(type([4]).1 == [.end])
    #expect(type(Array("a".utf8) + [4, 13]).1 == [.line("a")])
  }

  @Test func `keys that mean nothing here change nothing`() {
    #expect(type(Array("a\u{1B}[A\u{1B}OP\u{1B}[15~b\u{07}\r".utf8)).1 == [.line("ab")])
  }

  @Test func `a line wider than the screen is broken, and the cursor is where it was left`() {
    var editor = LineEditor()
    _ = editor.take(.text("abcdefghij"))
    _ = editor.take(.left)
    let picture = editor.picture(prompt: "> ", width: 7, height: 10)
    #expect(picture.rows == ["> abcd", "efghij"])
    #expect((picture.cursorRow, picture.cursorColumn) == (1, 5))
    let low = editor.picture(prompt: "> ", width: 7, height: 2)
    #expect(low.rows == ["efghij"])
    #expect(low.cursorRow == 0)
  }

  @Test func `wide letters take two columns`() {
    var editor = LineEditor()
    _ = editor.take(.text("北京a"))
    #expect(editor.picture(prompt: "> ", width: 20, height: 5).cursorColumn == 7)
  }

  @Test func `what could change the terminal is not shown`() {
    let line = ScreenLine("a\u{1B}[2Jb\u{07}")
    #expect(line.rows(width: 40, colours: false) == ["a [2Jb"])
    #expect(ScreenLine("a", .problem).rows(width: 40, colours: false) == ["a"])
    #expect(ScreenLine("a", .problem).rows(width: 40, colours: true) == ["\u{1B}[31ma\u{1B}[0m"])
  }
}
