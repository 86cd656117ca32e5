// swift-tools-version: 6.2
import PackageDescription

/// One list of Swift settings for every target.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func sources(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [])
  -> Target
{
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [],
  resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, exclude: exclude, resources: resources,
    swiftSettings: settings)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let httpClient = Target.Dependency.product(
  name: "AsyncHTTPClient", package: "async-http-client")
let hummingbirdTesting = Target.Dependency.product(
  name: "HummingbirdTesting", package: "hummingbird")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

/// Migrations are part of the binary, so that it can never meet one it was not built with.
let migrations: [Resource] = [
  "0001-roles", "0002-accounts", "0003-places", "0004-surveys", "0005-records", "0006-basis",
  "0007-withdrawal", "0008-record-rights", "0009-concerns", "0010-releases", "0011-audit",
  "0012-shared-commits", "0013-steady-plans", "0014-edits", "0015-links", "0016-export-right",
  "0017-audit-chain", "0018-inspection", "0019-compatibility", "0020-checks-by-statement",
  "0022-lists", "0024-consent-obeyed", "0025-retention", "0026-safeguarding", "0027-practice",
  "0028-search", "0029-closer-rights", "0030-items-and-places", "0031-data-keys", "0032-privacy",
  "0033-events", "0034-mended-search", "0035-populations", "0036-concern-retention",
  "0040-written-since", "0043-erased-in-words", "0044-bounded-search", "0045-keys-without-locks",
  "0046-exploring", "0049-somebody-is-told", "0050-kept-deliveries", "0051-taken-back-and-kept",
  "0052-receipts-taken-back", "0053-somebody-is-told-and-keys",
  "0054-promises-and-attached-responses",
  "0059-paired-answers",
  "0060-counted-as-before", "0061-rehearsed-imports", "0062-clear-texts-in-order",
  "0063-shared-events-and-marks", "0064-rules-in-fewer-looks",
  "0069-held-answers", "0070-listed-changes", "0071-kept-though-taken-back",
  "0072-counted-by-halves", "0076-concerns-sent-again", "0077-records-in-one-trip",
  "0080-scopes-taken-back", "0081-mail-and-posts-apart",
  "0082-related-words", "0083-notes-given-later", "0084-late-records-in-order",
  "0087-words-taken-back", "0090-tables-shown-again", "0091-concerns-in-the-trail",
  "0092-worries-of-edits", "0093-codes-apart", "0094-retention-in-turn",
  "0099-what-raised-a-concern-comes-in", "0100-trails-without-gaps",
  "0101-complaints-are-told",
  "0102-without-accents",
].map { .embedInCode("Migrations/\($0).sql") }

// From cellar to roof. A target depends only on targets of lower floors (script/check-floors).
let package = Package(
  name: "hark",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "hark", targets: ["hark"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1",
      traits: ["FullFoundation"]),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // The command plugin stands in the cellar so that it can depend on nothing.
    .plugin(
      name: "CheckSurveys",
      capability: .command(
        intent: .custom(
          verb: "check-surveys", description: "Checks and tests every survey module in surveys/"))),
    // F0
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CReadStat", providers: [.apt(["libreadstat-dev"])]),
    .systemLibrary(name: "CClp", providers: [.apt(["coinor-libclp-dev"])]),
    .systemLibrary(name: "CSpawn"),
    // F1
    sources("YAML", ["CLibYAML"]),
    sources("JSON"),
    sources("CSV"),
    sources("Receipts", [crypto, cryptoExtras], resources: [.embedInCode("words.txt")]),
    sources("Postgres", ["CLibPQ"]),
    sources("SPSS", ["CReadStat"]),
    sources("LinearProgramming", ["CClp"]),
    sources("Sealing", [crypto]),
    // F2
    sources("EmbeddedPostgres", ["CSpawn", "Postgres"]),
    sources("Surveys", ["JSON"]),
    sources("PublishedFigures", ["CSV"]),
    sources("PlainLanguage", ["YAML"], resources: [.embedInCode("plain-words.yaml")]),
    sources("Identifying"),
    // F3
    sources("Conversations", ["JSON", "Surveys"], resources: [.embedInCode("phrases.txt")]),
    sources("Findings", ["JSON", "CSV", "LinearProgramming", "Surveys", crypto]),
    sources("Practice", ["JSON", "Surveys"]),
    // F4
    sources(
      "SurveyModules", ["YAML", "JSON", "Surveys", "PlainLanguage", "Findings", crypto]),
    // F5
    sources("Storage", ["Postgres", crypto], resources: migrations),
    // F6
    sources(
      "Engagement",
      [
        "JSON", "CSV", "Postgres", "Surveys", "Conversations", "Findings", "Practice",
        "SurveyModules", "Storage", "SPSS", "PublishedFigures", "Sealing", "Identifying", crypto,
      ]),
    // F7
    sources(
      "HTTPService",
      [
        "JSON", "Postgres", "Surveys", "Conversations", "Findings", "Practice", "PublishedFigures",
        "Storage",
        "Engagement", crypto, hummingbird, logging,
      ]),
    sources("Backups", ["Postgres", "EmbeddedPostgres", "Storage", "Engagement"]),
    // F8
    sources(
      "Commands",
      [
        "YAML", "JSON", "CSV", "Receipts", "Postgres", "EmbeddedPostgres", "Surveys",
        "Conversations", "Findings", "Practice", "PublishedFigures", "SurveyModules", "Storage",
        "Engagement", "Sealing", "HTTPService", "Backups", argumentParser,
        crypto, httpClient, hummingbird, lifecycle, logging, signals,
      ]),
    // F9
    .executableTarget(name: "hark", dependencies: ["Commands"], swiftSettings: settings),
    // What script/bench times inside a process; no product.
    .executableTarget(
      name: "hark-bench",
      dependencies: ["JSON", "Postgres", "Surveys", "Findings", "SurveyModules", "Storage"],
      path: "bench/Measures", swiftSettings: settings),
    // Tests, above all floors.
    .target(
      name: "TestSupport", dependencies: ["Postgres", "EmbeddedPostgres", "Storage"],
      path: "Tests/TestSupport", swiftSettings: settings),
    .target(
      name: "TestRandomness", path: "Tests/TestRandomness", swiftSettings: settings),
    tests("YAMLTests", ["YAML", "TestRandomness"]),
    tests("JSONTests", ["JSON", "TestRandomness"]),
    tests("PlainLanguageTests", ["PlainLanguage"]),
    tests(
      "IdentifyingTests", ["Identifying"],
      resources: ["red-team.txt", "harmless.txt"].map { .embedInCode("Corpus/\($0)") }),
    tests("CSVTests", ["CSV"]),
    tests("SPSSTests", ["SPSS", "TestSupport"]),
    tests("PublishedFiguresTests", ["PublishedFigures", "TestSupport"]),
    tests("ReceiptsTests", ["Receipts"]),
    tests("SealingTests", ["Sealing", crypto]),
    tests(
      "CommandsTests",
      [
        "JSON", "Surveys", "SurveyModules", "Storage", "Engagement", "Commands", "TestSupport",
        argumentParser,
      ]),
    tests("PostgresTests", ["Postgres", "TestRandomness"]),
    tests("SurveysTests", ["JSON", "Surveys", "TestRandomness"]),
    tests("LinearProgrammingTests", ["LinearProgramming"]),
    tests(
      "FindingsTests",
      ["JSON", "LinearProgramming", "Surveys", "Findings", "TestRandomness"]),
    tests("PracticeTests", ["JSON", "Surveys", "Practice"]),
    tests(
      "SurveyModulesTests",
      ["YAML", "JSON", "Surveys", "Conversations", "SurveyModules", "TestRandomness"]),
    tests("EmbeddedPostgresTests", ["EmbeddedPostgres", "Postgres"]),
    tests(
      "EngagementTests",
      [
        "YAML", "CSV", "JSON", "Postgres", "Surveys", "Conversations", "Findings", "Practice",
        "SurveyModules",
        "Storage", "Sealing", "Engagement", "TestRandomness", "TestSupport", crypto,
      ]),
    tests(
      "HTTPServiceTests",
      [
        "JSON", "Postgres", "Storage", "Sealing", "SurveyModules", "Engagement", "HTTPService",
        "TestSupport",
        crypto, hummingbird, hummingbirdTesting, logging, nioEmbedded,
      ]),
    tests(
      "BackupsTests",
      [
        "JSON", "Postgres", "EmbeddedPostgres", "Storage", "SurveyModules", "Engagement", "Backups",
        "TestSupport",
      ]),
    tests(
      "EndToEndTests",
      [
        "CSV", "JSON", "Receipts", "Postgres", "EmbeddedPostgres", "Storage", "TestRandomness",
        "TestSupport", httpClient, hummingbird,
      ]),
    tests(
      "StorageTests", ["Postgres", "Storage", "TestRandomness", "TestSupport", crypto],
      exclude: ["ReleaseBefore"]),
  ],
  swiftLanguageModes: [.v6]
)
