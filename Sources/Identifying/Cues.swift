// Words that names and places stand after, or before.

/// What says that a name or a place comes.
enum Cues {
  /// Titles that a name always follows.
  static let strictTitles: Set<String> = [
    "mr", "mrs", "mister", "cllr", "councillor", "rev", "reverend", "prof", "professor", "sgt",
  ]
  /// Titles that other words follow too.
  static let titles: Set<String> = [
    "dr", "doctor", "ms", "miss", "nurse", "sister", "father", "uncle", "aunt", "auntie", "aunty",
    "pc", "sir", "lady", "lord", "captain", "imam", "rabbi", "pastor", "st", "saint", "nana",
    "grandad", "grandma", "granny", "mam", "baby", "little", "big", "old", "young",
  ]
  /// Words after which somebody is called something.
  static let naming: Set<String> = [
    "called", "named", "nicknamed", "name is", "name was", "names are", "calls me", "call me",
    "called me", "call him", "call her", "calls him", "calls her", "known as", "goes by",
    "names", "called him", "called her", "by name", "name", "dear", "ask for", "signed",
    "love from",
  ]
  static let relations: Set<String> = [
    "husband", "wife", "son", "daughter", "friend", "friends", "neighbour", "neighbor", "mum",
    "mother", "dad", "father", "brother", "sister", "partner", "boss", "carer", "nurse", "doctor",
    "teacher", "landlord", "landlady", "dog", "cat", "uncle", "aunt", "cousin", "nan", "gran",
    "grandson", "granddaughter", "nephew", "niece", "boyfriend", "girlfriend", "mate", "manager",
    "worker", "ex", "lad", "girl", "boy", "baby", "stepson", "keyworker", "gp", "physio", "bloke",
  ]
  static let owners: Set<String> = [
    "my", "his", "her", "our", "their", "your", "the", "a", "best", "old", "good", "social",
    "support", "next", "door", "eldest", "youngest", "oldest", "little", "big", "late", "ex",
    "key", "youth", "ones", "step",
  ]
  static let atPlaces: Set<String> = [
    "in", "at", "near", "from", "to", "around", "outside", "by", "on", "of", "through", "over",
  ]
  static let living: Set<String> = [
    "live", "lived", "lives", "living", "moved", "move", "moving", "born", "up", "back", "came",
    "come", "comes", "over", "down", "out", "im", "family", "stayed", "stay", "house", "home",
    "estate", "flat", "people", "works", "work", "worked", "lady", "man", "woman", "am", "is",
    "school", "drove", "bus", "train",
  ]
  static let streets: Set<String> = [
    "road", "street", "avenue", "lane", "close", "crescent", "terrace", "drive", "grove",
    "gardens", "mews", "estate", "court", "primary", "academy", "surgery", "infirmary",
  ]
  /// Ordinary words that streets are called after.
  static let namesOfStreets: Set<String> = [
    "church", "station", "victoria", "queen", "queens", "king", "kings", "london", "chapel",
    "manor", "mill", "albert", "york", "windsor", "springfield", "orchard", "elm", "oak", "ash",
    "beech", "cedar", "acacia", "willow", "poplar", "hawthorn", "laburnum", "maple", "sycamore",
    "richmond", "alexandra", "stanley", "clarence", "harbour", "quay", "castle", "abbey",
    "vicarage",
    "rectory", "railway", "meadow", "primrose", "rose", "jubilee", "coronation", "wellington",
  ]
  /// Words that a name at the beginning of a sentence stands before.
  static let afterNames: Set<String> = [
    "is", "was", "has", "had", "said", "says", "told", "came", "comes", "lives", "lived", "works",
    "worked", "helped", "helps", "went", "who", "gave", "gives", "made", "makes", "takes", "took",
    "does", "did", "rang", "rings", "visits", "visited", "looked", "looks", "would", "always",
    "never", "from", "next", "at", "asked", "asks", "knows", "knew", "died", "and", "thinks",
    "used", "got", "gets", "runs", "ran", "drives", "drove", "showed", "left", "moved", "brought",
    "cared", "cares", "called", "phoned", "wants", "wanted", "likes", "needs",
  ]
  /// Names that are far more often something else where they are not said to be names.
  static let verbs: Set<String> = [
    "will", "may", "grant", "chase", "van", "sue", "rob", "ram", "guy", "art", "an", "al", "so",
    "long", "short", "smart", "small", "little", "sharp", "swift", "wise", "fair", "rich", "day",
    "law", "price", "wall", "walls", "wade", "ward", "grey", "white", "green", "brown", "young",
    "page", "field", "french", "welsh", "cross", "flood", "ford", "hall", "rusty", "sunny",
    "misty", "dusty", "merry", "trinity", "speed", "turner", "cook", "cooper", "gene", "patience",
    "mercy", "spud", "ed", "mo", "do", "faith", "star", "sandy", "stone", "kit", "ray", "rod",
  ]
  /// Words that never are a name, after a title.
  static let small: Set<String> = [
    "and", "or", "the", "a", "who", "is", "was", "of", "in", "to", "said", "for",
  ]
  /// Words that a letter by itself belongs to.
  static let beforeLetters: Set<String> = [
    "vitamin", "plan", "option", "group", "section", "type", "grade", "level", "hepatitis", "part",
    "band", "class", "room", "point", "category", "question", "generation", "gen", "form", "b",
    "block", "route", "letter", "size", "and", "team",
  ]
}

extension WordLists {
  /// Whether a name that is a word too is somebody's first name rather than a family's.
  func isFirstName(_ word: String) -> Bool {
    doubtfulNames.contains(word) && !Cues.verbs.contains(word)
  }
}
