// Areas that published figures are about, by the nine-character codes of the Office for National Statistics.

/// Names of areas by their codes (ONS, Register of Geographic Codes, Open Government Licence v3.0): the nations,
/// the regions of England, and the councils that Hark's own surveys have figures of. A survey names others itself.
public enum StatisticalArea {
  /// The name of an area; nil where Hark does not know its code.
  public static func name(_ code: String) -> String? { names[code] }

  private static let names = [
    "K02000001": "United Kingdom", "K03000001": "Great Britain", "K04000001": "England and Wales",
    "E92000001": "England", "W92000004": "Wales", "S92000003": "Scotland",
    "N92000002": "Northern Ireland",
    "E12000001": "North East", "E12000002": "North West", "E12000003": "Yorkshire and The Humber",
    "E12000004": "East Midlands", "E12000005": "West Midlands", "E12000006": "East of England",
    "E12000007": "London", "E12000008": "South East", "E12000009": "South West",
    "E06000026": "Plymouth", "E06000054": "Wiltshire", "E08000026": "Coventry",
    "E08000035": "Leeds", "E09000008": "Croydon", "E10000013": "Gloucestershire",
    "E10000034": "Worcestershire",
  ]
}
