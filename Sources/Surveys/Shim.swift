extension Question { var was: String? { nil } }
