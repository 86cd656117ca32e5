// The lists that the rules look in: names, places, and words that are neither.

/// Names, places and ordinary words.
struct WordLists: Sendable {
  /// Names that are no words.
  let names: Set<String>
  /// Names that are words too.
  let doubtfulNames: Set<String>
  let places: Set<String>
  let doubtfulPlaces: Set<String>
  private let ordinary: Set<String>

  static let shared = WordLists()

  private init() {
    names = Self.words(NameList.certain)
    doubtfulNames = Self.words(NameList.doubtful)
    places = Self.words(PlaceList.certain)
    doubtfulPlaces = Self.words(PlaceList.doubtful)
    ordinary = Self.words(OrdinaryList.words)
  }

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }

  /// Whether it is an English word, or a form of one.
  func isOrdinary(_ word: String) -> Bool {
    if word.utf8.count < 2 || ordinary.contains(word) || Self.spoken.contains(word) { return true }
    for (ending, replacements) in Self.endings where word.hasSuffix(ending) {
      let stem = String(word.dropLast(ending.count))
      guard stem.count >= 3 else { continue }
      if replacements.contains(where: { ordinary.contains(stem + $0) }) { return true }
      // `running` from `run`.
      let twice = stem.suffix(2)
      if twice.count == 2, twice.first == twice.last, ordinary.contains(String(stem.dropLast())) {
        return true
      }
    }
    return false
  }

  private static let endings: [(String, [String])] = [
    ("s", [""]), ("es", [""]), ("ies", ["y"]), ("ed", ["", "e"]), ("ied", ["y"]),
    ("ing", ["", "e"]), ("ings", ["", "e"]), ("ly", [""]), ("ily", ["y"]), ("er", ["", "e"]),
    ("ers", ["", "e"]), ("ness", [""]), ("est", ["", "e"]), ("ier", ["y"]), ("iest", ["y"]),
    ("less", [""]), ("ful", [""]), ("able", ["", "e"]), ("nt", [""]),
  ]

  /// Words that people say and lists of words leave out.
  private static let spoken: Set<String> = [
    "im", "ive", "id", "ill", "youre", "youve", "youd", "youll", "hes", "shes", "weve", "were",
    "theyre", "theyve", "theyd", "theyll", "dont", "doesnt", "didnt", "cant", "couldnt", "wont",
    "wouldnt", "isnt", "arent", "wasnt", "werent", "hasnt", "havent", "hadnt", "shouldnt",
    "mustnt", "aint", "thats", "whats", "wheres", "theres", "heres", "lets", "its", "whos",
    "hows", "gonna", "wanna", "gotta", "dunno", "kinda", "sorta", "cos", "coz", "cuz", "cause",
    "alot", "ok", "okay", "yeah", "yep", "nope", "nah", "hi", "mum", "mums", "mummy", "dads",
    "nan", "nans", "nanny", "gran", "grans", "grandad", "granddad", "grandma", "auntie", "aunty",
    "telly", "loo", "bloke", "mate", "quid", "fella", "wee", "lass", "bairn", "duvet", "online",
    "wifi", "broadband", "email", "app", "apps", "website", "zoom", "covid", "lockdown", "carer",
    "carers", "childcare", "foodbank", "jobcentre", "volunteering", "neighbour", "neighbours",
    "befriending", "physio", "gp", "gps", "nhs", "pip", "ms", "tv", "dvd", "pc", "er", "erm", "um",
    "hmm", "etc", "eg", "ie", "am", "pm", "btw", "asap", "lol", "internet", "smartphone",
    "toddlers", "toddler", "playgroup", "bungalow", "allotment", "allotments", "wellbeing",
  ]
}
