// The numbers (OIDs) of the PostgreSQL types that Hark reads and writes; they are the same in every
// database (src/include/catalog/pg_type.dat).

/// A PostgreSQL type by its number in the catalogue.
public struct SQLType: Sendable, Hashable {
  /// The type's OID.
  public let oid: UInt32

  /// Names a type by its OID.
  public init(oid: UInt32) { self.oid = oid }
}

extension SQLType {
  /// boolean
  public static let bool = SQLType(oid: 16)
  /// bytea
  public static let bytea = SQLType(oid: 17)
  /// name, the type of identifiers in the catalogue
  public static let name = SQLType(oid: 19)
  /// bigint
  public static let int8 = SQLType(oid: 20)
  /// smallint
  public static let int2 = SQLType(oid: 21)
  /// integer
  public static let int4 = SQLType(oid: 23)
  /// text
  public static let text = SQLType(oid: 25)
  /// json
  public static let json = SQLType(oid: 114)
  /// real
  public static let float4 = SQLType(oid: 700)
  /// double precision
  public static let float8 = SQLType(oid: 701)
  /// char(n)
  public static let bpchar = SQLType(oid: 1042)
  /// varchar(n)
  public static let varchar = SQLType(oid: 1043)
  /// date
  public static let date = SQLType(oid: 1082)
  /// timestamp with time zone
  public static let timestamptz = SQLType(oid: 1184)
  /// numeric
  public static let numeric = SQLType(oid: 1700)
  /// uuid
  public static let uuid = SQLType(oid: 2950)
  /// jsonb
  public static let jsonb = SQLType(oid: 3802)

  private static let arrays: [SQLType: SQLType] = [
    .bool: SQLType(oid: 1000), .name: SQLType(oid: 1003), .int2: SQLType(oid: 1005),
    .int4: SQLType(oid: 1007), .text: SQLType(oid: 1009), .varchar: SQLType(oid: 1015),
    .bpchar: SQLType(oid: 1014), .int8: SQLType(oid: 1016), .float4: SQLType(oid: 1021),
    .float8: SQLType(oid: 1022), .date: SQLType(oid: 1182), .timestamptz: SQLType(oid: 1185),
    .numeric: SQLType(oid: 1231), .uuid: SQLType(oid: 2951), .bytea: SQLType(oid: 1001),
    .json: SQLType(oid: 199), .jsonb: SQLType(oid: 3807),
  ]

  /// The array type over this one, where it is known.
  var array: SQLType? { Self.arrays[self] }
}
