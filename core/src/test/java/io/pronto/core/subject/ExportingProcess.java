package io.pronto.core.subject;

import io.pronto.core.contract.EndedContracts;
import io.pronto.core.handover.Contents;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.SealedZip;
import io.pronto.core.organisation.OrganisationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A process with little memory that hands over all about a person, and all of an organisation. */
public final class ExportingProcess {
  static final String PASSPHRASE = "secret";

  private ExportingProcess() {}

  /**
   * Starts it.
   *
   * @param heap how much memory it has, in MiB
   * @param request of the person
   */
  static Process start(ErasedPerson person, int heap, String request) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heap + "m",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            ExportingProcess.class.getName(),
            person.folder.toString(),
            person.url(),
            person.secretsKey,
            person.organisation.value(),
            request)
        .inheritIO()
        .start();
  }

  /** What the process does. */
  public static void main(String[] args) throws IOException {
    var folder = Path.of(args[0]);
    var organisation = new OrganisationId(args[3]);
    var person = ErasedPerson.ofAnother(folder, args[1], args[2], organisation);
    var export = new SubjectExport(person.database, person.requests, person.store, person::now);
    write(folder, export, organisation, Handover.Kind.SUBJECT, args[4]);
    var contracts =
        new EndedContracts(
            person.database, person.outbox, person.master, folder.resolve("recordings"));
    write(folder, contracts.returned(), organisation, Handover.Kind.CONTRACT, organisation.value());
    System.exit(0);
  }

  private static void write(
      Path folder, Contents contents, OrganisationId organisation, Handover.Kind kind, String about)
      throws IOException {
    var handover = new Handover("hnd_1", Optional.of(organisation), kind, about, Instant.now());
    try (var out = Files.newOutputStream(file(folder, kind));
        var zip = new SealedZip(out, PASSPHRASE)) {
      contents.write(handover, zip);
    }
  }

  /** Where it writes what is of that kind. */
  static Path file(Path folder, Handover.Kind kind) {
    return folder.resolve(kind.text() + ".zip");
  }
}
