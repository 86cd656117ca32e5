// What whoever asks reads in the terminal when somebody may be in danger, and the numbers that every
// person can be given at the end.

internal import Conversations

extension SafeguardingAdvice {
  /// What to say and do, whom to call, and the numbers.
  var screen: [ScreenLine] {
    var lines: [ScreenLine] = [.empty, ScreenLine("What to say and do", .heading)]
    lines += steps.map { ScreenLine($0, lead: "  - ") }
    if let contact { lines.append(ScreenLine("Your safeguarding lead: \(contact)", .problem)) }
    return lines + numbers
  }

  /// The numbers that a person can call; none where there are none.
  var numbers: [ScreenLine] {
    guard !helpLines.isEmpty else { return [] }
    return [.empty, ScreenLine("Numbers that the person can call", .heading)]
      + helpLines.map { ScreenLine($0.line, lead: "  ") }
  }
}
