package io.pronto;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.backup.BackupPlace;
import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.backup.BackupManifest;
import io.pronto.core.backup.BackupSeal;
import io.pronto.core.backup.ErasureFiles;
import io.pronto.core.backup.ErasureFollower;
import io.pronto.core.db.Actor;
import io.pronto.core.seal.MasterKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandTest {
  @TempDir Path home;
  private String elsewhere;

  private record Said(int exit, String out, String err) {}

  @BeforeEach
  void settings() throws IOException {
    elsewhere = yaml("elsewhere", "database.url: " + Ground.databaseUrl());
  }

  @Test
  void ofADatabaseThatIsElsewhereTheRestIsBackedUpAndThatIsSaid() {
    var backup = run("backup", "--config", elsewhere, "--to", home.resolve("to").toString());

    assertThat(backup.exit()).as(backup.err()).isZero();
    assertThat(backup.out())
        .contains("no database: it is elsewhere", "read again, in", "secrets.key is NOT in it");
  }

  @Test
  void whereverItGoesABackupKnowsTheJournalOfTheServersOwn() throws Exception {
    var own = Files.createDirectory(home.resolve("own"));
    var to = home.resolve("to");
    var master = MasterKey.of(Ground.secretsKey());
    var files = new ErasureFiles(own.resolve("erasures"), new BackupSeal(master));
    try (var follower = new ErasureFollower(Ground.database(), files, InstantSource.system())) {
      follower.open();
      deleteAContact();
      follower.copy();
      assertThat(follower.last()).isPositive();

      var settings =
          yaml("both", "database.url: %s%nbackup.to: %s".formatted(Ground.databaseUrl(), own));
      var backup = run("backup", "--config", settings, "--to", to.toString());

      assertThat(backup.exit()).as(backup.err()).isZero();
      var made = BackupManifest.read(new BackupPlace(to).bases().getFirst(), master);
      assertThat(made.journal()).isEqualTo(follower.last());
    }
  }

  @Test
  void onlyAFolderThatIsNamedIsMade() throws IOException {
    var away = home.resolve("away/own");
    var settings =
        yaml("away", "database.url: %s%nbackup.to: %s".formatted(Ground.databaseUrl(), away));

    assertThat(run("backup", "--config", settings).err())
        .isEqualTo("pronto: %s is not there: make it, or mount its disk\n".formatted(away));
    assertThat(away.getParent()).doesNotExist();
  }

  @Test
  void withoutAFolderOrAKeyTheCommandSaysWhatToGive() throws IOException {
    var keyless = home.resolve("keyless.yaml");
    Files.writeString(keyless, "data: %s%n".formatted(home.resolve("keyless")));

    assertThat(run("backup", "--config", elsewhere).err())
        .isEqualTo("pronto: give --to FOLDER, or set backup.to\n");
    assertThat(run("backup", "--config", keyless.toString(), "--to", "x").err())
        .startsWith("pronto: secrets.key is neither set nor in ");
    assertThat(run("restore", "--config", keyless.toString(), "--from", "x").err())
        .startsWith("pronto: secrets.key is needed: set it, or put the copy that was kept apart");
  }

  @Test
  void aRestoreThatCannotBeIsOneLine() throws IOException {
    var to = home.resolve("to").toString();
    var embedded = yaml("embedded", "");
    assertThat(run("restore", "--config", elsewhere, "--from", to).err())
        .isEqualTo("pronto: %s has no whole backup\n".formatted(to));
    run("backup", "--config", elsewhere, "--to", to);

    assertThat(run("restore", "--config", embedded, "--from", to).err())
        .contains("is of a server whose database was elsewhere: database.url must be as it was");
    assertThat(run("restore", "--config", elsewhere, "--from", to).err())
        .startsWith("pronto: ")
        .contains("has no journal of erasures", "--without-journal");
    assertThat(run("restore", "--config", elsewhere, "--from", to, "--at", "noon").err())
        .isEqualTo("pronto: --at: \"noon\" is no time such as 2026-11-30T05:52:00Z\n");
  }

  private static void deleteAContact() {
    var organisation = Ground.organisation();
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into contact (id, organisation_id, name, company, numbers)
                    values ($1, $2, 'Somebody', '', '{+33123456789}')
                    """,
                    Id.next("con"),
                    organisation.value()));
    new Actor("user:usr_1", "", "")
        .run(() -> Ground.database().in(organisation, tx -> tx.update("delete from contact")));
  }

  private String yaml(String data, String more) throws IOException {
    var file = home.resolve(data + ".yaml");
    Files.writeString(
        file,
        "data: %s%nsecrets.key: %s%n%s%n".formatted(home.resolve(data), Ground.secretsKey(), more));
    return file.toString();
  }

  private static Said run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        Pronto.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Said(exit, out.toString(), err.toString());
  }
}
