// What travels with a request.

public import Hummingbird
internal import Logging

/// The context of a request.
public struct HarkRequestContext: RequestContext {
  /// What Hummingbird needs.
  public var coreContext: CoreRequestContextStorage

  /// A context for a request of a connection.
  public init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
  }

  /// Largest body, in bytes.
  public var maxUploadSize: Int { 1 << 20 }
}
