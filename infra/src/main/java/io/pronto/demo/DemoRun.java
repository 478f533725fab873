package io.pronto.demo;

import io.pronto.log.Logs;
import io.pronto.server.CannotStart;
import io.pronto.server.Server;
import io.pronto.settings.BadSettings;
import io.pronto.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** One run of the demo: a server on a temporary folder and free ports, and what becomes of it. */
public final class DemoRun {
  private static final String OPERATOR = "operator@demo.example";

  private final Report report;
  private final Path models;

  /**
   * A run that tells on {@code out}.
   *
   * @param models the folder of installed speech models, which need not exist
   */
  public DemoRun(PrintWriter out, Path models) {
    this.report = new Report(out);
    this.models = models;
  }

  /**
   * Runs it.
   *
   * @param keep whether the server is left running until the process is ended
   * @return whether every step did what it should
   */
  public boolean run(boolean keep) throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("pronto-demo");
    Logs.textInto(folder.resolve("pronto.log"));
    report.title("Pronto demo: a rented number is called, answered, recorded, accounted for");
    report.begin("start");
    try (var demo = start(folder)) {
      report.done("PostgreSQL, Redis, signalling, media and the API");
      demo.run(OPERATOR);
      report.end("Everything above went over real sockets. Next: ./pronto start (see README.md)");
      if (keep) {
        stay(demo, folder);
      }
    } catch (CannotStart | BadSettings | StepFailed | AssertionError e) {
      report.failed(e.getMessage());
      report.more("The server's log is " + folder.resolve("pronto.log"));
      return false;
    }
    delete(folder);
    return true;
  }

  private Demo start(Path folder) throws IOException, CannotStart, BadSettings {
    if (Files.isDirectory(models)) {
      Files.createSymbolicLink(folder.resolve("models"), models.toAbsolutePath());
    }
    var settings =
        Settings.read(
            Optional.empty(),
            Map.of(
                "PRONTO_DATA", folder.toString(),
                "PRONTO_SIP_HOST", "127.0.0.1",
                "PRONTO_SIP_PORT", "0",
                "PRONTO_SIP_ADVERTISE", "127.0.0.1",
                "PRONTO_MEDIA_HOST", "127.0.0.1",
                "PRONTO_HTTP_PORT", "0",
                "PRONTO_BOOTSTRAP_EMAIL", OPERATOR,
                "PRONTO_BOOTSTRAP_PASSWORD", Town.PASSWORD,
                "PRONTO_SHUTDOWN_DRAIN", "0s"),
            folder);
    return new Demo(report, Server.start(settings), folder);
  }

  private void stay(Demo demo, Path folder) throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  demo.close();
                  delete(folder);
                }));
    report.end(
        "Left running at %s: sign in as %s or ada@demo.example, password \"%s\". Ctrl-C ends it."
            .formatted(demo.screen(), OPERATOR, Town.PASSWORD));
    new CountDownLatch(1).await();
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("pronto: " + folder + " was left behind: " + e.getMessage());
    }
  }
}
