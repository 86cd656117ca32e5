// The consent that came with a record: what was given and refused, how, and in which language.

public import struct Foundation.Date

/// How consent was given.
public enum ConsentForm: String, Sendable, CaseIterable {
  case spoken, written, online
}

/// The consent of one person as it came in.
public struct GivenConsent: Sendable, Hashable {
  /// How it was given.
  public let form: ConsentForm
  /// Each scope given or refused; what is not named is refused.
  public let scopes: [String: Bool]
  /// When it was given, by the clock of whoever asked; nil: when the record came in.
  public let givenAt: Date?
  /// The language it was asked in, when it differs from the record's.
  public let language: String?
  /// Who else heard it.
  public let witness: String?
  /// The wording that was read out; nil: the survey's.
  public let wording: String?
  /// The partners that were named with the scope share_partners, by their codes.
  public let partners: [String]
  /// 32 bytes made from the receipt code by the client alone.
  public let receiptHash: [UInt8]?

  /// Consent with its scopes.
  public init(
    form: ConsentForm, scopes: [String: Bool], language: String? = nil, witness: String? = nil,
    receiptHash: [UInt8]? = nil, wording: String? = nil, partners: [String] = [],
    givenAt: Date? = nil
  ) {
    (self.form, self.scopes, self.language) = (form, scopes, language)
    (self.witness, self.receiptHash) = (witness, receiptHash)
    (self.wording, self.partners, self.givenAt) = (wording, partners, givenAt)
  }

  init(_ fields: inout RecordFields, reading: AnswerReading) {
    let form = fields.word("form", ConsentForm.self)
    if form == nil, fields.problems.isEmpty {
      fields.refuse("form", .missingField, "say how consent was given: spoken, written or online")
    }
    self.form = form ?? .spoken
    scopes = fields.scopes("scopes") ?? [:]
    givenAt = fields.moment("given_at")
    language = fields.text("language", atMost: 35)
    witness = fields.text("witness", atMost: 200)
    wording = fields.text("wording", atMost: 120)
    partners = fields.codes("partners", atMost: 50) ?? []
    if !partners.isEmpty, scopes[ConsentScope.sharePartners] != true {
      fields.refuse(
        "partners", .badField, "partners are named to those alone who allow share_partners")
    }
    let text = fields.text("receipt_hash", atMost: 64)
    receiptHash = text.flatMap(Self.bytes)
    if text != nil, receiptHash == nil {
      fields.refuse("receipt_hash", .badField, "expected 64 hexadecimal digits")
    }
  }

  /// The 32 bytes that 64 hexadecimal digits stand for.
  public static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      bytes.append(UInt8(high * 16 + low))
    }
    return bytes
  }
}
