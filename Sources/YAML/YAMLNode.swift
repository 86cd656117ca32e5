// A YAML file as a tree of texts, lists and keyed entries, each with the place where a person finds
// it in an editor. Nothing here guesses types: `no`, `1.20` and `22:22` are the texts they look like.

/// The reader of YAML files; see `YAML.read`.
public enum YAML {
  /// The largest file that is read, in bytes (1 MiB).
  public static let largestFile = 1_048_576
  /// How many lists and mappings may stand inside one another.
  public static let deepestNesting = 64
  /// How many problems of one file are reported; the last then says that there are more.
  public static let mostProblems = 100

  /// A place in a file as editors show it.
  public struct Position: Sendable, Hashable, Comparable {
    /// The line, from 1.
    public let line: Int
    /// The column in characters as a person sees them, from 1.
    public let column: Int

    /// A place from its line and column, both from 1.
    public init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }

    /// Whether one place comes before another in the file.
    public static func < (one: Position, other: Position) -> Bool {
      (one.line, one.column) < (other.line, other.column)
    }
  }
}

/// A value of a YAML file with its place.
public struct YAMLNode: Sendable, Hashable {
  /// What the value is.
  public let content: Content
  /// Where the value begins; of an empty value, where it would begin.
  public let position: YAML.Position

  /// The three things a value can be.
  public enum Content: Sendable, Hashable {
    /// A text.
    case scalar(YAMLScalar)
    /// A list.
    case sequence([YAMLNode])
    /// Keys with values in the order of the file; no key occurs twice.
    case mapping([YAMLEntry])
  }

  /// A value at a place.
  public init(_ content: Content, at position: YAML.Position) {
    self.content = content
    self.position = position
  }
}

/// A text and how it was written.
public struct YAMLScalar: Sendable, Hashable {
  /// The text, never interpreted; an empty value is the empty text in plain style.
  public let text: String
  /// How it was written.
  public let style: Style

  /// The ways to write a text.
  public enum Style: Sendable, Hashable {
    /// Without quotes; an empty plain text is a key without a value.
    case plain
    /// In single or double quotes.
    case quoted
    /// Over several lines after `|` or `>`.
    case block
  }

  /// A text in a style.
  public init(text: String, style: Style) {
    self.text = text
    self.style = style
  }

  /// Whether nothing was written at all, which differs from an empty text in quotes.
  public var isAbsent: Bool { text.isEmpty && style == .plain }
}

/// A key with its value.
public struct YAMLEntry: Sendable, Hashable {
  /// The key.
  public let key: String
  /// Where the key begins.
  public let keyPosition: YAML.Position
  /// The value.
  public let value: YAMLNode

  /// A key at a place with its value.
  public init(key: String, keyPosition: YAML.Position, value: YAMLNode) {
    self.key = key
    self.keyPosition = keyPosition
    self.value = value
  }
}

extension YAMLNode {
  /// The text and style, nil for lists and mappings.
  public var scalar: YAMLScalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// The text, nil for lists and mappings.
  public var text: String? { scalar?.text }

  /// The items of a list, nil for every other kind.
  public var sequence: [YAMLNode]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  /// The entries of a mapping in the order of the file, nil for every other kind.
  public var mapping: [YAMLEntry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// Whether a key was given without a value.
  public var isAbsent: Bool { scalar?.isAbsent ?? false }

  /// The value under a key, found by walking the entries; nil if absent or if this is no mapping.
  public subscript(key: String) -> YAMLNode? { entry(key)?.value }

  /// The entry of a key, found by walking the entries.
  public func entry(_ key: String) -> YAMLEntry? { mapping?.first { $0.key == key } }

  /// The item at a place counted from 0; nil beyond the end or if this is no list.
  public subscript(index: Int) -> YAMLNode? {
    guard let items = sequence, items.indices.contains(index) else { return nil }
    return items[index]
  }
}
