package io.pronto;

import io.pronto.core.audit.AuditChain;
import io.pronto.core.audit.AuditChain.Kept;
import io.pronto.core.audit.AuditChain.Verdict;
import io.pronto.core.db.Database;
import io.pronto.core.db.Migrations;
import io.pronto.core.db.PageRequest;
import io.pronto.core.organisation.Organisation;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.seal.MasterKey;
import io.pronto.embedded.DataFolder;
import io.pronto.embedded.Embedded;
import io.pronto.log.Logs;
import io.pronto.server.DatabaseFault;
import io.pronto.settings.Settings;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit}: whether the audit log is what was written, chain by chain. */
@Command(
    name = "audit",
    description = {
      "Computes every hash of the audit log anew and opens its seals: a line for each chain, and 1"
          + " where one is broken.",
      "Keep what it prints, away from the database: that the end was cut off with its seals shows"
          + " only against an earlier line, by --kept."
    },
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
  private static final int ORGANISATIONS_AT_ONCE = 100;

  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(
      names = "--kept",
      paramLabel = "FILE",
      description =
          "What an earlier run printed; each chain must still hold the event named there.")
  private Path keptFile;

  private Map<String, Kept> kept = Map.of();

  @Override
  public Integer call() throws Exception {
    Logs.text();
    var settings = config.settings();
    var key = key(settings);
    if (key.isEmpty()) {
      return refuse(
          "secrets.key is neither set nor in the data folder, and seals cannot be checked without");
    }
    if (keptFile != null) {
      kept = Files.isReadable(keptFile) ? KeptVerdicts.read(keptFile) : Map.of();
      if (kept.isEmpty()) {
        return refuse("--kept: %s holds nothing that `audit` printed".formatted(keptFile));
      }
    }
    var url = running(settings);
    if (url.isPresent()) {
      return verify(url.get(), key.get());
    }
    try (var data = DataFolder.hold(settings.data());
        var postgres = Embedded.postgres(data)) {
      return verify(postgres.url(), key.get());
    }
  }

  private static Optional<MasterKey> key(Settings settings) throws Exception {
    var file = settings.data().resolve("secrets.key");
    if (settings.masterKey().isEmpty() && !Files.exists(file)) {
      return Optional.empty();
    }
    var text =
        settings.masterKey().isPresent() ? settings.masterKey().get() : Files.readString(file);
    return Optional.of(MasterKey.of(text));
  }

  private static Optional<String> running(Settings settings) throws Exception {
    return settings.database().isPresent()
        ? settings.database()
        : Embedded.runningPostgres(settings.data());
  }

  private int verify(String url, MasterKey key) {
    var fault = DatabaseFault.of(url);
    if (fault.isPresent()) {
      return refuse(fault.get());
    }
    if (!Migrations.done(url)) {
      return refuse("the database lacks this version's tables: run ./pronto start once");
    }
    var vertx = Vertx.vertx();
    try (var database = new Database(vertx, url)) {
      return verify(database, key) ? 0 : 1;
    } finally {
      vertx.close().await();
    }
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("pronto: " + why);
    return 1;
  }

  private boolean verify(Database database, MasterKey key) {
    var chain = new AuditChain(database, key);
    boolean whole = tell("operator", chain.verifyOperators(kept("operator")));
    var organisations = new OrganisationStore(database);
    var request = PageRequest.first(ORGANISATIONS_AT_ONCE);
    while (true) {
      var page = organisations.list(request);
      for (var organisation : page.items()) {
        var verdict = chain.verify(organisation.id(), kept(organisation.id().value()));
        whole &= tell(name(organisation), verdict);
      }
      if (page.next().isEmpty()) {
        return whole;
      }
      request = new PageRequest(ORGANISATIONS_AT_ONCE, page.next(), Optional.empty(), true);
    }
  }

  private Kept kept(String chain) {
    return kept.getOrDefault(chain, Kept.NOTHING);
  }

  private static String name(Organisation organisation) {
    return organisation.id() + " " + organisation.name();
  }

  private boolean tell(String chain, Verdict verdict) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        verdict
            .fault()
            .map(fault -> "BROKEN %s: %s".formatted(chain, fault))
            .orElseGet(
                () ->
                    "whole  %s: %d events, the last %s, sealed up to %d"
                        .formatted(chain, verdict.events(), verdict.hash(), verdict.sealed())));
    out.flush();
    return verdict.fault().isEmpty();
  }
}
