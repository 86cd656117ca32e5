// A table with noise as JSON and for people to read.

public import JSON

extension ExploredTable {
  /// Its rows as JSON.
  public var json: JSONValue {
    .array(
      rows.map { row in
        let groups = zip(names, row.groups).map { name, group in
          (name, JSONValue.object(["id": .string(group.id), "label": .string(group.label)]))
        }
        return [
          "group": .object(JSONObject(groups)), "base": .optional(row.base),
          "count": .optional(row.count), "value": .optional(row.value),
          "flags": .array(row.flags.map { .string($0) }),
        ]
      })
  }
}

extension ExploredTable.Row {
  /// What has to be known of it.
  fileprivate var flags: [String] {
    if base == nil { return ["suppressed"] }
    return count == nil ? ["perturbed", "suppressed"] : ["perturbed"]
  }
}
