// Agreement of coders against figures made with independent libraries.

import Findings
import JSON
import Testing

struct CoderAgreementTests {
  @Test(.enabled(if: SharedVectors.exists("kappa.json")))
  func `every kappa of the shared vectors is reproduced`() throws {
    let cases = try SharedVectors.cases("kappa.json")
    #expect(!cases.isEmpty)
    for vector in cases {
      let (a, b) = (vector["a"]?.array ?? [], vector["b"]?.array ?? [])
      let kappa = try #require(CoderAgreement.kappa(Array(zip(a, b))))
      #expect(abs(kappa - (vector["kappa"]?.number ?? .nan)) < 1e-10, "\(vector["name"] ?? "")")
    }
  }

  @Test(.enabled(if: SharedVectors.exists("krippendorff.json")))
  func `every alpha of the shared vectors is reproduced`() throws {
    let cases = try SharedVectors.cases("krippendorff.json")
    #expect(!cases.isEmpty)
    for vector in cases {
      let coders = (vector["ratings_by_coder"]?.array ?? []).map { $0.array ?? [] }
      let units = (coders.first ?? []).indices.map { unit in
        coders.map { $0[unit] }.filter { !$0.isNull }
      }
      let alpha = try #require(CoderAgreement.alpha(units))
      #expect(
        abs(alpha - (vector["alpha_nominal"]?.number ?? .nan)) < 1e-9, "\(vector["name"] ?? "")")
    }
  }

  @Test func `coding that never varies, or was done once, has no agreement`() {
    #expect(CoderAgreement.kappa([(1, 1), (1, 1)]) == nil)
    #expect(CoderAgreement.kappa([(Int, Int)]()) == nil)
    #expect(CoderAgreement.alpha([[1, 1], [1, 1]]) == nil)
    #expect(CoderAgreement.alpha([[1], [2]]) == nil)
    #expect(CoderAgreement.kappa([(1, 2), (2, 1)]) == -1)
  }

  @Test func `what agreement allows is told by the limits of the field`() {
    #expect(
      [1, 0.8, 0.79, 0.667, 0.66, -1].map { CoderAgreement.Strength($0) } == [
        .rely, .rely, .tentative, .tentative, .notPublished, .notPublished,
      ])
  }
}
