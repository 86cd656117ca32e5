// Responses and conversations. 201 comes only after the commit; a second try of the same content is
// answered with the same bytes.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  static let responseRoutes: [Route] = [
    .post("surveys/{survey}/responses", [.researcher, .coordinator]) { call in
      try call.refuseQueries(except: [])
      let receipt = try await call.engagement.record(
        call.body(), survey: call.parameter("survey"), as: call.principal, origin: .http)
      return .json(receipt.bytes, status: .created)
    }
  ]

  static let conversationRoutes: [Route] = [
    .post("conversations", [.researcher, .coordinator]) { call in
      try call.refuseQueries(except: [])
      let receipt = try await call.engagement.log(
        call.body(), as: call.principal, origin: .http)
      return .json(receipt.bytes, status: .created)
    },
    .get("conversations", [.researcher, .coordinator]) { call in
      try call.refuseQueries(except: ["after", "limit"])
      let page = try call.page()
      let list = try await call.engagement.conversations(
        after: page.after, limit: page.limit, as: call.principal)
      var headers: HTTPFields = [:]
      if let next = list.next {
        headers[.link] = "<\(base)/conversations?after=\(next)&limit=\(page.limit)>; rel=\"next\""
      }
      return .json(["conversations": .array(list.items)], headers: headers)
    },
  ]
}
