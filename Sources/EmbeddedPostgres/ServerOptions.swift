// What every private server is started with, whatever stands in its data folder.

/// Options for `pg_ctl start`.
package struct ServerOptions: Sendable {
  private let socketFolder: String

  /// `socketFolder` is a path of letters, digits and `/._-`.
  package init(socketFolder: String) {
    self.socketFolder = socketFolder
  }

  /// Options of the server, for a shell.
  package var text: String {
    let settings = [
      "listen_addresses=", "port=5432", "unix_socket_directories=\(socketFolder)",
      "unix_socket_permissions=0700", "log_min_messages=log", "log_min_error_statement=panic",
      "log_parameter_max_length=0", "log_parameter_max_length_on_error=0", "log_statement=none",
      "debug_print_parse=off", "debug_print_rewritten=off", "debug_print_plan=off",
      "log_checkpoints=off", "logging_collector=off",
      // It needs memory that can be written and run, which a hardened service has not.
      "jit=off",
    ]
    return settings.map { "-c \($0)" }.joined(separator: " ")
  }
}
