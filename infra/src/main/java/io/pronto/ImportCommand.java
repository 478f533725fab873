package io.pronto;

import io.pronto.core.access.SignUps;
import io.pronto.core.contract.ContractImport;
import io.pronto.core.contract.ContractImport.Imported;
import io.pronto.core.contract.ImportRefused;
import io.pronto.core.db.Database;
import io.pronto.core.db.Migrations;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.WrongMasterKey;
import io.pronto.core.subject.SubjectSeal;
import io.pronto.embedded.DataFolder;
import io.pronto.embedded.Embedded;
import io.pronto.log.Logs;
import io.pronto.server.DatabaseFault;
import io.pronto.server.NodeName;
import io.pronto.settings.Settings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: makes an organisation anew of what it was returned at the end of a contract. */
@Command(
    name = "import",
    description = {
      "Makes an organisation anew of what another server has returned (POST /v1/contract/returns).",
      "Its people choose new passwords by the links that this prints, or that an administrator"
          + " makes; devices get new passwords; numbers are ported. Who is interrupted runs it"
          + " again."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The archive.")
  private Path file;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "Holds the archive's passphrase, which is asked for otherwise.")
  private Path passphraseFile;

  @Override
  public Integer call() throws Exception {
    Logs.text();
    var passphrase = passphrase();
    if (passphrase.isEmpty()) {
      return refuse("give the passphrase by --passphrase-file, or run this in a terminal");
    }
    var settings = config.settings();
    var key = master(settings);
    if (key.isEmpty()) {
      return refuse("there is no secrets.key yet: run ./pronto start once");
    }
    var url = running(settings);
    if (url.isPresent()) {
      return run(settings, url.get(), key.get(), passphrase.get());
    }
    try (var data = DataFolder.hold(settings.data());
        var postgres = Embedded.postgres(data)) {
      return run(settings, postgres.url(), key.get(), passphrase.get());
    }
  }

  private Optional<char[]> passphrase() throws IOException {
    if (passphraseFile != null) {
      return Optional.of(Files.readString(passphraseFile).strip().toCharArray());
    }
    return Optional.ofNullable(System.console())
        .map(console -> console.readPassword("Passphrase of %s: ", file));
  }

  private static Optional<MasterKey> master(Settings settings) throws IOException {
    var kept = settings.data().resolve("secrets.key");
    if (settings.masterKey().isEmpty() && !Files.exists(kept)) {
      return Optional.empty();
    }
    return Optional.of(
        MasterKey.of(
            settings.masterKey().isPresent()
                ? settings.masterKey().get()
                : Files.readString(kept)));
  }

  private static Optional<String> running(Settings settings) throws Exception {
    return settings.database().isPresent()
        ? settings.database()
        : Embedded.runningPostgres(settings.data());
  }

  private int run(Settings settings, String url, MasterKey master, char[] passphrase)
      throws IOException {
    var fault = DatabaseFault.of(url);
    if (fault.isPresent()) {
      return refuse(fault.get());
    }
    if (!Migrations.done(url)) {
      return refuse("the database lacks this version's tables: run ./pronto start once");
    }
    var vertx = Vertx.vertx();
    try (var database = new Database(vertx, url)) {
      var keys = new OrganisationKeys(database, master);
      keys.check();
      var recordings = settings.data().resolve("recordings");
      var node = NodeName.of(settings.data());
      tell(
          new ContractImport(url, database, keys, new SubjectSeal(master), recordings, node)
              .run(file, passphrase),
          new SignUps(database, Optional.empty()));
      return 0;
    } catch (ImportRefused | WrongMasterKey e) {
      return refuse(e.getMessage());
    } finally {
      vertx.close().await();
    }
  }

  private void tell(Imported imported, SignUps signUps) {
    var out = spec.commandLine().getOut();
    out.printf("%s (%s) is here%n", imported.name(), imported.organisation());
    imported.rows().forEach((table, rows) -> out.printf("  %-28s %d%n", table, rows));
    imported
        .stayed()
        .forEach(
            (table, left) ->
                out.printf("  %-28s %d stay in the file: %s%n", table, left.rows(), left.why()));
    for (var user : imported.superAdministrators()) {
      var link = signUps.issue(imported.organisation(), user);
      out.printf("%s chooses a password at %s until %s%n", user, link.path(), link.expiresAt());
    }
    out.flush();
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("pronto: " + why);
    return 1;
  }
}
