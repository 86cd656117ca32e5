// Answers as a test of a module writes them, and found by the path that a test names.

internal import JSON
internal import Surveys

extension Answer {
  /// In words: a choice's id, ids with commas, a number, a text, a date, a place's code.
  var written: String {
    switch self {
    case .choice(let text), .text(let text), .place(let text), .listed(let text): text
    case .attachment(let name): name
    case .choices(let ids), .ranked(let ids), .listedSet(let ids): ids.joined(separator: ", ")
    case .number(let number): JSONValue.number(number).text()
    case .day(let day): day.description
    case .month(let month): month.description
    case .time(let time): time.description
    case .point(let point):
      "\(JSONValue.number(point.latitude).text()), \(JSONValue.number(point.longitude).text())"
    case .items(let items): items.count == 1 ? "1 item" : "\(items.count) items"
    }
  }
}

extension AnswerSheet {
  /// The accepted answer at `safe` or `places[2].spot`.
  func answer(at path: String, in survey: Survey) -> Answer? {
    let parts = path.split(separator: "[", maxSplits: 1).map(String.init)
    guard let answer = answer(to: parts.first ?? "", in: survey), parts.count == 2 else {
      return parts.count == 1 ? answer(to: path, in: survey) : nil
    }
    let item = parts[1].split(separator: "]", maxSplits: 1).map(String.init)
    guard case .items(let items) = answer, item.count == 2, let number = Int(item[0]),
      items.indices.contains(number - 1)
    else { return nil }
    return items[number - 1][String(item[1].dropFirst())]
  }
}
