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

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [])
  -> Target
{
  .testTarget(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(
  name: "HummingbirdTesting", package: "hummingbird")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

// From cellar to roof. A target depends only on targets of lower floors (script/check-floors).
let package = Package(
  name: "hark",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "hark", targets: ["hark"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1",
      traits: ["FullFoundation"]),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // F0
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    // F1
    sources("YAML", ["CLibYAML"]),
    sources("JSON"),
    sources("Postgres", ["CLibPQ"]),
    // F2
    sources("EmbeddedPostgres", ["Postgres"]),
    sources("Surveys", ["JSON"]),
    // F3
    sources("Conversations", ["JSON", "Surveys"]),
    sources("Findings", ["JSON", "Surveys"]),
    // F4
    sources("SurveyModules", ["YAML", "JSON", "Surveys", "Findings", crypto]),
    // F5
    sources("Storage", ["Postgres", "JSON", "Surveys", "Conversations", "Findings", crypto]),
    // F6
    sources(
      "Engagement",
      ["JSON", "Surveys", "Conversations", "Findings", "SurveyModules", "Storage", crypto]),
    // F7
    sources("HTTPService", ["JSON", "Surveys", "Engagement", hummingbird, logging]),
    // F8
    sources(
      "Commands",
      [
        "YAML", "JSON", "Postgres", "EmbeddedPostgres", "Surveys", "Conversations", "Findings",
        "SurveyModules", "Storage", "Engagement", "HTTPService", argumentParser, crypto,
        hummingbird, lifecycle, logging,
      ]),
    // F9
    .executableTarget(name: "hark", dependencies: ["Commands"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
