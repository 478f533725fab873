package io.pronto.core.proof;

import io.pronto.core.audit.AuditWalk;
import io.pronto.core.audit.ChainedEvent;
import io.pronto.core.audit.Kept;
import io.pronto.core.destruction.CertificateJson;
import io.pronto.core.destruction.CertificateWalk;
import io.pronto.core.seal.PublicProofKey;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Looks whether what {@link ChainExport} wrote is still that: nothing changed, missing, put in, put
 * in another order or cut off. It needs no database and no secret.
 */
public final class ChainFile {
  private final BufferedReader lines;
  private final Walk walk;
  private final PublicProofKey key;
  private final Head head;
  private long line = 1;

  private ChainFile(BufferedReader lines, Head head, PublicProofKey key, Kept kept) {
    this.lines = lines;
    this.head = head;
    this.key = key;
    walk = walk(head, key, kept);
  }

  /**
   * What was found.
   *
   * @param key by which it was looked at
   * @param links how many are in order, from the first
   * @param hash of the last one that is; empty where there is none
   * @param at when it was exported; empty where its end is not in order
   * @param fault what is wrong with what follows; empty where nothing is
   */
  public record Verdict(
      Chain.Kind kind,
      String chain,
      PublicProofKey key,
      long links,
      String hash,
      Optional<Instant> at,
      Optional<String> fault) {}

  /** Thrown where a file is no export at all; the message says why. */
  public static final class NotAnExport extends Exception {
    private static final long serialVersionUID = 1L;

    NotAnExport(String message) {
      super(message);
    }
  }

  /**
   * Looks at {@code file}, in memory for a line at a time.
   *
   * @param trusted the key that must have signed it; without one the key that the file has is taken
   *     at its word, and somebody must compare its fingerprint
   */
  public static Verdict verify(Path file, Optional<PublicProofKey> trusted)
      throws IOException, NotAnExport {
    return verify(file, trusted, (_, _) -> Kept.NOTHING);
  }

  /** What an earlier look found of a chain, by its kind and its name. */
  @FunctionalInterface
  public interface Earlier {
    /** That; {@link Kept#NOTHING} where there was no earlier look. */
    Kept of(Chain.Kind kind, String chain);
  }

  /** The same, where it must still hold what was there {@code earlier}. */
  public static Verdict verify(Path file, Optional<PublicProofKey> trusted, Earlier earlier)
      throws IOException, NotAnExport {
    try (var lines = Files.newBufferedReader(file)) {
      var head = Head.read(lines.readLine());
      var kept = earlier.of(head.kind(), head.chain());
      return new ChainFile(lines, head, trusted.orElse(head.key()), kept).verify();
    }
  }

  private record Head(Chain.Kind kind, String chain, PublicProofKey key) {
    static Head read(String line) throws NotAnExport {
      try {
        var json = new JsonObject(line == null ? "" : line);
        if (!"chain 1".equals(json.getValue("pronto"))) {
          throw new NotAnExport("its first line is not that of an export");
        }
        return new Head(
            Chain.Kind.of(json.getString("of")),
            Objects.requireNonNull(json.getString("chain")),
            PublicProofKey.ofPem(json.getString("public_key")));
      } catch (DecodeException
          | ClassCastException
          | NullPointerException
          | IllegalArgumentException e) {
        throw new NotAnExport("its first line is not that of an export");
      }
    }
  }

  /** The same for both kinds of links. */
  private interface Walk {
    boolean accepts(JsonObject link);

    void refuse(String what);

    /** Looks, where the end is in order, whether what was kept is there. */
    void end();

    Verdict verdict(Optional<Instant> at);
  }

  private Verdict verify() throws IOException {
    if (!key.equals(head.key())) {
      walk.refuse("It was signed by another key, " + head.key().fingerprint());
      return walk.verdict(Optional.empty());
    }
    for (var text = lines.readLine(); text != null; text = lines.readLine()) {
      line++;
      var json = json(text);
      if (json.isEmpty()) {
        walk.refuse("Line %d is not JSON".formatted(line));
        return walk.verdict(Optional.empty());
      }
      if (ChainEnd.is(json.get())) {
        return end(json.get());
      }
      if (!accepted(json.get())) {
        return walk.verdict(Optional.empty());
      }
    }
    walk.refuse("The end is missing: the file was cut off after %d".formatted(links()));
    return walk.verdict(Optional.empty());
  }

  private boolean accepted(JsonObject json) {
    try {
      return walk.accepts(json);
    } catch (IllegalArgumentException unreadable) {
      walk.refuse(
          "%s, line %d, was changed: %s"
              .formatted(named(json.getValue("sequence")), line, unreadable.getMessage()));
      return false;
    }
  }

  private Verdict end(JsonObject json) throws IOException {
    var fault = ChainEnd.fault(json);
    if (fault.isPresent()) {
      walk.refuse("It was not whole when it was exported: " + fault.get());
      return walk.verdict(Optional.empty());
    }
    try {
      var end = ChainEnd.of(json);
      check(end);
      walk.end();
      return walk.verdict(Optional.of(end.at()));
    } catch (IllegalArgumentException unreadable) {
      walk.refuse("The end was changed: " + unreadable.getMessage());
      return walk.verdict(Optional.empty());
    }
  }

  private void check(ChainEnd end) throws IOException {
    var form = ChainEnd.form(head.kind(), head.chain(), end.sequence(), end.hash(), end.at());
    if (!key.verifies(form, end.signature())) {
      walk.refuse("The end has a signature that is not of it");
    } else if (end.sequence() != links()) {
      walk.refuse(
          "%s is missing: the end says that there were %d"
              .formatted(named(links() + 1), end.sequence()));
    } else if (!end.hash().orElse("").equals(walk.verdict(Optional.empty()).hash())) {
      walk.refuse("%s is not the one that the end is of".formatted(named(links())));
    } else if (lines.readLine() != null) {
      walk.refuse("Something was put in after the end");
    }
  }

  private long links() {
    return walk.verdict(Optional.empty()).links();
  }

  private String named(Object sequence) {
    return switch (head.kind()) {
          case DESTRUCTION_CERTIFICATES -> "Certificate ";
          case AUDIT_EVENTS -> "Event ";
        }
        + sequence;
  }

  private static Optional<JsonObject> json(String text) {
    try {
      return Optional.of(new JsonObject(text));
    } catch (DecodeException | ClassCastException e) {
      return Optional.empty();
    }
  }

  private static Walk walk(Head head, PublicProofKey key, Kept kept) {
    return switch (head.kind()) {
      case DESTRUCTION_CERTIFICATES ->
          new Certificates(head, key, new CertificateWalk(head.chain(), key, kept));
      case AUDIT_EVENTS ->
          new Events(head, key, new AuditWalk(head.chain(), Optional.of(key), kept));
    };
  }

  private record Certificates(Head head, PublicProofKey key, CertificateWalk walk) implements Walk {
    @Override
    public boolean accepts(JsonObject link) {
      return walk.accepts(CertificateJson.read(link));
    }

    @Override
    public void refuse(String what) {
      walk.refuse(what);
    }

    @Override
    public void end() {
      walk.end();
    }

    @Override
    public Verdict verdict(Optional<Instant> at) {
      var found = walk.verdict();
      return new Verdict(
          head.kind(),
          head.chain(),
          key,
          found.certificates(),
          found.hash(),
          at.filter(_ -> found.fault().isEmpty()),
          found.fault());
    }
  }

  private record Events(Head head, PublicProofKey key, AuditWalk walk) implements Walk {
    @Override
    public boolean accepts(JsonObject link) {
      return walk.accepts(ChainedEvent.of(link));
    }

    @Override
    public void refuse(String what) {
      walk.refuse(what);
    }

    @Override
    public void end() {
      walk.end();
    }

    @Override
    public Verdict verdict(Optional<Instant> at) {
      var found = walk.verdict();
      return new Verdict(
          head.kind(),
          head.chain(),
          key,
          found.events(),
          found.hash(),
          at.filter(_ -> found.fault().isEmpty()),
          found.fault());
    }
  }
}
