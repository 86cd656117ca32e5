// SQL text that a value can never become part of: what is written in the source is text, what is
// interpolated is bound as a parameter.

/// A statement: text from the source and bound values. `"select … where id = \(id)"` binds `id`;
/// interpolating another `SQL` splices it in.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
  /// Literals are static, so that a text made at run time cannot become SQL.
  public typealias StringLiteralType = StaticString

  fileprivate enum Piece: Sendable {
    case text(String)
    case value(any SQLEncodable)
  }

  private var pieces: [Piece]

  /// A statement without values.
  public init(stringLiteral value: StaticString) {
    pieces = [.text(value.description)]
  }

  /// A statement with values.
  public init(stringInterpolation: StringInterpolation) {
    pieces = stringInterpolation.pieces
  }

  /// Collects the text and the values of a literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    /// Literals are static.
    public typealias StringLiteralType = StaticString

    fileprivate var pieces: [Piece] = []

    /// Begins a statement.
    public init(literalCapacity: Int, interpolationCount: Int) {
      pieces.reserveCapacity(interpolationCount * 2 + 1)
    }

    /// Adds text from the source.
    public mutating func appendLiteral(_ literal: StaticString) {
      pieces.append(.text(literal.description))
    }

    /// Binds a value.
    public mutating func appendInterpolation<Value: SQLEncodable>(_ value: Value) {
      pieces.append(.value(value))
    }

    // On its own, because the compiler warns of optionals where a parameter is not declared as one.
    /// Binds a value, or null for none.
    public mutating func appendInterpolation<Value: SQLEncodable>(_ value: Value?) {
      pieces.append(.value(value))
    }

    /// Splices another statement in, with its values.
    public mutating func appendInterpolation(_ sql: SQL) {
      pieces.append(contentsOf: sql.pieces)
    }
  }
}

extension SQL {
  /// Puts one statement after another.
  public static func + (left: SQL, right: SQL) -> SQL {
    var whole = left
    whole.pieces.append(contentsOf: right.pieces)
    return whole
  }

  /// Puts statements after one another with a separator between them.
  public static func joined(_ parts: [SQL], separator: SQL = ", ") -> SQL {
    var whole: SQL = ""
    for (index, part) in parts.enumerated() {
      if index > 0 { whole.pieces.append(contentsOf: separator.pieces) }
      whole.pieces.append(contentsOf: part.pieces)
    }
    return whole
  }

  /// The statement as it is sent: `$1`, `$2` … in place of the values.
  package func rendered() throws(PostgresError) -> RenderedSQL {
    var statement = RenderedSQL()
    for piece in pieces {
      switch piece {
      case .text(let text): statement.text += text
      case .value(let value): try statement.bind(value)
      }
    }
    // libpq takes the statement as a C string, which would end at a NUL in a source literal.
    if statement.text.utf8.contains(0) { throw .nulInText }
    return statement
  }
}

extension SQL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The text with `$` in place of the values, which never show.
  public var description: String {
    pieces.map { piece in if case .text(let text) = piece { text } else { "$" } }.joined()
  }

  /// As `description`.
  public var debugDescription: String { description }

  /// Nothing inside, so that a dump of a statement shows no value either.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A statement ready to be sent: text with numbered places, and the bytes for each.
package struct RenderedSQL {
  /// The text, with `$1`, `$2` … for the values.
  package var text = ""
  /// The type of each value.
  package var types: [UInt32] = []
  /// The bytes of each value in PostgreSQL's binary format; nil is null.
  package var values: [[UInt8]?] = []

  /// Adds a value's place to the text, and its bytes.
  mutating func bind(_ value: any SQLEncodable) throws(PostgresError) {
    values.append(try value.sqlBytes())
    types.append(type(of: value).sqlType.oid)
    text += "$\(values.count)"
  }
}
