package io.pronto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README. */
class StirCommandTest {
  private static final String FROM = "+33123456700";
  private static final String TO = "+33612345678";

  @TempDir private Path home;

  private record Said(int exit, String out, String err) {}

  @Test
  void aCallIsSignedAndVerifiedByHandAndAForgedOneIsRefused() throws Exception {
    var trial = home.resolve("trial").toString();
    assertThat(run("stir", "authority", "--out", trial).exit()).isZero();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(home.resolve("trial/provider.key"))))
        .isEqualTo("rw-------");

    var signed = run("stir", "sign", "--in", trial, "--from", FROM, "--to", TO).out().strip();
    var good = run("stir", "verify", "--in", trial, "--from", FROM, "--to", TO, signed);
    var forged = run("stir", "verify", "--in", trial, "--from", "+33199999999", "--to", TO, signed);

    assertThat(good.exit()).as(good.out()).isZero();
    assertThat(good.out()).contains("verified: attestation A by 709J");
    assertThat(forged.exit()).isEqualTo(1);
    assertThat(forged.out()).contains("failed", "438 Invalid Identity Header");
  }

  @Test
  void anAuthorityIsNotWrittenOver() {
    var trial = home.resolve("trial").toString();
    run("stir", "authority", "--out", trial);

    assertThat(run("stir", "authority", "--out", trial).err()).contains("already");
    assertThat(run("stir", "authority", "--out", trial + "2", "--code", "é").exit()).isEqualTo(1);
    assertThat(run("stir", "sign", "--in", trial, "--from", "0123", "--to", TO).err())
        .contains("E.164");
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
