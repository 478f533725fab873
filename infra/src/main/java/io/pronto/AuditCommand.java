package io.pronto;

import io.pronto.core.audit.AuditChain;
import io.pronto.core.audit.AuditChain.Verdict;
import io.pronto.core.db.Database;
import io.pronto.core.db.Migrations;
import io.pronto.core.db.PageRequest;
import io.pronto.core.organisation.Organisation;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.embedded.DataFolder;
import io.pronto.embedded.Embedded;
import io.pronto.log.Logs;
import io.pronto.server.DatabaseFault;
import io.pronto.settings.Settings;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code audit}: whether the audit log is what was written, chain by chain. */
@Command(
    name = "audit",
    description = {
      "Computes every hash of the audit log anew: a line for each chain, and 1 where one is"
          + " broken.",
      "Keep what it prints: an end cut off, or hashes made anew, show only against an earlier line."
    },
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
  private static final int ORGANISATIONS_AT_ONCE = 100;

  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Logs.text();
    var settings = config.settings();
    var url = running(settings);
    if (url.isPresent()) {
      return verify(url.get());
    }
    try (var data = DataFolder.hold(settings.data());
        var postgres = Embedded.postgres(data)) {
      return verify(postgres.url());
    }
  }

  private static Optional<String> running(Settings settings) throws Exception {
    return settings.database().isPresent()
        ? settings.database()
        : Embedded.runningPostgres(settings.data());
  }

  private int verify(String url) {
    var fault = DatabaseFault.of(url);
    if (fault.isPresent()) {
      return refuse(fault.get());
    }
    if (!Migrations.done(url)) {
      return refuse("the database lacks this version's tables: run ./pronto start once");
    }
    var vertx = Vertx.vertx();
    try (var database = new Database(vertx, url)) {
      return verify(database) ? 0 : 1;
    } finally {
      vertx.close().await();
    }
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("pronto: " + why);
    return 1;
  }

  private boolean verify(Database database) {
    var chain = new AuditChain(database);
    boolean whole = tell("operator", chain.verifyOperators());
    var organisations = new OrganisationStore(database);
    var request = PageRequest.first(ORGANISATIONS_AT_ONCE);
    while (true) {
      var page = organisations.list(request);
      for (var organisation : page.items()) {
        whole &= tell(name(organisation), chain.verify(organisation.id()));
      }
      if (page.next().isEmpty()) {
        return whole;
      }
      request = new PageRequest(ORGANISATIONS_AT_ONCE, page.next(), Optional.empty(), true);
    }
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
                    "whole  %s: %d events, the last %s"
                        .formatted(chain, verdict.events(), verdict.hash())));
    out.flush();
    return verdict.fault().isEmpty();
  }
}
