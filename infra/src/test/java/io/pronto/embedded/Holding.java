package io.pronto.embedded;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that holds a data folder with both servers running until it is killed. */
final class Holding {
  private Holding() {}

  /** Says the two URLs on one line, then waits for its end. */
  public static void main(String[] args) throws Exception {
    var embedded = Embedded.start(DataFolder.hold(Path.of(args[0])), true, true);
    System.out.println(
        embedded.databaseUrl().orElseThrow() + " " + embedded.redisUrl().orElseThrow());
    new CountDownLatch(1).await();
  }
}
