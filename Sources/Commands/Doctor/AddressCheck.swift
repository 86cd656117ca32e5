// The address of the HTTP service: free, taken by Hark, or by something else.

internal import AsyncHTTPClient
internal import Engagement
internal import NIOCore
internal import NIOHTTP1

/// The address to listen on.
struct AddressCheck: DoctorCheck {
  func look(_ scene: DoctorScene) async -> [DoctorFinding] {
    guard case .success(let settings) = scene.configuration else { return [] }
    let address: (host: String, port: Int)
    do { address = try settings.address() } catch {
      return [
        .problem("address", Problem(translating: error).detail, "correct HARK_LISTEN")
      ]
    }
    let name = "\(address.host):\(address.port)"
    if Port.isFree(address.port) { return [.ok("address", "\(name) is free")] }
    let request = HTTPClientRequest(url: "http://\(name)/healthz")
    let answer = try? await HTTPClient.shared.execute(request, timeout: .seconds(2))
    return [
      answer?.status == .ok
        ? .ok("address", "\(name) is served")
        : .warning(
          "address", "\(name) is in use, and not by Hark",
          "serve elsewhere with --listen HOST:PORT or HARK_LISTEN")
    ]
  }
}
