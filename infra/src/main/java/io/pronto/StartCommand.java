package io.pronto;

import io.pronto.log.Logs;
import io.pronto.server.Server;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code start}: the server, until SIGTERM or Ctrl-C. */
@Command(
    name = "start",
    description = "Runs the server until SIGTERM or Ctrl-C, then drains.",
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  private volatile boolean ending;

  @Override
  public Integer call() throws Exception {
    var settings = config.settings();
    switch (settings.log()) {
      case TEXT -> Logs.text();
      case JSON -> Logs.json();
    }
    log()
        .atInfo()
        .addKeyValue("version", Version.text())
        .addKeyValue("java", Runtime.version())
        .addKeyValue("data", settings.data())
        .log("Pronto starts");
    var starting = new FutureTask<>(() -> Server.start(settings));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(starting), "drain"));
    starting.run();
    if (!ending) {
      tellWhyNot(starting);
    }
    new CountDownLatch(1).await();
    return 0;
  }

  private static void tellWhyNot(FutureTask<Server> starting) throws Exception {
    try {
      starting.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception why ? why : e;
    }
  }

  /**
   * Runs when the process is asked to end. A server that is still starting is waited for: it is
   * then either whole and drains, or has closed what it had opened.
   */
  private void end(FutureTask<Server> starting) {
    boolean failed = starting.isDone();
    ending = true;
    try {
      starting.get().close();
      Runtime.getRuntime().halt(0);
    } catch (ExecutionException neverStarted) {
      if (!failed) {
        Runtime.getRuntime().halt(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Made late: the first logger must find logging set up. */
  private static Logger log() {
    return LoggerFactory.getLogger(Pronto.class);
  }
}
