// Consent: what a person is asked before anything else, and what they allowed.

/// One thing that a person can allow or refuse, such as being quoted.
public struct ConsentScope: Sendable, Hashable {
  /// `analyse`, `quote`, `recontact` …
  public let id: String
  /// What is asked.
  public let ask: String
  /// For the researcher.
  public let hint: String?
  /// The Easy Read text.
  public let easy: String?

  /// A scope with its wording.
  public init(id: String, ask: String, hint: String? = nil, easy: String? = nil) {
    (self.id, self.ask, self.hint, self.easy) = (id, ask, hint, easy)
  }

  /// Without it nothing follows and nothing is stored.
  public static let analyse = "analyse"
  /// Without it nothing is passed on to partners, and with it to those that were named.
  public static let sharePartners = "share_partners"
  /// Without it no sensitive question is asked.
  public static let analyseSensitive = "analyse_sensitive"
}

/// The wording that is read out, with the scopes this survey asks for.
public struct ConsentWording: Sendable, Hashable {
  /// `consent-conversation@1`.
  public let id: String
  /// Read before the scopes.
  public let opening: String
  /// What happens when someone may be in danger.
  public let safeguarding: String
  /// In asking order.
  public let scopes: [ConsentScope]
  /// How long answers are kept.
  public let keepMonths: Int?

  /// A wording and the scopes of a survey.
  public init(
    id: String, opening: String, safeguarding: String, scopes: [ConsentScope], keepMonths: Int?
  ) {
    (self.id, self.opening, self.safeguarding) = (id, opening, safeguarding)
    (self.scopes, self.keepMonths) = (scopes, keepMonths)
  }
}

/// Whether and how a survey asks for consent.
public enum ConsentPolicy: Sendable, Hashable {
  /// Asked by scope.
  case asked(ConsentWording)
  /// Anonymous data; the reason is printed with every finding.
  case notNeeded(reason: String)
  /// The unit is no person: respondents answer in their role.
  case role

  /// The scopes asked for; empty where none are.
  public var scopes: [ConsentScope] {
    if case .asked(let wording) = self { wording.scopes } else { [] }
  }

  /// The basis of a record under this policy.
  public var basis: Basis {
    switch self {
    case .asked: .consent
    case .notNeeded: .anonymous
    case .role: .role
    }
  }
}

/// Why a record about people may be kept.
public enum Basis: String, Sendable, CaseIterable {
  case consent, anonymous, published, role
}
