// What in a text could say who somebody is: a name, a place, a number to call. A mark is for a person to
// resolve; nothing is taken out by itself.

/// A part of a text that could say who somebody is.
public struct IdentifyingMark: Sendable, Hashable {
  /// What it looks like.
  public enum Kind: String, Sendable, CaseIterable {
    case name, initials, place, address, postcode, phone, email, link, number, date
    /// Letters of another script, or of two in one word: these rules cannot read them.
    case script

    /// What people read of it.
    public var label: String {
      switch self {
      case .name: "could be a name"
      case .initials: "could be somebody's initials"
      case .place: "could be a place"
      case .address: "could be an address"
      case .postcode: "could be a postcode"
      case .phone: "could be a phone number"
      case .email: "could be an e-mail address"
      case .link: "could be a page or account of somebody"
      case .number: "could be a number that belongs to somebody"
      case .date: "could be a date of birth"
      case .script: "is in letters that Hark cannot check; somebody who reads them has to look"
      }
    }
  }

  /// What it looks like.
  public let kind: Kind
  /// Where it stands, in Unicode scalars.
  public let range: Range<Int>
  /// The words as they stand there.
  public let text: String

  /// Marks a part of a text.
  public init(_ kind: Kind, _ range: Range<Int>, _ text: String) {
    (self.kind, self.range, self.text) = (kind, range, text)
  }
}
