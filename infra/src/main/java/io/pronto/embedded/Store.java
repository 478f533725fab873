package io.pronto.embedded;

import java.io.IOException;

/** An embedded server that has been started once, and can be again on the port that it had. */
sealed interface Store extends AutoCloseable permits Postgres, Redis {
  /** What people call it. */
  String name();

  /** Where it is, with its password. */
  String url();

  /** Whether its process lives. */
  boolean isRunning() throws IOException;

  /** Starts it again after it has ended by itself; whoever knows its address finds it there. */
  void revive() throws IOException, EmbeddedFailed;

  /** Has it write what it holds, and stops it. */
  @Override
  void close();
}
