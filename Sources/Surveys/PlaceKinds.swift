// The kinds of place that surveys name. The directory of places takes any word, so that a new kind of
// official area needs no new Hark; a survey keeps to these, so that a slip of the pen is seen.

/// Kinds of place, from the largest to the smallest.
public enum PlaceKinds {
  /// Every kind that a survey may name.
  public static let known = [
    "country", "region", "county", "city", "integrated_care_board", "health_board", "police_area",
    "unitary", "metropolitan_district", "london_borough", "district", "council", "constituency",
    "town", "parish", "community", "electoral_division", "ward", "locality", "msoa", "lsoa",
    "data_zone", "neighbourhood", "village", "estate",
  ]
}
