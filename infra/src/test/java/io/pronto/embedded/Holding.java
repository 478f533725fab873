package io.pronto.embedded;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that holds a data folder with both servers running until it is killed. */
final class Holding {
  private Holding() {}

  /** Says the two URLs on one line, then waits for its end. */
  public static void main(String[] args) throws Exception {
    var folder = DataFolder.hold(Path.of(args[0]));
    System.out.println(Embedded.postgres(folder).url() + " " + Embedded.redis(folder).url());
    new CountDownLatch(1).await();
  }
}
