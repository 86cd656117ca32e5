// What can only be timed inside the process: checking modules and responses, building columns. A
// tool of script/bench; no part of the product.

do {
  try await Measure.run(CommandLine.arguments)
} catch {
  Measure.fail("\(error)")
}
