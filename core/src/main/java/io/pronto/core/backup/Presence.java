package io.pronto.core.backup;

import java.io.IOException;

/** Tells a folder from the place at which its disk would be mounted, which looks like it. */
@FunctionalInterface
public interface Presence {
  /**
   * Makes sure that the folder is there itself.
   *
   * @throws IOException when it is not, with one line for the operator
   */
  void require() throws IOException;
}
