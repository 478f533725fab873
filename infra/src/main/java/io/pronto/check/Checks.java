package io.pronto.check;

import io.pronto.embedded.Embedded;
import io.pronto.embedded.EmbeddedFailed;
import io.pronto.embedded.RedisPing;
import io.pronto.media.speech.model.InstalledModel;
import io.pronto.media.speech.model.Models;
import io.pronto.server.DatabaseFault;
import io.pronto.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everything that is looked at, in the order in which a start would need it. */
public final class Checks {
  private Checks() {}

  /** Looks at all of it. */
  public static List<Finding> of(Settings settings) {
    var findings = new ArrayList<Finding>();
    findings.add(MachineCheck.jdk());
    findings.add(MachineCheck.data(settings.data()));
    findings.add(MachineCheck.files(settings.media()));
    findings.addAll(PortCheck.sip(settings.sip()));
    findings.add(PortCheck.media(settings.media()));
    findings.add(PortCheck.http(settings.http()));
    findings.add(database(settings));
    findings.add(redis(settings));
    findings.addAll(MailCheck.of(settings));
    findings.add(ObjectStoreCheck.of(settings.recordings()));
    findings.add(BackupCheck.of(settings));
    findings.addAll(SubprocessorCheck.of(settings));
    findings.add(models(settings.data().resolve("models")));
    findings.add(synthesis(settings));
    return findings;
  }

  private static Finding database(Settings settings) {
    if (settings.database().isEmpty()) {
      return embedded("database", Embedded::checkPostgres, settings.data());
    }
    return DatabaseFault.of(settings.database().get())
        .map(fault -> Finding.bad("database", fault))
        .orElseGet(() -> Finding.good("database", "PostgreSQL at database.url lets us in"));
  }

  private static Finding redis(Settings settings) {
    if (settings.redis().isEmpty()) {
      return embedded("redis", Embedded::checkRedis, settings.data());
    }
    return RedisPing.fault(settings.redis().get())
        .map(fault -> Finding.bad("redis", "redis.url: " + fault))
        .orElseGet(() -> Finding.good("redis", "the Redis at redis.url lets us in"));
  }

  private interface Trial {
    void run(Path data) throws EmbeddedFailed;
  }

  private static Finding embedded(String thing, Trial trial, Path data) {
    try {
      trial.run(data);
      return Finding.good(thing, "the embedded one runs here");
    } catch (EmbeddedFailed e) {
      return Finding.bad(thing, e.getMessage());
    }
  }

  private static Finding synthesis(Settings settings) {
    return settings
        .synthesis()
        .map(program -> Finding.good("speech", "prompts are spoken by " + program))
        .orElseGet(
            () ->
                Finding.poor(
                    "speech",
                    "none: prompts are not spoken, only sent; install espeak-ng"
                        + " (speech.synthesis)"));
  }

  private static Finding models(Path folder) {
    var languages = new Models(folder).list().stream().map(InstalledModel::language).toList();
    if (!languages.isEmpty()) {
      return Finding.good("speech models", String.join(", ", languages));
    }
    return Finding.poor(
        "speech models", "none: recordings are not transcribed; ./pronto model install en");
  }
}
