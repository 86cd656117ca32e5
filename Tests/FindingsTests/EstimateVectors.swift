// Estimates made with independent libraries, kept here so that the tests always run.

/// A Wilson interval from statsmodels 0.15.0, `proportion_confint(count, base, method="wilson")`.
struct WilsonVector {
  let count: Int
  let base: Int
  let z: Double
  let low: Double
  let high: Double

  static let z90 = 1.6448536269514722
  static let z95 = 1.959963984540054
  static let z998 = 3.090232306167813

  static let all = [
    WilsonVector(count: 0, base: 1, z: z95, low: 0, high: 0.7934506856227626),
    WilsonVector(count: 1, base: 1, z: z998, low: 0.09479090150132047, high: 1),
    WilsonVector(count: 0, base: 8, z: z95, low: 0, high: 0.32440756488388023),
    WilsonVector(count: 1, base: 8, z: z90, low: 0.028399323737810178, high: 0.4111433743300123),
    WilsonVector(count: 3, base: 10, z: z998, low: 0.06284501550629429, high: 0.7325465446750905),
    WilsonVector(count: 27, base: 31, z: z95, low: 0.7114759374369357, high: 0.9486571562537085),
    WilsonVector(count: 50, base: 50, z: z95, low: 0.9286524008666414, high: 1),
    WilsonVector(count: 186, base: 200, z: z95, low: 0.8859451911438936, high: 0.9578478281716571),
    WilsonVector(
      count: 412, base: 443, z: z998, low: 0.8827954432708014, high: 0.9591013435760811),
  ]
}
