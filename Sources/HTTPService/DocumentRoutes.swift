// Transcripts and minutes: a text becomes a conversation.

internal import Engagement
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  static let documentRoutes: [Route] = [
    document(
      .transcript, "Stores a transcript as a conversation",
      "Plain text with a turn a line, WebVTT or SubRip; whoever speaks is a part, never a name.",
      EventSchemas.transcriptExample),
    document(
      .minutes, "Stores minutes as a conversation",
      "Paragraphs, on the basis published with a citation, or role; never residents' voices.",
      EventSchemas.minutesExample),
  ]

  private static func document(
    _ document: ConversationDocument, _ title: String, _ detail: String, _ example: JSONValue
  ) -> Route {
    .post(
      document == .transcript ? "conversations/transcripts" : "conversations/minutes",
      [.researcher, .coordinator],
      RouteDescription(
        title,
        detail: detail + " The same text is stored once: its id is made of it."
          + " With its heading it takes at most 1 MiB; commands bring in files of up to 4 MiB.",
        body: ContentDescription(
          Schema.named(document == .transcript ? "NewTranscript" : "NewMinutes"), example: example),
        answers: [stored(document.module)], refusals: recordRefusals)
    ) { call in
      let receipt = try await call.engagement.log(
        document, call.body(), as: call.principal, origin: .http)
      return .json(receipt.bytes, status: .created)
    }
  }
}
