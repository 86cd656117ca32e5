// Writes an SPSS system file (.sav) row by row through ReadStat, in memory that does not grow with the
// rows. Numbers of days and months count seconds from 14 October 1582, as the format does.

internal import CReadStat

/// Why a system file cannot be written.
public struct SystemFileError: Error, CustomStringConvertible {
  /// What ReadStat says.
  public let description: String
}

/// Writes one system file. What it writes gathers in `output`, which whoever calls empties.
public final class SystemFileWriter {
  /// The bytes written and not yet taken.
  public var output: [UInt8] {
    get { sink.bytes }
    set { sink.bytes = newValue }
  }

  private final class Sink { var bytes: [UInt8] = [] }

  private typealias Variable = UnsafeMutablePointer<readstat_variable_t>

  /// Days from 14 October 1582 to 1 January 1970.
  private static let daysBeforeEpoch = 141_428
  private static let longestLabel = 255
  private static let longestValueLabel = 120

  private let sink = Sink()
  private let writer: UnsafeMutablePointer<readstat_writer_t>
  private var variables: [Variable] = []

  /// Begins a file of so many rows; `time` is when it was made, in seconds since 1970.
  public init(
    _ columns: [SystemFileVariable], rows: Int, label: String, time: Int
  ) throws {
    guard let writer = readstat_writer_init() else {
      throw SystemFileError(description: "there is no memory for it")
    }
    self.writer = writer
    readstat_set_data_writer(writer) { bytes, count, context in
      guard let bytes, let context else { return -1 }
      let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
      sink.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
      return count
    }
    try check(readstat_writer_set_file_label(writer, Self.cut(label, to: 64)))
    try check(readstat_writer_set_file_timestamp(writer, time))
    try check(readstat_writer_set_compression(writer, READSTAT_COMPRESS_ROWS))
    let names = SystemFileNames.fitting(columns.map(\.name))
    for (number, column) in columns.enumerated() {
      variables.append(try add(column, names[number], number))
    }
    try check(
      readstat_begin_writing_sav(writer, Unmanaged.passUnretained(sink).toOpaque(), rows))
  }

  deinit { readstat_writer_free(writer) }

  /// Begins a row, all cells empty.
  public func beginRow() throws {
    try check(readstat_begin_row(writer))
    // ReadStat leaves zeros in what nobody sets.
    for variable in variables { try check(readstat_insert_missing_value(writer, variable)) }
  }

  /// Ends a row.
  public func endRow() throws { try check(readstat_end_row(writer)) }

  /// Ends the file; throws unless it has as many rows as were announced.
  public func end() throws { try check(readstat_end_writing(writer)) }

  /// Sets a number, or a time in minutes since midnight, of the row.
  public func set(_ number: Double, at column: Int) throws {
    try check(readstat_insert_double_value(writer, variables[column], number))
  }

  /// Sets a day of the row, in days since 1970.
  public func set(day: Int, at column: Int) throws {
    try set(Double(day + Self.daysBeforeEpoch) * 86_400, at: column)
  }

  /// Sets words of the row, which must fit the column.
  public func set(_ text: some Sequence<UInt8>, at column: Int) throws {
    let terminated = Array(text) + [0]
    try terminated.withUnsafeBufferPointer { bytes in
      try bytes.withMemoryRebound(to: CChar.self) { characters in
        try check(
          readstat_insert_string_value(writer, variables[column], characters.baseAddress))
      }
    }
  }

  private func add(
    _ column: SystemFileVariable, _ name: String, _ number: Int
  ) throws -> Variable {
    let (type, width, format): (readstat_type_t, Int, String) =
      switch column.kind {
      case .number(let decimals):
        (READSTAT_TYPE_DOUBLE, 0, "F\(decimals == 0 ? 8 : 12).\(decimals)")
      case .day: (READSTAT_TYPE_DOUBLE, 0, "SDATE10")
      case .month: (READSTAT_TYPE_DOUBLE, 0, "MOYR8")
      case .time: (READSTAT_TYPE_DOUBLE, 0, "TIME5")
      case .text(let bytes):
        (READSTAT_TYPE_STRING, min(max(bytes, 1), SystemFileVariable.longestText), "")
      }
    guard let variable = readstat_add_variable(writer, name, type, width) else {
      throw SystemFileError(description: "there is no memory for its columns")
    }
    if !format.isEmpty { readstat_variable_set_format(variable, format) }
    if !column.label.isEmpty {
      readstat_variable_set_label(variable, Self.cut(column.label, to: Self.longestLabel))
    }
    let isAmount = !column.isNominal && type != READSTAT_TYPE_STRING
    readstat_variable_set_measure(
      variable, isAmount ? READSTAT_MEASURE_SCALE : READSTAT_MEASURE_NOMINAL)
    try setLabels(of: variable, column, number)
    return variable
  }

  private func setLabels(
    of variable: Variable, _ column: SystemFileVariable, _ number: Int
  ) throws {
    if !column.labels.isEmpty {
      guard let set = readstat_add_label_set(writer, READSTAT_TYPE_DOUBLE, "labels\(number)")
      else { throw SystemFileError(description: "there is no memory for its labels") }
      for (value, text) in column.labels {
        readstat_label_double_value(set, value, Self.cut(text, to: Self.longestValueLabel))
      }
      readstat_variable_set_label_set(variable, set)
    }
    let missing = Set(column.missing).sorted()
    // The format takes three single values, or a range and one.
    if missing.count <= 3 {
      for value in missing {
        try check(readstat_variable_add_missing_double_value(variable, value))
      }
    } else {
      let valid = column.labels.map(\.value).filter { !missing.contains($0) }
      for (range, single) in Self.rangesAndOne(missing)
      where !valid.contains(where: range.contains) {
        try check(
          readstat_variable_add_missing_double_range(
            variable, range.lowerBound, range.upperBound))
        if let single { try check(readstat_variable_add_missing_double_value(variable, single)) }
        return
      }
    }
  }

  /// The ways to say four values and more, given in order: one range, or one with the lowest or the
  /// highest value apart.
  private static func rangesAndOne(_ values: [Double]) -> [(ClosedRange<Double>, Double?)] {
    let last = values.count - 1
    return [
      (values[0]...values[last], nil), (values[1]...values[last], values[0]),
      (values[0]...values[last - 1], values[last]),
    ]
  }

  private func check(_ status: readstat_error_t) throws {
    guard status == READSTAT_OK else {
      throw SystemFileError(
        description: readstat_error_message(status).map { String(cString: $0) }
          ?? "error \(status.rawValue)")
    }
  }

  /// A text of at most so many bytes, cut between characters.
  private static func cut(_ text: String, to bytes: Int) -> String {
    guard text.utf8.count > bytes else { return text }
    var short = ""
    for character in text {
      guard short.utf8.count + character.utf8.count + 3 <= bytes else { break }
      short.append(character)
    }
    return short + "…"
  }
}
